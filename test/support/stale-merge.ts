import { expect } from "vitest";
import {
  createRepository,
  type Files,
  type InitOptions,
  type Run,
  session,
  type TestRepository,
  task,
} from "./repository.ts";

export const login = "sessions/fix-login.yaml";
export const staleLogin = "session: fix-login\ntaskId: md#123\n";
export const freshLogin = "session: fix-login\ntaskId: mt#123\n";

interface StaleMergeOptions extends InitOptions {
  /** What is there before the branches part. */
  readonly base?: Files;
  /** What feature adds beside the session. */
  readonly feature?: Files;
}

/** main migrates `md#123`; feature, which does not know of it, adds a session that names it. */
export function createStaleMerge(options: StaleMergeOptions = {}): TestRepository {
  const repository = createRepository({ ...task("md#123"), ...options.base }, options);
  repository.git("switch", "--quiet", "--create", "feature");
  repository.commit("add a session", { ...session("fix-login", "md#123"), ...options.feature });
  repository.git("switch", "--quiet", "main");
  repository.migrate("md#123", "mt#123");
  return repository;
}

/** Parts main and feature: each commits its own, and main is checked out. */
export function diverge(
  base: Files,
  main: (repository: TestRepository) => unknown,
  feature: (repository: TestRepository) => unknown,
): TestRepository {
  const repository = createRepository(base);
  repository.git("switch", "--quiet", "--create", "feature");
  feature(repository);
  repository.git("switch", "--quiet", "main");
  main(repository);
  return repository;
}

export function merge(repository: TestRepository, ...options: readonly string[]): Run {
  return repository.tryGit("merge", "--no-edit", ...options, "feature");
}

/** Completes a stopped merge. */
export function complete(repository: TestRepository): Run {
  return repository.tryGit("commit", "--no-edit");
}

/** The content of a file in the index. */
export function staged(repository: TestRepository, path = login): string {
  return repository.show("", path);
}

/** A file says the same in the commit, in the index and in the working tree. */
export function expectEverywhere(repository: TestRepository, path: string, content: string): void {
  expect(repository.show("HEAD", path)).toBe(content);
  expect(staged(repository, path)).toBe(content);
  expect(repository.read(path)).toBe(content);
}

/** HEAD is the merge of feature into what main was, and holds the new ID. */
export function expectMerged(repository: TestRepository, main: string, content = freshLogin): void {
  expect(repository.parents()).toEqual([main, repository.git("rev-parse", "feature")]);
  expectEverywhere(repository, login, content);
  expect(repository.status()).toBe("");
  expect(isMerging(repository)).toBe(false);
}

/** git waits for `git commit` or `git merge --abort`, and has committed nothing. */
export function expectStopped(repository: TestRepository, main: string, run: Run): void {
  expect(run.code).toBe(1);
  expect(headOf(repository)).toBe(main);
  const merging = repository.git("rev-parse", "MERGE_HEAD^{commit}");
  expect(merging).toBe(repository.git("rev-parse", "feature"));
}

/** Gives the merge up, and expects everything to be as it was before. */
export function expectAbortable(repository: TestRepository, main: string): void {
  expect(repository.tryGit("merge", "--abort")).toMatchObject({ code: 0 });
  expect(headOf(repository)).toBe(main);
  expect(repository.status()).toBe("");
  expect(isMerging(repository)).toBe(false);
}

export function headOf(repository: TestRepository): string {
  return repository.git("rev-parse", "HEAD");
}

export function isMerging(repository: TestRepository): boolean {
  return repository.tryGit("rev-parse", "--verify", "--quiet", "MERGE_HEAD").code === 0;
}
