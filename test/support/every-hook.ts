import { join } from "node:path";
import { expect } from "vitest";
import { session, type TestRepository } from "./repository.ts";
import { expectMerged, headOf, merge, staged } from "./stale-merge.ts";

/**
 * Goes through every client hook of session-assoc once, whoever calls them, and expects each to do what
 * it promises. The repository is one of `createStaleMerge`, in which the hooks are set up.
 */
export function expectEveryHook(repository: TestRepository): void {
  // pre-merge-commit and post-merge: the merge commit itself holds the new ID.
  const main = headOf(repository);
  const merged = merge(repository);
  expect(merged.code, merged.stderr).toBe(0);
  expect(merged.stderr).toContain("sessions/fix-login.yaml:2:9");
  expect(merged.stderr).toContain("the merge commit holds the rewritten IDs");
  expectMerged(repository, main);

  // pre-commit: what is staged is rewritten and committed.
  repository.write(session("a", "md#123"));
  repository.git("add", "--all");
  const committed = repository.tryGit("commit", "-m", "a session");
  expect(committed.code, committed.stderr).toBe(0);
  expect(committed.stderr).toContain("sessions/a.yaml:2:9");
  expect(repository.show("HEAD", "sessions/a.yaml")).toContain("taskId: mt#123\n");
  expect(repository.status()).toBe("");

  // post-rewrite: an amended commit that passed the others by is reported.
  repository.write(session("b", "md#123"));
  repository.git("add", "--all");
  const amended = repository.tryGit("commit", "--amend", "--no-edit", "--no-verify");
  expect(amended.code, amended.stderr).toBe(0);
  expect(amended.stderr).toContain("sessions/b.yaml:2:9");
  expect(amended.stderr).toContain("this amend brought in what is reported above");

  // pre-push: nothing stale leaves the machine.
  const server = repository.sibling(join(repository.path, "../server.git"));
  repository.git("init", "--quiet", "--bare", server.path);
  repository.git("remote", "add", "origin", server.path);
  const refused = repository.tryGit("push", "origin", "main");
  expect(refused.code).toBe(1);
  // Of all hooks only pre-push has git's stdout for its own.
  const said = refused.stdout + refused.stderr;
  expect(said).toContain("sessions/b.yaml:2:9");
  expect(said).toContain("the push is stopped");
  expect(server.git("for-each-ref")).toBe("");

  expect(repository.sa("fix", "--staged")).toMatchObject({ code: 0 });
  repository.git("commit", "--quiet", "-m", "follow migrated tasks");
  const accepted = repository.tryGit("push", "origin", "main");
  expect(accepted.code, accepted.stderr).toBe(0);
  expect(server.git("rev-parse", "main")).toBe(headOf(repository));
}

/** Without post-merge a fix could not reach the merge commit: the merge stops with the fix staged. */
export function expectStopWithoutPostMerge(repository: TestRepository): void {
  const main = headOf(repository);
  const stopped = merge(repository);
  expect(stopped.code).toBe(1);
  expect(stopped.stderr).toContain("no post-merge hook calls session-assoc");
  expect(staged(repository)).toContain("mt#123");
  const completed = repository.tryGit("commit", "--no-edit");
  expect(completed.code, completed.stderr).toBe(0);
  expectMerged(repository, main);
}

/**
 * A runner takes unstaged edits away while its hooks run. Where one stands beside a stale ID, nothing
 * is rewritten and nothing is lost; `fix` by hand changes the ID alone.
 */
export function expectUnstagedEditsKept(repository: TestRepository): void {
  const path = "sessions/a.yaml";
  const stale = "session: a\ntaskId: md#123\nnote: staged\n";
  const edited = "session: a\ntaskId: md#123 # mine\nnote: not staged\n";
  repository.write({ [path]: stale });
  repository.git("add", path);
  repository.write({ [path]: edited });
  const stopped = repository.tryGit("commit", "-m", "a part");
  expect(stopped.code).toBe(1);
  expect(stopped.stderr).toContain(`unstaged edits of ${path} are kept in`);
  expect(repository.read(path)).toBe(edited);
  expect(staged(repository, path)).toBe(stale);

  expect(repository.sa("fix", "--staged")).toMatchObject({ code: 0 });
  const committed = repository.tryGit("commit", "-m", "a part");
  expect(committed.code, committed.stderr).toBe(0);
  expect(repository.show("HEAD", path)).toBe(stale.replace("md#", "mt#"));
  expect(repository.read(path)).toBe(edited.replace("md#", "mt#"));
}
