import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createRepository, session, type TestRepository, task } from "../support/repository.ts";
import { linesOf, review } from "../support/review.ts";

/** Tasks md#1 and md#2, and sessions on them. */
function start(): TestRepository {
  return createRepository({
    ...task("md#1"),
    ...task("md#2"),
    ...session("login", "md#1"),
    ...session("logout", "md#1"),
    ...session("colours", "md#2"),
  });
}

/** Four commits: a migration that leaves one of two sessions behind, and so on. */
function story(): TestRepository {
  const repository = start();
  repository.write(session("login", "mt#1"));
  repository.migrate("md#1", "mt#1");
  repository.commit("nothing of interest", { "a.txt": "a\n" });
  repository.commit("by hand", session("colours", "mt#1"));
  expect(repository.sa("fix").code).toBe(0);
  repository.commit("repair");
  return repository;
}

describe("review", () => {
  test("tells per commit what migrated, followed, was left behind, or was repointed", () => {
    const repository = story();
    const [repair, byHand, , migration] = repository.git("log", "-4", "--format=%H").split("\n");
    const all = review(repository, "HEAD~4..HEAD");
    expect(all).toMatchObject({ code: 0, stderr: "", range: "HEAD~4..HEAD", unjudged: [] });
    expect(all.summary).toEqual({
      ...{ commits: 4, changing: 3, unjudged: 0, migrations: 1, followed: 2 },
      ...{ leftBehind: 1, stillLeftBehind: 0, repointed: 1 },
    });
    const evidence = { kind: "migratedFrom", file: "tasks/mt/1.yaml", commit: migration };
    expect(all.commits).toMatchObject([
      {
        commit: migration,
        subject: "migrate md#1 to mt#1",
        migrations: [{ from: "md#1", to: "mt#1", evidence }],
        followed: [{ session: "login", file: "sessions/login.yaml", from: "md#1", to: "mt#1" }],
        leftBehind: [
          {
            ...{ session: "logout", file: "sessions/logout.yaml", line: 2, column: 9 },
            ...{ from: "md#1", to: "mt#1", followedIn: repair, stillLeftBehind: false, evidence },
          },
        ],
        repointed: [],
      },
      {
        commit: byHand,
        ...{ migrations: [], followed: [], leftBehind: [] },
        repointed: [
          { session: "colours", file: "sessions/colours.yaml", from: "md#2", to: "mt#1" },
        ],
      },
      {
        commit: repair,
        followed: [{ session: "logout", from: "md#1", to: "mt#1", steps: [{ from: "md#1" }] }],
        leftBehind: [],
        repointed: [],
      },
    ]);
    const text = repository.sa("review", "HEAD~4..HEAD").stdout;
    expect(text).toContain("left behind  sessions/logout.yaml:2:9  followed in ");
    expect(text).toContain("repointed    colours  md#2 → mt#1  sessions/colours.yaml\n");
    expect(text).toMatch(
      /\n✓ HEAD~4\.\.HEAD: 1 migration, 2 sessions followed, 1 left behind for a while, 1 repointed by hand \(3 of 4 commits\)\n$/,
    );
  });

  test("exits 1 where a session is still left behind at the end of the range, and only there", () => {
    const repository = story();
    const open = review(repository, "HEAD~4..HEAD~1");
    expect(open).toMatchObject({ code: 1, summary: { leftBehind: 1, stillLeftBehind: 1 } });
    const text = repository.sa("review", "HEAD~4..HEAD~1").stdout;
    expect(text).toContain("next: npx session-assoc fix sessions/logout.yaml\n");
    const markdown = repository.sa("review", "HEAD~4..HEAD~1", "--format", "markdown");
    expect(markdown.code).toBe(1);
    expect(markdown.stdout).toContain('|"1 task, 1 session followed, 1 left behind"|');

    repository.remove("sessions/logout.yaml");
    repository.git("checkout", "--quiet", "HEAD~1");
    repository.remove("sessions/logout.yaml");
    repository.commit("remove it");
    const gone = review(repository, "main~4..HEAD");
    expect(gone.code).toBe(0);
    expect(gone.commits[0]?.leftBehind).toMatchObject([
      { session: "logout", stillLeftBehind: false, followedIn: null },
    ]);
  });

  test("writes a page beside other formats, the same bytes each time, also where nothing happened", () => {
    const repository = story();
    const range = "HEAD~4..HEAD~1";
    const both = ["--format", "html", "--output", "page.html", "--format", "json"];
    const { code, stdout, stderr } = repository.sa("review", range, ...both);
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({ summary: { stillLeftBehind: 1 } });
    const page = repository.read("page.html");
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">\n[\s\S]*<\/html>\n$/);
    expect(repository.sa("review", range, "--format", "html").stdout).toBe(page);
    const empty = repository.sa("--quiet", "review", "HEAD..", "--format", "html");
    expect(empty.code).toBe(0);
    expect(empty.stdout).toContain("No commit changes an association.");
    expect(empty.stdout).not.toContain("<form");
  });

  test("is lenient where the rule is: a warning is told and does not fail, off is not told", () => {
    const repository = story();
    const warn = join(repository.path, "../warn.yaml");
    const off = join(repository.path, "../off.yaml");
    repository.write({
      "../warn.yaml": "rules: { stale-task-id: warn }\n",
      "../off.yaml": "rules: { stale-task-id: off }\n",
    });
    const args = ["HEAD~4..HEAD~1", "--config"];
    expect(review(repository, ...args, warn)).toMatchObject({
      ...{ code: 0, summary: { stillLeftBehind: 1 } },
    });
    expect(review(repository, ...args, off)).toMatchObject({
      ...{ code: 0, summary: { leftBehind: 0, followed: 1 } },
    });
  });

  test("reads ranges as git log does, and one revision as that commit alone", () => {
    const repository = start();
    repository.git("switch", "--quiet", "-c", "feature");
    repository.commit("feature adds an old ID", session("late", "md#1"));
    repository.git("switch", "--quiet", "main");
    repository.write({ ...session("login", "mt#1"), ...session("logout", "mt#1") });
    repository.migrate("md#1", "mt#1");
    repository.commit("main adds an old ID", session("new", "md#1"));
    const migration = [
      "migrate md#1 to mt#1: migrated md#1 → mt#1 migratedFrom",
      "migrate md#1 to mt#1: followed login md#1 → mt#1",
      "migrate md#1 to mt#1: followed logout md#1 → mt#1",
    ];
    const old = ["main adds an old ID: left new md#1 → mt#1"];
    expect(linesOf(review(repository))).toEqual(old);
    expect(linesOf(review(repository, "main~1"))).toEqual(migration);
    for (const range of ["feature..main", "feature..", "feature...main", "main...feature"]) {
      expect(linesOf(review(repository, range)), range).toEqual([...migration, ...old]);
    }
    for (const range of ["main..feature", "..feature", "main..", "main..main~1"]) {
      expect(review(repository, range), range).toMatchObject({ code: 0, commits: [] });
    }
    expect(repository.sa("review", "main..").stdout).toBe(
      "✓ main..: no commit changes an association (0 of 0 commits)\n",
    );
    expect(repository.sa("--quiet", "review", "main..").stdout).toBe("");
    const bare = join(repository.path, "../bare.git");
    repository.git("clone", "--quiet", "--bare", repository.path, bare);
    expect(linesOf(review(repository.sibling(bare), "HEAD~1"))).toEqual(migration);
  });

  test("judges the first commit against nothing", () => {
    const repository = createRepository({
      "tasks/mt/1.yaml": "id: mt#1\nmigratedFrom: md#1\n",
      ...session("a", "md#1"),
      ...session("b", "mt#1"),
    });
    expect(linesOf(review(repository))).toEqual(["start: left a md#1 → mt#1"]);
  });

  test.each([
    ["nowhere"],
    ["nowhere..HEAD"],
    ["HEAD..nowhere"],
    ["HEAD....HEAD"],
    ["HEAD:README.md"],
    [""],
  ])("refuses %j, which names no commit", range => {
    const run = createRepository().sa("review", range);
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain("there is no commit");
  });

  test.each([["--all"], ["--output=x..HEAD"], ["HEAD..--all"]])(
    "never takes %s for an option of git",
    range => {
      const repository = createRepository();
      const run = repository.sa("review", "--", range);
      expect(run).toMatchObject({ code: 2, stdout: "" });
      expect(run.stderr).toContain("there is no commit");
      expect(repository.status()).toBe("");
    },
  );

  test("says that there is no commit yet", () => {
    const repository = createRepository();
    repository.git("switch", "--quiet", "--orphan", "empty");
    expect(repository.sa("review")).toMatchObject({ code: 2, stdout: "" });
  });

  test("says nothing of commits whose parents a shallow clone lacks, but that it cannot judge them", () => {
    const repository = story();
    const path = join(repository.path, "..", "shallow");
    repository.git("clone", "--quiet", "--depth=2", `file://${repository.path}`, path);
    const shallow = repository.sibling(path);
    const edge = review(shallow, "HEAD~1");
    expect(edge).toMatchObject({ code: 0, commits: [], summary: { commits: 1, unjudged: 1 } });
    expect(edge.stderr).toBe(
      "session-assoc: 1 commit at the edge of this shallow clone could not be judged: git fetch --unshallow brings what was before\n",
    );
    expect(linesOf(review(shallow, "HEAD~1.."))).toEqual(["repair: followed logout md#1 → mt#1"]);
  });

  test("sends nothing of a repository raw to a terminal", () => {
    const repository = start();
    repository.commit("\u001b[31mred\u202e", { "sessions/e\u001b.yaml": "taskId: mt#1\n" });
    repository.migrate("md#1", "mt#1");
    repository.commit("\u001b[31mred\u202e", { "sessions/e\u001b.yaml": "taskId: md#2\n" });
    for (const format of ["text", "json", "markdown", "html"]) {
      const { stdout } = repository.sa("review", "HEAD~3..", "--format", format);
      expect(stdout).toContain("31mred");
      expect(stdout).not.toMatch(/[\u001b\u202e]/);
    }
  });
});
