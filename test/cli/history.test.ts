import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  createRepository,
  session,
  type TestRepository,
  task,
  taskPath,
} from "../support/repository.ts";

interface Change {
  readonly commit: string;
  readonly date: string;
  readonly author: string;
  readonly session: string;
  readonly file: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly cause: string;
}

function history(repository: TestRepository, name: string): readonly Change[] {
  const run = repository.sa("history", name, "--format", "json");
  expect(run.stderr).toBe("");
  expect(run.code).toBe(0);
  return (JSON.parse(run.stdout) as { changes: readonly Change[] }).changes;
}

function short(changes: readonly Change[]) {
  return changes.map(({ session: name, from, to, cause }) => [name, from, to, cause]);
}

describe("history", () => {
  test("tells a session's changes through renames, with commit, date, author and cause", () => {
    const repository = createRepository({ ...task("md#1"), ...task("md#2") });
    const created = repository.commit("a session", session("login", "md#1"));
    repository.commit("nothing of interest", session("login", "md#1", "owner: ada\n"));
    repository.git("mv", "sessions/login.yaml", "sessions/signin.yaml");
    repository.commit("rename the file");
    repository.write({ "sessions/signin.yaml": "session: login\ntaskId: mt#1\nowner: ada\n" });
    const migrated = repository.migrate("md#1", "mt#1");
    repository.migrate("mt#1", "gh#8", { record: false });
    repository.commit("other work", { "a.txt": "a\n" });
    expect(repository.sa("fix").code).toBe(0);
    const fixed = repository.commit("follow");
    const byHand = repository.commit("another task", {
      "sessions/signin.yaml": "session: login\ntaskId: md#2\n",
    });
    repository.remove("sessions/signin.yaml");
    const removed = repository.commit("done");

    const changes = history(repository, "login");
    expect(changes).toMatchObject([
      { commit: created, from: null, to: "md#1", cause: "created", file: "sessions/login.yaml" },
      { commit: migrated, from: "md#1", to: "mt#1", cause: "migration" },
      { commit: fixed, from: "mt#1", to: "gh#8", cause: "fix", file: "sessions/signin.yaml" },
      { commit: byHand, from: "gh#8", to: "md#2", cause: "by-hand" },
      { commit: removed, from: "md#2", to: null, cause: "removed" },
    ]);
    expect(changes[0]).toMatchObject({
      date: "2026-01-02T03:04:05+00:00",
      author: "Ada <ada@example.org>",
      session: "login",
    });
    const text = repository.sa("history", "login").stdout;
    expect(text).toContain(`${migrated.slice(0, 10)}  2026-01-02T03:04:05+00:00  Ada`);
    expect(text).toContain("md#1 → mt#1  in the migration md#1 → mt#1");
    expect(text).toContain("mt#1 → gh#8  fixed after mt#1 → gh#8 (moved to tasks/gh/8.yaml in ");
  });

  test("tells all sessions of a task, under any of its IDs, and not those of another with its number", () => {
    const repository = createRepository({
      "tasks/md/1.yaml": "id: md#1\ntitle: Login\n",
      "tasks/md/2.yaml": "id: md#2\ntitle: Other\n",
    });
    repository.commit("one", session("one", "md#1"));
    repository.commit("two", session("two", "md#2"));
    repository.commit("two as well", session("two", "md#1"));
    repository.migrate("md#1", "mt#7");
    repository.commit("reuse", { "tasks/md/1.yaml": "id: md#1\ntitle: Colours\n" });
    repository.commit("three", session("three", "md#1"));
    repository.sa("fix");
    repository.commit("fix");
    repository.commit("one is on the new task", session("one", "md#1"));
    expect(short(history(repository, "mt#7"))).toEqual([
      ["one", null, "md#1", "created"],
      ["two", "md#2", "md#1", "by-hand"],
      ["one", "md#1", "mt#7", "fix"],
      ["two", "md#1", "mt#7", "fix"],
      ["one", "mt#7", "md#1", "by-hand"],
    ]);
    expect(short(history(repository, "three"))).toEqual([["three", null, "md#1", "created"]]);
  });

  test("knows a rewrite after a migration that came with the task for a fix", () => {
    const repository = createRepository({ "tasks/md/9.yaml": "id: md#9\nmigratedFrom: old#3\n" });
    repository.commit("a session", session("login", "old#3"));
    repository.sa("fix");
    repository.commit("fix");
    expect(short(history(repository, "login"))).toEqual([
      ["login", null, "old#3", "created"],
      ["login", "old#3", "md#9", "fix"],
    ]);
  });

  test("knows a rewrite that a merge commit holds for a fix", () => {
    const repository = createRepository({ ...task("md#1") });
    repository.git("switch", "--quiet", "-c", "feature");
    const created = repository.commit("a session", session("login", "md#1"));
    repository.git("switch", "--quiet", "main");
    repository.migrate("md#1", "mt#1");
    repository.git("merge", "--quiet", "--no-edit", "feature");
    const merge = repository.git("rev-parse", "HEAD");
    for (const name of ["login", "mt#1", "md#1"]) {
      expect(history(repository, name)).toMatchObject([
        { commit: created, from: null, to: "md#1", cause: "created" },
        { commit: merge, from: "md#1", to: "mt#1", cause: "fix" },
      ]);
    }
  });

  test("knows a task that was migrated while its merge was resolved", () => {
    const repository = createRepository({ ...task("md#1") });
    repository.git("switch", "--quiet", "-c", "feature");
    const created = repository.commit("late", { ...task("md#9"), ...session("late", "md#9") });
    repository.git("switch", "--quiet", "main");
    repository.commit("main goes on", task("md#2"));
    repository.git("merge", "--quiet", "--no-commit", "feature");
    repository.sa("tasks", "migrate-backend", "--from", "md", "--to", "mt", "--execute");
    const merge = repository.commit("merge, and migrate on the way");
    for (const name of ["late", "md#9", "mt#9"]) {
      expect(history(repository, name)).toMatchObject([
        { commit: created, from: null, to: "md#9", cause: "created" },
        { commit: merge, from: "md#9", to: "mt#9", cause: "migration" },
      ]);
    }
  });

  test("knows a session by a name that it had before", () => {
    const repository = createRepository({ ...task("md#1"), ...task("md#2") });
    const created = repository.commit("a session", session("login", "md#1", "owner: ada\n"));
    repository.write({ "sessions/login.yaml": "session: signin\ntaskId: md#1\nowner: ada\n" });
    repository.commit("call it otherwise");
    repository.write({ "sessions/login.yaml": "session: signin\ntaskId: md#2\nowner: ada\n" });
    repository.commit("another task");
    const first = { commit: created, session: "login", from: null, to: "md#1", cause: "created" };
    expect(history(repository, "login")).toMatchObject([first]);
    expect(history(repository, "signin")).toMatchObject([
      first,
      { session: "signin", from: "md#1", to: "md#2", cause: "by-hand" },
    ]);
  });

  test("tells of plain IDs what their backend makes of them", () => {
    const repository = createRepository({ ...task("md#1"), ...task("gh#1") });
    repository.commit("a", { "sessions/a.yaml": "taskId: 1\nbackend: md\n" });
    repository.commit("b", { "sessions/a.yaml": "taskId: 1\nbackend: gh\n" });
    expect(short(history(repository, "a"))).toEqual([
      ["a", null, "1", "created"],
      ["a", "1", "1", "by-hand"],
    ]);
    expect(short(history(repository, "gh#1"))).toEqual([["a", "1", "1", "by-hand"]]);
  });

  test("says when git knows nothing of a name", () => {
    const repository = createRepository({ ...task("md#1") });
    const run = repository.sa("history", "no\u001bbody");
    expect(run).toMatchObject({ code: 1, stdout: "" });
    expect(run.stderr).toBe("session-assoc: git knows no session and no task no\\u{1b}body\n");
    expect(repository.sa("history", "md#9").code).toBe(1);
  });

  test("says that a shallow clone does not hold the rest", () => {
    const repository = createRepository({ ...task("md#1"), ...session("login", "md#1") });
    repository.commit("move", session("login", "md#2"));
    const path = join(repository.path, "..", "shallow");
    repository.git("clone", "--quiet", "--depth=1", `file://${repository.path}`, path);
    const run = repository.sibling(path).sa("history", "login", "--format", "json");
    expect(run.stderr).toContain("git fetch --unshallow");
    expect(JSON.parse(run.stdout)).toEqual({ changes: [] });
  });
});

describe("resolve", () => {
  function resolve(repository: TestRepository, id: string) {
    const run = repository.sa("resolve", id, "--format", "json");
    return { code: run.code, ...(JSON.parse(run.stdout) as object) };
  }

  test("shows the steps and the evidence for each", () => {
    const repository = createRepository({
      ...task("md#1"),
      "tasks/md/5.yaml": "id: md#5\nmigratedTo: jira#9\n",
    });
    const first = repository.migrate("md#1", "mt#1");
    const second = repository.migrate("mt#1", "gh#3", { record: false });
    const steps = [
      { from: "md#1", to: "mt#1", evidence: { kind: "history", commit: first } },
      {
        from: "mt#1",
        to: "gh#3",
        evidence: { kind: "history", file: taskPath("gh#3"), commit: second },
      },
    ];
    expect(resolve(repository, "mt#1")).toMatchObject({
      ...{ code: 0, id: "mt#1", status: "moved", taskId: "gh#3", candidates: [] },
      steps: steps.slice(1),
    });
    // The record says that gh#3 was md#1; the way there is not told any more.
    expect(resolve(repository, "md#1")).toMatchObject({
      ...{ code: 0, status: "moved", taskId: "gh#3" },
      steps: [{ from: "md#1", to: "gh#3", evidence: { kind: "migratedFrom" } }],
    });
    expect(resolve(repository, "gh#3")).toEqual({
      ...{ code: 0, id: "gh#3", status: "live", taskId: "gh#3", candidates: [], steps: [] },
    });
    expect(resolve(repository, "md#5")).toMatchObject({ status: "moved", taskId: "jira#9" });
    const text = repository.sa("resolve", "mt#1").stdout;
    expect(text).toBe(
      `mt#1 is gh#3 today\n  mt#1 → gh#3  moved to tasks/gh/3.yaml in ${second.slice(0, 10)}\n`,
    );
  });

  test("names the commit that wrote a record down", () => {
    const repository = createRepository(task("md#1"));
    const commit = repository.migrate("md#1", "mt#1");
    repository.commit("later", { [taskPath("mt#1")]: "id: mt#1\nmigratedFrom: md#1\n" });
    expect(resolve(repository, "1")).toMatchObject({ status: "live", taskId: "mt#1" });
    expect(resolve(repository, "md#1")).toMatchObject({
      steps: [{ evidence: { kind: "migratedFrom", file: taskPath("mt#1"), commit } }],
    });
  });

  test.each([
    ["1", { status: "ambiguous", candidates: [{ id: "gh#1" }, { id: "mt#4" }] }],
    ["md#9", { status: "unknown", taskId: null, cause: { kind: "never" } }],
    ["md#2", { status: "unknown", cause: { kind: "deleted" } }],
  ])("exits 1 for %s", (id, expected) => {
    const repository = createRepository({ ...task("md#1"), ...task("gh#1"), ...task("md#2") });
    repository.migrate("md#1", "mt#4");
    repository.remove(taskPath("md#2"));
    repository.commit("delete", {});
    expect(resolve(repository, id)).toMatchObject({ code: 1, ...expected });
  });

  test("refuses what is no ID", () => {
    const run = createRepository().sa("resolve", "not an id");
    expect(run).toMatchObject({ code: 2, stdout: "" });
  });
});
