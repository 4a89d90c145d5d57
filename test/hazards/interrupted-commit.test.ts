import { chmodSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { migrate, migrateJson } from "../support/migration.ts";
import { createRepository, session, type TestRepository, task } from "../support/repository.ts";

const note = ".git/session-assoc/pending-commit.json";

/** A migration whose commit did not come about: the hook stops it, or kills git. */
function uncommitted(script: string): { repository: TestRepository; start: string } {
  const repository = createRepository(
    { ...task("md#1"), ...task("md#2"), ...session("a", "md#1"), ...session("b", "md#2") },
    { hooks: [] },
  );
  chmodSync(join(repository.path, "tasks/md/2.yaml"), 0o755);
  const start = repository.commit("executable");
  const hook = join(repository.path, ".git/hooks/pre-commit");
  writeFileSync(hook, `#!/bin/sh\n${script}\n`);
  chmodSync(hook, 0o755);
  expect(migrate(repository, "--execute", "--commit").code).toBe(3);
  expect(repository.git("rev-parse", "HEAD")).toBe(start);
  expect(repository.read("sessions/a.yaml")).toContain("mt#1");
  rmSync(hook);
  rmSync(join(repository.path, ".git/index.lock"), { force: true });
  return { repository, start };
}

const message = "Migrate 2 tasks from md to mt\n\nmd#1 -> mt#1\nmd#2 -> mt#2\n";

test.each(["exit 1", "kill -9 $PPID"])(
  "a migration whose commit was stopped (%s) is committed by the next run, as the first would have",
  script => {
    const { repository, start } = uncommitted(script);
    const result = migrateJson(repository, "--execute", "--commit");
    expect(result).toMatchObject({ code: 0, success: true });
    expect(result.commit).toBe(repository.git("rev-parse", "HEAD"));
    expect(repository.parents()).toEqual([start]);
    expect(repository.git("log", "-1", "--format=%B")).toBe(message);
    expect(repository.git("ls-tree", "HEAD", "tasks/mt/2.yaml")).toMatch(/^100755/);
    expect(
      repository.git("show", "--format=", "--name-only", "--no-renames", "HEAD").split("\n"),
    ).toHaveLength(6);
    expect(repository.status()).toBe("");
    expect(existsSync(join(repository.path, note))).toBe(false);
  },
);

test("what somebody edited or staged meanwhile is not taken along", () => {
  const { repository, start } = uncommitted("exit 1");
  const ours = repository.read("sessions/a.yaml");
  repository.write({ "sessions/a.yaml": `${ours}note: mine\n` });
  const edited = migrate(repository, "--execute", "--commit");
  expect(edited.code).toBe(2);
  expect(edited.stderr).toContain("not committed yet: sessions/a.yaml");
  repository.write({ "sessions/a.yaml": ours, "notes.txt": "mine\n" });
  repository.git("add", "notes.txt");
  const staged = migrate(repository, "--execute", "--commit");
  expect(staged.code).toBe(2);
  expect(staged.stderr).toContain("something is staged already: notes.txt");
  repository.git("rm", "--quiet", "--cached", "notes.txt");
  expect(repository.git("rev-parse", "HEAD")).toBe(start);
  expect(migrate(repository, "--execute", "--commit").code).toBe(0);
  expect(repository.git("log", "-1", "--format=%B")).toBe(message);
  expect(repository.status()).toBe("?? notes.txt");
});

test("a migration that was given up says nothing to the next one", () => {
  const { repository } = uncommitted("exit 1");
  repository.git("reset", "--quiet", "--hard");
  expect(existsSync(join(repository.path, note))).toBe(true);
  expect(migrate(repository, "--execute", "--commit", "--limit", "1").code).toBe(0);
  expect(repository.git("log", "-1", "--format=%B")).toBe(
    "Migrate 1 task from md to mt\n\nmd#1 -> mt#1\n",
  );
  expect(repository.read("tasks/md/2.yaml")).toContain("id: md#2");
  expect(repository.status()).toBe("");
});

test("a migration without --commit, or one that was committed by hand, leaves nothing to commit", () => {
  const { repository } = uncommitted("exit 1");
  expect(migrate(repository, "--execute").code).toBe(0);
  expect(existsSync(join(repository.path, note))).toBe(false);
  const other = uncommitted("exit 1").repository;
  other.git("commit", "--quiet", "-m", "by hand");
  const head = other.git("rev-parse", "HEAD");
  expect(migrate(other, "--execute", "--commit").code).toBe(0);
  expect(other.git("rev-parse", "HEAD")).toBe(head);
  expect(existsSync(join(other.path, note))).toBe(false);
});
