import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { GitError } from "../../src/errors.ts";
import { fastImport } from "../../src/git/fast-import.ts";
import { openGit } from "../../src/git/git.ts";
import { createRepository } from "../support/repository.ts";

test("a fast-import that fails leaves no report of its crash, in a linked worktree neither", async () => {
  const repository = createRepository();
  const other = repository.sibling(join(repository.path, "../linked"));
  repository.git("worktree", "add", "--quiet", "--detach", other.path);
  for (const { path } of [repository, other]) {
    const failing = fastImport(openGit(path), "blob\ndata 30\nabc");
    await expect(failing).rejects.toThrow(GitError);
    await expect(failing).rejects.toThrow("fast_import_crash");
  }
  const names = readdirSync(join(repository.path, ".git"), { recursive: true, encoding: "utf8" });
  expect(names.filter(name => name.includes("crash"))).toEqual([]);
});
