import { describe, expect, test } from "vitest";
import { createRepository, type Run, session, task } from "../support/repository.ts";
import { type JsonChange, type JsonReview, review } from "../support/review.ts";
import { createStaleMerge, diverge } from "../support/stale-merge.ts";

/** `subject`, then what was done, one line each. */
function storyOf({ commits }: JsonReview): readonly string[] {
  const line =
    (label: string) =>
    ({ session: name, from, to }: JsonChange) =>
      `${label} ${name}: ${from} → ${to}`;
  return commits.flatMap(({ subject, migrations, followed, leftBehind, repointed }) => [
    subject,
    ...migrations.map(({ from, to, evidence }) => `  migrated ${from} → ${to} (${evidence.kind})`),
    ...followed.map(line("  followed")),
    ...leftBehind.map(
      one => `${line("  left behind")(one)}${one.stillLeftBehind ? "" : ", not at the end"}`,
    ),
    ...repointed.map(line("  by hand")),
  ]);
}

describe("commits one after the other", () => {
  test("tell migrations, who followed, who was left behind and made good, and who was pointed elsewhere", () => {
    const repository = createRepository({
      ...task("md#1"),
      ...task("md#2"),
      ...session("a", "md#1"),
      ...session("b", "md#1"),
      ...session("c", "md#2"),
    });
    const start = repository.git("rev-parse", "HEAD");
    // The migration takes a along and leaves b behind.
    repository.git("mv", "tasks/md/1.yaml", "tasks/1.yaml");
    repository.commit("migrate", {
      "tasks/1.yaml": "id: mt#1\ntitle: Task md#1\nstatus: TODO\nmigratedFrom: [md#1]\n",
      ...session("a", "mt#1"),
    });
    repository.commit("nothing to see", { "README.md": "more\n" });
    const repair = repository.commit("repair", session("b", "mt#1"));
    repository.commit("another task", session("c", "mt#1"));
    repository.commit("an old ID", session("d", "md#1"));

    const told = review(repository, `${start}..`);
    expect(told.code).toBe(1);
    expect(told.range).toBe(`${start}..`);
    expect(storyOf(told)).toEqual([
      "migrate",
      "  migrated md#1 → mt#1 (migratedFrom)",
      "  followed a: md#1 → mt#1",
      "  left behind b: md#1 → mt#1, not at the end",
      "repair",
      "  followed b: md#1 → mt#1",
      "another task",
      "  by hand c: md#2 → mt#1",
      "an old ID",
      "  left behind d: md#1 → mt#1",
    ]);
    expect(told.commits[0]?.leftBehind[0]?.followedIn).toBe(repair);
    expect(told.summary).toMatchObject({
      commits: 5,
      migrations: 1,
      followed: 2,
      leftBehind: 2,
      stillLeftBehind: 1,
      repointed: 1,
    });

    // Of all that, one commit alone; HEAD where none is named.
    expect(review(repository).commits.map(({ subject }) => subject)).toEqual(["an old ID"]);
    expect(storyOf(review(repository, repair))).toEqual(["repair", "  followed b: md#1 → mt#1"]);
    expect(review(repository, repair).code).toBe(0);
    // At the end of this range b is still left behind.
    expect(storyOf(review(repository, `${start}..${repair}~1`))).toContain(
      "  left behind b: md#1 → mt#1",
    );

    const github = repository
      .sa("review", `${start}..HEAD`, "--format", "github")
      .stdout.split("\n");
    expect(github).toEqual([
      expect.stringMatching(/^::error file=sessions\/d\.yaml,line=2,col=9,.*title=stale-task-id/),
      expect.stringMatching(
        /^::notice file=sessions\/c\.yaml,line=2,col=9,.*title=repointed-session/,
      ),
      "",
    ]);
  });

  test("tell the sessions of one file apart: some follow, one does not", () => {
    const repository = createRepository(task("md#1"));
    const three = (...ids: readonly string[]) => ({
      "sessions/all.yaml": ids
        .map((id, i) => `- { session: ${"abc"[i]}, taskId: '${id}' }\n`)
        .join(""),
    });
    repository.commit("three sessions", three("md#1", "md#1", "md#1"));
    repository.migrate("md#1", "mt#1");
    repository.commit("two of them", three("mt#1", "mt#1", "md#1"));
    const told = review(repository, "HEAD~2..HEAD");
    expect(storyOf(told)).toEqual([
      "migrate md#1 to mt#1",
      "  migrated md#1 → mt#1 (migratedFrom)",
      "  left behind a: md#1 → mt#1, not at the end",
      "  left behind b: md#1 → mt#1, not at the end",
      "  left behind c: md#1 → mt#1",
      "two of them",
      "  followed a: md#1 → mt#1",
      "  followed b: md#1 → mt#1",
    ]);
    expect(told.code).toBe(1);
    const followedIn = told.commits[0]?.leftBehind.map(one => one.followedIn !== null);
    expect(followedIn).toEqual([true, true, false]);
  });

  test("know an ID that its file spells with escapes", () => {
    const repository = createRepository({ "tasks/1.yaml": 'id: "md#\\u0031"\ntitle: One\n' });
    repository.commit("a session", session("a", '"md#\\x31"'));
    repository.commit("migrate", { "tasks/1.yaml": 'id: "mt#\\u0031"\ntitle: One\n' });
    expect(storyOf(review(repository))).toEqual([
      "migrate",
      "  migrated md#1 → mt#1 (history)",
      "  left behind a: md#1 → mt#1",
    ]);
    repository.commit("follow", session("a", '"mt#\\x31"'));
    expect(storyOf(review(repository))).toEqual(["follow", "  followed a: md#1 → mt#1"]);
  });

  test("see a migration that nobody wrote down, and a renamed session file", () => {
    const repository = createRepository({ ...task("md#1"), ...session("a", "md#1") });
    repository.git("mv", "sessions/a.yaml", "sessions/b.yaml");
    repository.write({ "sessions/b.yaml": "session: a\ntaskId: mt#1\n" });
    repository.migrate("md#1", "mt#1", { record: false });
    expect(storyOf(review(repository))).toEqual([
      "migrate md#1 to mt#1",
      "  migrated md#1 → mt#1 (history)",
      "  followed a: md#1 → mt#1",
    ]);
  });

  test("of a new repository are a root commit, in which nothing follows", () => {
    const repository = createRepository({
      ...task("mt#1", "migratedFrom: md#1\n"),
      ...session("a", "md#1"),
    });
    expect(storyOf(review(repository))).toEqual(["start", "  left behind a: md#1 → mt#1"]);
  });

  test("that say nothing of sessions are counted", () => {
    const repository = createRepository({ ...task("md#1"), ...session("a", "md#1") });
    repository.commit("more", { "README.md": "more\n" });
    expect(review(repository)).toMatchObject({ code: 0, commits: [], summary: { commits: 1 } });
  });

  test("are judged by the configuration that receives them", () => {
    const repository = createRepository({ ...task("md#1"), ...session("a", "md#1") });
    repository.write({ ".session-assoc.yaml": "rules: { stale-task-id: off }\n" });
    repository.migrate("md#1", "mt#1");
    expect(review(repository).code).toBe(1);
  });
});

describe("what came later does not change what a commit did", () => {
  test("a session without a name of its own is still left behind once its file is renamed", () => {
    const repository = createRepository({ ...task("md#1"), "sessions/a.yaml": "taskId: md#1\n" });
    const start = repository.git("rev-parse", "HEAD");
    repository.migrate("md#1", "mt#1");
    repository.git("mv", "sessions/a.yaml", "sessions/c.yaml");
    repository.commit("rename");
    const { code, ...told } = review(repository, `${start}..`);
    expect(code).toBe(1);
    expect(storyOf(told)).toContain("  left behind a: md#1 → mt#1");
  });

  test("a session followed its task, though the migration is reverted", () => {
    const repository = createRepository({ ...task("md#1"), ...session("a", "md#1") });
    const start = repository.git("rev-parse", "HEAD");
    repository.write(session("a", "mt#1"));
    repository.migrate("md#1", "mt#1");
    repository.git("revert", "--no-edit", "HEAD");
    expect(storyOf(review(repository, `${start}..`)).slice(0, 3)).toEqual([
      "migrate md#1 to mt#1",
      "  migrated md#1 → mt#1 (migratedFrom)",
      "  followed a: md#1 → mt#1",
    ]);
  });

  test("a session follows the task that it meant, though another one has the number now", () => {
    const repository = createRepository({ ...task("md#1"), ...session("old", "md#1") });
    repository.migrate("md#1", "mt#1", { record: false });
    repository.commit("reuse", {
      "tasks/md/1.yaml": "id: md#1\ntitle: Another one\n",
      ...session("new", "md#1"),
    });
    repository.commit("both", { ...session("old", "mt#1"), ...session("new", "mt#1") });
    expect(storyOf(review(repository))).toEqual([
      "both",
      "  followed old: md#1 → mt#1",
      "  by hand new: md#1 → mt#1",
    ]);
  });
});

describe("a merge", () => {
  test("that brought migration and session together is where the session was left behind", () => {
    const repository = createStaleMerge({ hooks: [] });
    const main = repository.git("rev-parse", "HEAD");
    repository.git("merge", "--quiet", "--no-edit", "feature");
    const told = review(repository, `${main}..HEAD`);
    expect(told.code).toBe(1);
    expect(storyOf(told)).toEqual([
      "Merge branch 'feature'",
      "  left behind fix-login: md#123 → mt#123",
    ]);
  });

  test("that the hooks repaired is where it followed", () => {
    const repository = createStaleMerge();
    repository.git("merge", "--quiet", "--no-edit", "feature");
    const told = review(repository);
    expect(told.code).toBe(0);
    expect(storyOf(told)).toEqual([
      "Merge branch 'feature'",
      "  followed fix-login: md#123 → mt#123",
    ]);
  });

  test("is told nothing of what either side had, nor of what git put together", () => {
    const lines = "more: 1\nkeys: 2\nthan: 3\none: 4\n";
    const repository = diverge(
      { ...task("md#1"), ...task("md#2"), ...session("a", "md#1", lines) },
      one => one.commit("mine", session("a", "md#2", lines)),
      other => other.commit("theirs", session("a", "md#1", lines.replace("one: 4", "one: 5"))),
    );
    repository.git("merge", "--quiet", "--no-edit", "feature");
    expect(repository.read("sessions/a.yaml")).toContain("one: 5");
    expect(storyOf(review(repository))).toEqual([]);
    expect(storyOf(review(repository, "feature..main"))).toEqual([
      "mine",
      "  by hand a: md#1 → md#2",
    ]);
  });

  test("that points a session elsewhere on the sly is told", () => {
    const repository = diverge(
      { ...task("md#1"), ...task("md#2"), ...session("a", "md#1") },
      one => one.commit("mine", session("b", "md#2")),
      other => other.commit("theirs", session("c", "md#2")),
    );
    repository.git("merge", "--quiet", "--no-commit", "feature");
    repository.write(session("a", "md#2"));
    repository.git("commit", "--quiet", "--all", "--no-edit", "--no-verify");
    expect(storyOf(review(repository))).toEqual([
      "Merge branch 'feature'",
      "  by hand a: md#1 → md#2",
    ]);
  });

  test.each([
    ["md#2", []],
    ["md#3", []],
    ["md#4", ["Merge branch 'feature'", "  by hand a: md#2 → md#4"]],
  ])("whose conflict is resolved to %s adds what no side had", (id, story) => {
    const tasks = { ...task("md#1"), ...task("md#2"), ...task("md#3"), ...task("md#4") };
    const repository = diverge(
      { ...tasks, ...session("a", "md#1") },
      one => one.commit("mine", session("a", "md#2")),
      other => other.commit("theirs", session("a", "md#3")),
    );
    expect(repository.tryGit("merge", "feature").code).not.toBe(0);
    repository.commit("Merge branch 'feature'", session("a", id));
    expect(storyOf(review(repository))).toEqual(story);
  });

  test("of three branches adds what no side had", () => {
    const repository = createRepository({
      ...task("md#1"),
      ...task("md#2"),
      ...session("a", "md#1"),
    });
    for (const name of ["x", "y"]) {
      repository.git("switch", "--quiet", "--create", name, "main");
      repository.commit(name, session(name, "md#1"));
    }
    repository.git("switch", "--quiet", "main");
    repository.commit("mine", session("z", "md#1"));
    repository.git("merge", "--quiet", "--no-commit", "x", "y");
    repository.write(session("a", "md#2"));
    repository.git("commit", "--quiet", "--all", "--no-edit", "--no-verify");
    expect(repository.parents()).toHaveLength(3);
    expect(storyOf(review(repository)).slice(1)).toEqual(["  by hand a: md#1 → md#2"]);
  });
});

describe("a range", () => {
  const refused = (run: Run, message: string): void => {
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain(message);
  };
  test("that names no commit is refused, and nothing of it is an option of git's", () => {
    const repository = createRepository({ ...session("a", "md#1") });
    refused(repository.sa("review", "nowhere"), 'there is no commit "nowhere"');
    refused(repository.sa("review", "HEAD..nowhere"), 'there is no commit "nowhere"');
    refused(repository.sa("review", "--", "--output=x..HEAD"), "there is no commit");
    expect(repository.status()).toBe("");
  });

  test("that begins at the edge of a shallow clone says what it could not judge", () => {
    const repository = createRepository({ ...task("md#1"), ...session("a", "md#1") });
    repository.migrate("md#1", "mt#1");
    repository.commit("repair", session("a", "mt#1"));
    const clone = repository.sibling(`${repository.path}-clone`);
    repository.git("clone", "--quiet", "--depth=2", `file://${repository.path}`, clone.path);
    expect(clone.sa("review", "HEAD~1").stderr).toContain("could not be judged");
    expect(review(clone, "HEAD~1")).toMatchObject({ code: 0, commits: [] });
    expect(review(clone).commits[0]?.followed).toMatchObject([{ session: "a" }]);
  });
});
