import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testSinceGit } from "../support/git-version.ts";
import { createRepository, session, type TestRepository, task } from "../support/repository.ts";
import { createServer } from "../support/server.ts";
import { watchGit } from "../support/watch-git.ts";

// How many git processes each command and hook starts in a small repository, also in the README. They
// do not grow with sessions and tasks. Whoever changes a number has a reason to give in the commit.

/** `main` has migrated md#1; on `feature` a session was added that names it, or another task. */
function repositoryWith(added: "clean" | "stale"): TestRepository {
  const repository = createRepository({ ...task("md#1"), ...task("md#2") });
  const taskId = added === "stale" ? "md#1" : "md#2";
  repository.git("checkout", "--quiet", "-b", "feature");
  repository.commit("work", session("a", taskId));
  repository.git("checkout", "--quiet", "main");
  repository.migrate("md#1", "mt#1");
  // git puts its own folder in front of the PATH of a hook: there, too, it is ours that is watched.
  for (const name of ["pre-commit", "pre-merge-commit", "post-merge", "post-rewrite", "pre-push"]) {
    const bin = join(repository.path, "../bin");
    writeFileSync(
      join(repository.path, ".git/hooks", name),
      `#!/bin/sh\necho "hook ${name}" >>"${join(repository.path, "../notes")}"\nPATH="${bin}:$PATH"\nexec session-assoc hook ${name} "$@"\n`,
      { mode: 0o755 },
    );
  }
  repository.write(session("b", taskId));
  repository.git("add", "--all");
  return repository;
}

testSinceGit(38).each([
  { command: "check", clean: 1, stale: 4 },
  { command: "check --staged", clean: 3, stale: 5 },
  { command: "check --rev main", clean: 3, stale: 3 },
  { command: "check --rev feature", clean: 3, stale: 3 },
  { command: "check --merge feature", clean: 5, stale: 8 },
  { command: "fix --dry-run", clean: 1, stale: 4 },
  { command: "fix --staged", clean: 3, stale: 7 },
  { command: "sessions md#1", clean: 1, stale: 4 },
  { command: "resolve md#1", clean: 4, stale: 4 },
  { command: "--version", clean: 0, stale: 0 },
  { command: "explain stale-task-id", clean: 0, stale: 0 },
])("$command: $clean, $stale with a stale session", ({ command, ...expected }) => {
  const numbers = (["clean", "stale"] as const).map(added => {
    const repository = repositoryWith(added);
    const noted = watchGit(repository);
    repository.sa(...command.split(" "));
    return [added, noted().filter(line => line !== "").length];
  });
  expect(Object.fromEntries(numbers)).toEqual(expected);
});

const merge = ["merge", "--quiet", "--no-edit", "feature"];

test.each([
  { git: ["commit", "-m", "b"], hook: "pre-commit", clean: 3, stale: 7 },
  { git: merge, hook: "pre-merge-commit", clean: 3, stale: 9 },
  { git: merge, hook: "post-merge", clean: 1, stale: 4 },
  { git: ["commit", "--amend", "-m", "b"], hook: "post-rewrite", clean: 3, stale: 3 },
  { git: ["push", "--quiet", "origin", "main"], hook: "pre-push", clean: 5, stale: 8 },
])("$hook: $clean, $stale with a stale session", ({ git, hook, ...expected }) => {
  const numbers = (["clean", "stale"] as const).map(added => {
    const repository = repositoryWith(added);
    if (git === merge) repository.git("reset", "--quiet", "--hard");
    if (hook === "pre-push") pushFirst(repository);
    const noted = watchGit(repository);
    repository.run("git", git);
    const lines = noted();
    const start = lines.indexOf(`hook ${hook}`);
    const end = lines.findIndex((line, i) => i > start && line.startsWith("hook "));
    return [added, lines.slice(start + 1, end < 0 ? undefined : end).length];
  });
  expect(Object.fromEntries(numbers)).toEqual(expected);
});

/** Puts `main` on a server, and what is staged in a commit after it. */
function pushFirst(repository: TestRepository): void {
  createServer(repository);
  repository.git("push", "--quiet", "--no-verify", "origin", "main");
  repository.commit("b");
}
