import { Window } from "happy-dom";
import { describe, expect, test } from "vitest";
import { testSinceGit } from "../support/git-version.ts";
import { createRepository, session, type TestRepository, task } from "../support/repository.ts";
import { toldReview } from "../support/told-review.ts";
import { watchGit } from "../support/watch-git.ts";

/** Per item of the page: what it is, then what its lines are of, and those that say something. */
function itemsOf(repository: TestRepository, range: string): readonly (readonly string[])[] {
  const { document } = new Window();
  const page = repository.sa("review", range, "--format", "html").stdout;
  document.body.innerHTML = /<main>.*<\/main>/s.exec(page)?.[0] ?? "";
  return [...document.querySelectorAll(".commit li")].map(item => {
    const [kind, what] = [".kind", ".what"].map(one => item.querySelector(one)?.textContent);
    const lines = [...item.querySelectorAll("figcaption, del, ins, pre > code > :has(mark)")];
    return [`${kind}: ${what}`, ...lines.map(line => withoutCommits(line.textContent))];
  });
}

const withoutCommits = (text: string): string => text.replace(/\b[0-9a-f]{10}\b/g, "<commit>");

testSinceGit(39)("behind everything that is told stand the lines that it rests on", () => {
  expect(itemsOf(toldReview(), "start..main")).toEqual([
    [
      "migrated: md#1 → to mt#1",
      "tasks/md/1.yaml to tasks/mt/1.yaml, compared with its parent <commit>",
      "1  - id: md#1",
      "  1+ id: mt#1",
      "  2+ migratedFrom: [md#1]",
    ],
    [
      "followed: fix-login md#1 → to mt#1",
      "sessions/fix-login.yaml, compared with its parent <commit>",
      "2  - taskId: md#1",
      "  2+ taskId: mt#1",
    ],
    [
      "left behind: fix-logout names 1, today mt#1 followed later",
      "sessions/fix-logout.yaml: the session, in <commit>",
      "2taskId: 1",
      "3backend: md",
      "tasks/mt/1.yaml: the task that moved, in <commit>",
      "1id: mt#1",
      "2migratedFrom: [md#1]",
    ],
    [
      "migrated: gh#10 → to mt#10",
      "tasks/gh/10.yaml, compared with its parent <commit>",
      "1 1  id: gh#10",
      "  4+ migratedTo: mt#10",
      "tasks/mt/10.yaml, compared with its parent <commit>",
      "  1+ id: mt#10",
      "  2+ title: Task mt#10",
      "  3+ status: TODO",
      "  4+ migratedFrom: [gh#10]",
    ],
    [
      "followed: write-docs gh#10 → to mt#10",
      "sessions/write-docs.yaml, compared with its parent <commit>",
      "2  - taskId: gh#10",
      "  2+ taskId: mt#10",
    ],
    [
      "migrated: json#7 → to mt#7",
      "tasks/json/7.yaml to tasks/mt/7.yaml, compared with its parent <commit>",
      "1  - id: json#7",
      "  1+ id: mt#7",
    ],
    [
      "left behind: measure names json#7, today mt#7 still so at the end",
      "sessions/measure.yaml: the session, in <commit>",
      "2taskId: json#7",
      "tasks/mt/7.yaml: the task that moved, in <commit>",
      "1id: mt#7",
    ],
    [
      "by hand: choose-colours md#2 → to mt#1",
      "sessions/choose-colours.yaml, compared with its parent <commit>",
      "2  - taskId: md#2",
      "  2+ taskId: mt#1",
    ],
    [
      "followed: fix-logout 1 (backend md) → to 1 (backend mt)",
      "sessions/fix-logout.yaml, compared with its parent <commit>",
      "2 2  taskId: 1",
      "3  - backend: md",
      "  3+ backend: mt",
      "tasks/mt/1.yaml: the task that moved, in <commit>",
      "1id: mt#1",
      "2migratedFrom: [md#1]",
    ],
    [
      "followed: two-factors gh#10 → to mt#10",
      "sessions/two-factors.yaml, compared with what git makes of this merge by itself",
      "2  - taskId: gh#10",
      "  2+ taskId: mt#10",
      "tasks/gh/10.yaml: the task that moved, in <commit>",
      "1id: gh#10",
      "4migratedTo: mt#10",
    ],
    [
      "left behind: reset-password names md#1, today mt#1 followed later",
      "sessions/reset-password.yaml: the session, in <commit>",
      "2taskId: md#1",
      "tasks/mt/1.yaml: the task that moved, in <commit>",
      "1id: mt#1",
      "2migratedFrom: [md#1]",
    ],
    [
      "by hand: choose-colours mt#1 → to md#3",
      "sessions/choose-colours.yaml, compared with its parent <commit>",
      "2  - taskId: mt#1",
      "  2+ taskId: md#3",
      "sessions/choose-colours.yaml, compared with its parent <commit>",
      "2  - taskId: md#2",
      "3  - owner: charles",
      "  2+ taskId: md#3",
      "  3+ owner: ada",
      "  4+ notes: |",
      "  5+   first line",
      "  6+   second line",
      "  7+ links: [a, b]",
    ],
    [
      "migrated: md#2 → to gh#2",
      "tasks/md/2.yaml to tasks/gh/2.yaml, compared with its parent <commit>",
      "1  - id: md#2",
      "  1+ id: gh#2",
      "  2+ migratedFrom: [md#2]",
    ],
    [
      "followed: reset-password md#1 → to mt#1",
      "sessions/reset-password.yaml, compared with its parent <commit>",
      "2  - taskId: md#1",
      "  2+ taskId: mt#1",
      "tasks/mt/1.yaml: the task that moved, in <commit>",
      "1id: mt#1",
      "2migratedFrom: [md#1]",
    ],
  ]);
});

describe("what a merge adds is compared", () => {
  test("with each parent where git cannot merge the file", () => {
    const repository = createRepository(
      { ...task("md#1"), ...task("md#2"), ...task("md#3"), ...session("a", "md#1") },
      { hooks: [] },
    );
    repository.git("branch", "feature");
    repository.commit("main", session("a", "md#2"));
    repository.git("switch", "--quiet", "feature");
    repository.commit("feature", session("a", "md#3"));
    repository.tryGit("merge", "--quiet", "--no-commit", "main");
    repository.commit("merge", session("a", "md#1"));
    const [head] = itemsOf(repository, "HEAD");
    const [ours, theirs] = repository.parents().map(parent => parent.slice(0, 10));
    expect(ours).not.toBe(theirs);
    expect(head).toEqual([
      "by hand: a md#3 → to md#1",
      "sessions/a.yaml, compared with its parent <commit>",
      "2  - taskId: md#3",
      "  2+ taskId: md#1",
      "sessions/a.yaml, compared with its parent <commit>",
      "2  - taskId: md#2",
      "  2+ taskId: md#1",
    ]);
  });
});

test("the page takes no more processes than the text does, however much it tells", () => {
  const started = (sessions: number): readonly number[] => {
    const names = Array.from({ length: sessions }, (_, i) => `s${i}`);
    const all = (id: string) => Object.assign({}, ...names.map(name => session(name, id)));
    const repository = createRepository({ ...task("md#1"), ...all("md#1") }, { hooks: [] });
    repository.write({ ...all("mt#1"), ...session("left", "md#1") });
    repository.migrate("md#1", "mt#1");
    const processes = watchGit(repository);
    return ["text", "html"].map(format => {
      expect(repository.sa("review", "--format", format).stdout).toContain(`s${sessions - 1}`);
      return processes().length;
    });
  };
  const [text, html] = started(1);
  expect(html).toBe(text);
  expect(started(9)).toEqual([text, html]);
});

test("where git cannot be asked for a file, the page says how to see its lines", () => {
  const repository = createRepository(
    { ...task("md#1"), "sessions/a\nb.yaml": "session: a\ntaskId: md#1\n" },
    { hooks: [] },
  );
  const commit = repository.migrate("md#1", "mt#1");
  const page = repository.sa("review", "--format", "html").stdout;
  expect(page).toContain("<code>sessions/a\\u{a}b.yaml</code>");
  expect(page).toContain("the task that moved");
  expect(page).not.toContain("the session, in");
  expect(commit).toHaveLength(40);
});
