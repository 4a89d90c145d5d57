import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { lefthookJobs } from "../../src/setup/lefthook.ts";
import {
  expectEveryHook,
  expectStopWithoutPostMerge,
  expectUnstagedEditsKept,
} from "../support/every-hook.ts";
import { testSinceGit } from "../support/git-version.ts";
import { recipe } from "../support/recipes.ts";
import type { TestRepository } from "../support/repository.ts";
import { createStaleMerge, headOf } from "../support/stale-merge.ts";

const home = mkdtempSync(join(tmpdir(), "session-assoc-lefthook-"));
const lefthook = join(home, "node_modules/.bin/lefthook");
const config = recipe("examples/lefthook/lefthook.yml");

beforeAll(() => {
  // Its own install script would set up hooks in the repository around; the binary is in the package.
  const args = ["install", "--ignore-scripts", "--no-save", "--no-audit", "--prefer-offline"];
  execFileSync("npm", [...args, "--prefix", home, "lefthook@2.2.2"], { cwd: home });
});
afterAll(() => rmSync(home, { recursive: true }));

/** A stale merge in which lefthook has installed its hooks. */
function withLefthook(text: string): TestRepository {
  const base = { "lefthook.yml": text, ".gitignore": "node_modules\n" };
  const repository = createStaleMerge({ hooks: [], base });
  repository.linkModules();
  const valid = repository.run(lefthook, ["validate"]);
  expect(valid.code, valid.stdout + valid.stderr).toBe(0);
  expect(repository.run(lefthook, ["install"])).toMatchObject({ code: 0 });
  return repository;
}

testSinceGit(38)("lefthook's recipe guards merges, commits, amended commits and pushes", () => {
  const repository = withLefthook(config);
  expectEveryHook(repository);
  expectUnstagedEditsKept(repository);
  expect(repository.git("stash", "list")).toBe("");
});

test("the recipe is what init sets up", () => {
  expect(parse(config)).toEqual(parse(lefthookJobs));
});

testSinceGit(38)(
  "without lefthook's post-merge a stale merge stops, and git commit completes it",
  () => {
    const withoutPostMerge = config.replace(/^post-merge:\n( .*\n)+/m, "");
    expect(withoutPostMerge).not.toContain("hook post-merge");
    expectStopWithoutPostMerge(withLefthook(withoutPostMerge));
  },
);

testSinceGit(38)("the shell does not read the URL that lefthook passes on", () => {
  const repository = withLefthook(config);
  const url = join(repository.path, "../a $(touch read) `touch read` 'b\" c.git");
  repository.git("init", "--quiet", "--bare", url);
  repository.git("remote", "add", "odd", url);
  const pushed = repository.tryGit("push", "odd", "main");
  expect(pushed.code, pushed.stderr).toBe(0);
  expect(existsSync(join(repository.path, "read"))).toBe(false);

  // The remote is known by its name: what it has already does not stop the next push.
  repository.git("fetch", "--quiet", "odd");
  repository.commit("a session of no task", { "sessions/x.yaml": "taskId: md#404\n" });
  expect(repository.tryGit("push", "--no-verify", "odd", "main")).toMatchObject({ code: 0 });
  const again = repository.tryGit("push", "odd", "main:other");
  expect(again.code, again.stderr).toBe(0);
  expect(repository.git("rev-parse", "refs/remotes/odd/other")).toBe(headOf(repository));
});
