import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { session, type TestRepository } from "../support/repository.ts";
import {
  createStaleMerge,
  expectMerged,
  freshLogin,
  headOf,
  isMerging,
  login,
  merge,
  staged,
  staleLogin,
} from "../support/stale-merge.ts";

const note = ".git/session-assoc/pending-fold.json";

/** An empty one is none. */
function hasNote(repository: TestRepository): boolean {
  const path = join(repository.path, note);
  return existsSync(path) && readFileSync(path, "utf8") !== "";
}

/** A merge whose post-merge hook does something else than fold. */
function interruptedMerge(script: string): { repository: TestRepository; main: string } {
  const repository = createStaleMerge();
  const hook = join(repository.path, ".git/hooks/post-merge");
  const ours = readFileSync(hook);
  writeFileSync(hook, `#!/bin/sh\n: session-assoc hook post-merge\n${script}\n`);
  chmodSync(hook, 0o755);
  const main = headOf(repository);
  merge(repository);
  writeFileSync(hook, ours);
  expect(repository.parents()).toHaveLength(2);
  expect(repository.show("HEAD", login)).toBe(staleLogin);
  expect(staged(repository)).toBe(freshLogin);
  expect(hasNote(repository)).toBe(true);
  return { repository, main };
}

test("a hook that was killed: check and doctor say so, and fix finishes the merge", () => {
  const { repository, main } = interruptedMerge("kill -9 $$");
  const merged = headOf(repository);
  const checked = repository.sa("check");
  expect(checked.stderr).toContain("the merge was interrupted before the rewritten IDs got into");
  expect(checked.code).toBe(0);
  expect(repository.sa("fix", "--dry-run").stderr).toContain("the merge was interrupted");
  expect(repository.sa("doctor").stdout).toContain("it was interrupted before the rewritten IDs");
  expect(headOf(repository)).toBe(merged);

  const fixed = repository.sa("fix");
  expect(fixed.stderr).toContain("the interrupted merge is finished");
  expect(fixed.stderr).not.toContain("git merge --quit");
  expectMerged(repository, main);
  expect(hasNote(repository)).toBe(false);
  expect(repository.sa("fix").stderr).toBe("");
});

test("a git that was killed with it is told how to end its merge", () => {
  const { repository, main } = interruptedMerge("kill -9 $PPID");
  expect(isMerging(repository)).toBe(true);
  expect(repository.sa("fix", "--staged").stderr).toContain("git merge --quit");
  repository.git("merge", "--quit");
  expectMerged(repository, main);
  expect(hasNote(repository)).toBe(false);
});

test("a commit takes the rewrites along, and says so", () => {
  const { repository } = interruptedMerge("kill -9 $$");
  repository.write(session("b", "mt#123"));
  repository.git("add", "--all");
  const { stderr, code } = repository.tryGit("commit", "-m", "a session");
  expect(code, stderr).toBe(0);
  expect(repository.show("HEAD", login)).toBe(freshLogin);
  expect(repository.status()).toBe("");
  expect(repository.sa("check").stderr).toBe("");
  expect(hasNote(repository)).toBe(false);
});

test("a merge that was given up leaves a note that the next merge does not take for its own", () => {
  const { repository, main } = interruptedMerge("kill -9 $$");
  repository.git("reset", "--quiet", "--hard", main);
  expect(repository.sa("check").stderr).toBe("");
  expect(merge(repository).code).toBe(0);
  expectMerged(repository, main);
  expect(hasNote(repository)).toBe(false);
});

test.each([
  ["a branch", ["branch", "other"], "refs/heads/other"],
  ["a remote", ["update-ref", "refs/remotes/origin/main", "HEAD"], "refs/remotes/origin/main"],
])("a merge that %s holds already is not rewritten", (_, command, ref) => {
  const { repository } = interruptedMerge("kill -9 $$");
  repository.git(...command);
  const merged = headOf(repository);
  const { stderr, code } = repository.sa("fix");
  expect(code).toBe(0);
  expect(stderr).toContain(`not rewritten: ${ref} holds it already`);
  expect(stderr).toContain("git commit -m 'Follow migrated tasks'");
  expect(headOf(repository)).toBe(merged);
  expect(staged(repository)).toBe(freshLogin);
  expect(hasNote(repository)).toBe(false);
});

test("a fold that is done leaves nothing to finish, whatever the note says", () => {
  const { repository, main } = interruptedMerge("kill -9 $$");
  const text = readFileSync(join(repository.path, note));
  repository.sa("fix");
  writeFileSync(join(repository.path, note), text);
  const folded = headOf(repository);
  const { stderr, code } = repository.sa("fix");
  expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
  expect(headOf(repository)).toBe(folded);
  expectMerged(repository, main);
  expect(hasNote(repository)).toBe(false);
});

test("a note that a power cut left empty is no note", () => {
  const { repository } = interruptedMerge("kill -9 $$");
  writeFileSync(join(repository.path, note), "");
  expect(repository.sa("check")).toMatchObject({ code: 0, stderr: "" });
  expect(staged(repository)).toBe(freshLogin);
  repository.git("commit", "--quiet", "-m", "follow migrated tasks");
  expect(repository.show("HEAD", login)).toBe(freshLogin);
});
