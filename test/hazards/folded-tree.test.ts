import { chmodSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  createRepository,
  type Files,
  type InitOptions,
  type TestRepository,
  task,
} from "../support/repository.ts";

// The merge commit gets the tree that git would have written from the index. It is made without one: of
// the merge's own tree, with the rewritten files in the place of the stale ones.

/** main moves md#1; feature adds these files, which name it. */
function diverged(files: Files, options: InitOptions = {}): TestRepository {
  const repository = createRepository({ ...task("md#1"), "sessions/old.yaml": "\n" }, options);
  repository.git("checkout", "--quiet", "-b", "feature");
  repository.commit("work", files);
  repository.git("checkout", "--quiet", "main");
  repository.migrate("md#1", "mt#1");
  return repository;
}

function expectTreeOfIndex(repository: TestRepository, files: readonly string[]): void {
  expect(repository.parents()).toHaveLength(2);
  expect(repository.git("rev-parse", "HEAD^{tree}")).toBe(repository.git("write-tree"));
  expect(repository.git("diff-files", "--name-only")).toBe("");
  for (const file of files) expect(repository.show("HEAD", file)).toContain("mt#1");
}

const odd = [
  "sessions/a b/ä/\u{1F600}.yaml",
  'sessions/"quoted"/back\\slash.yaml',
  "sessions/line\nbreak/tab\t.yaml",
  "sessions/deep/er/and/deep/er.yaml",
  "sessions/Case.yaml",
  "sessions/case.yaml",
  "sessions/-q.yaml",
];

test.each([["sha1"], ["sha256"]] as const)("whatever the names of files (%s)", objectFormat => {
  const files = Object.fromEntries(odd.map((path, i) => [path, `session: s${i}\ntaskId: md#1\n`]));
  const repository = diverged(files, { objectFormat });
  // As git sets it where case does not count: two names must not become one.
  repository.git("config", "core.ignoreCase", "true");
  repository.git("merge", "--quiet", "--no-edit", "feature");
  expectTreeOfIndex(repository, odd);
  expect(repository.status()).toBe("");
});

test("an executable file stays one", () => {
  const repository = diverged({});
  repository.git("checkout", "--quiet", "feature");
  repository.write({ "sessions/x.yaml": "taskId: md#1\n" });
  chmodSync(join(repository.path, "sessions/x.yaml"), 0o755);
  repository.commit("executable");
  repository.git("checkout", "--quiet", "main");
  repository.git("merge", "--quiet", "--no-edit", "feature");
  expectTreeOfIndex(repository, ["sessions/x.yaml"]);
  expect(repository.git("ls-tree", "HEAD", "sessions/x.yaml")).toMatch(/^100755 /);
});

test("a file with the name HEAD is not taken for what is meant, nor makes git ask", () => {
  const repository = diverged({ HEAD: "\n", "sessions/a.yaml": "taskId: md#1\n" });
  const { stderr } = repository.tryGit("merge", "--quiet", "--no-edit", "feature");
  expect(stderr).toContain("the merge commit holds the rewritten IDs");
  expectTreeOfIndex(repository, ["sessions/a.yaml"]);
});

test("nothing is left in the refs", () => {
  const repository = diverged({ "sessions/a.yaml": "taskId: md#1\n" });
  const before = repository.git("for-each-ref", "--format=%(refname)");
  repository.git("merge", "--quiet", "--no-edit", "feature");
  expectTreeOfIndex(repository, ["sessions/a.yaml"]);
  expect(repository.git("for-each-ref", "--format=%(refname)")).toBe(before);
});

/** A hook that git runs after ours, before the commit: what it stages is not ours to fold in. */
function stagedInBetween(repository: TestRepository, command: string): void {
  repository.write({
    ".git/hooks/commit-msg": `#!/bin/sh\n${command}\n`,
  });
  chmodSync(join(repository.path, ".git/hooks/commit-msg"), 0o755);
}

test.each([
  ["another file", "echo new >new.txt && git add new.txt"],
  ["a submodule", `git update-index --add --cacheinfo 160000,${"1".repeat(40)},sub`],
  ["the mode of a rewritten file", "git update-index --chmod=+x sessions/a.yaml"],
  ["a file that is gone", "git rm --quiet --cached sessions/old.yaml"],
])("with %s staged in between, nothing is folded", (_, command) => {
  const repository = diverged({ "sessions/a.yaml": "taskId: md#1\n" });
  // Nobody's configuration hides what is staged.
  repository.git("config", "diff.ignoreSubmodules", "all");
  stagedInBetween(repository, command);
  const merge = repository.tryGit("merge", "--no-edit", "feature");
  expect(merge.stderr).toContain("something else is staged");
  expect(repository.parents()).toHaveLength(2);
  expect(repository.show("HEAD", "sessions/a.yaml")).toContain("md#1");
  expect(repository.git("show", ":sessions/a.yaml")).toContain("mt#1");
});

test("a file that is only announced is in nobody's way", () => {
  const repository = diverged({ "sessions/a.yaml": "taskId: md#1\n" });
  stagedInBetween(repository, "echo new >new.txt && git add -N new.txt");
  repository.git("merge", "--quiet", "--no-edit", "feature");
  expect(repository.show("HEAD", "sessions/a.yaml")).toContain("mt#1");
  expect(repository.tryGit("show", "HEAD:new.txt").code).not.toBe(0);
  expect(repository.status()).toBe(" A new.txt");
});
