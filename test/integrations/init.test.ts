import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "vitest";
import { testSinceGit } from "../support/git-version.ts";
import { root } from "../support/recipes.ts";
import type { Files, Run, TestRepository } from "../support/repository.ts";
import { createStaleMerge, expectMerged, headOf, merge } from "../support/stale-merge.ts";
import { treeOf } from "../support/tree.ts";

const home = mkdtempSync(join(tmpdir(), "session-assoc-init-"));
const modules = join(home, "node_modules");

/** The packed tarball, husky and lefthook, installed as a user would. */
beforeAll(() => {
  const pack = ["pack", "--ignore-scripts", "--silent", "--pack-destination", home];
  const tarball = execFileSync("npm", pack, { cwd: root, encoding: "utf8" }).trim();
  const install = ["install", "--ignore-scripts", "--no-save", "--no-audit", "--prefer-offline"];
  const packages = [join(home, tarball), "husky@9.1.7", "lefthook@2.2.2"];
  execFileSync("npm", [...install, "--prefix", home, ...packages], { cwd: home });
}, 120_000);
afterAll(() => rmSync(home, { recursive: true }));

/** A stale merge, in a repository in which session-assoc is installed and no hook is set up. */
function scratch(files: Files = {}): TestRepository {
  const base = { ".gitignore": "node_modules\n", ...files };
  const repository = createStaleMerge({ hooks: [], base });
  repository.linkModules(modules);
  // The sandbox's own session-assoc is out of reach: only the installed one can be found.
  return repository.in({ PATH: process.env.PATH });
}

function npx(repository: TestRepository, command: string, ...args: readonly string[]): Run {
  const run = repository.run(join(modules, ".bin", command), args);
  expect(run.code, run.stdout + run.stderr).toBe(0);
  return run;
}

/** init, what it says to do next, doctor, a stale merge, and all of init taken out again. */
function expectSetUp(repository: TestRepository, ...next: readonly string[]): void {
  const before = treeOf(repository.path);
  const first = npx(repository, "session-assoc", "init");
  expect(first.stdout).toContain("✓ set up");
  if (next.length > 0) expect(first.stdout).toContain(`next: npx ${next.join(" ")}`);
  const [command, ...args] = next;
  if (command !== undefined) npx(repository, command, ...args);

  const again = npx(repository, "session-assoc", "init");
  expect(again.stdout).toContain("✓ nothing to change");

  const doctor = npx(repository, "session-assoc", "doctor", "--format", "json");
  const { ok, checks } = JSON.parse(doctor.stdout);
  expect(ok).toBe(true);
  expect(checks.filter(({ status }: { status: string }) => status === "failure")).toEqual([]);
  for (const hook of ["pre-merge-commit", "post-merge", "pre-commit", "pre-push", "post-rewrite"]) {
    expect(checks).toContainEqual(expect.objectContaining({ name: hook, status: "ok" }));
  }

  repository.commit("set up");
  const main = headOf(repository);
  const merged = merge(repository);
  expect(merged.code, merged.stderr).toBe(0);
  expect(merged.stderr).toContain("the merge commit holds the rewritten IDs");
  expectMerged(repository, main);

  npx(repository, "session-assoc", "init", "--remove");
  const { "sessions/fix-login.yaml": _, ...after } = treeOf(repository.path);
  // What lefthook itself installs is lefthook's to take out.
  const isTheirs = ([path]: readonly [string, string]) =>
    command === "lefthook" && path.startsWith(".git/hooks/");
  const without = (files: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(files).filter(file => !isTheirs(file)));
  expect(without(after)).toEqual(without(before));
}

testSinceGit(38)(
  "plain hooks: set up, proved, a stale merge repaired, and taken out byte for byte",
  () => {
    expectSetUp(scratch());
  },
);

testSinceGit(38)("husky's files: the same", () => {
  const manifest = '{ "name": "x", "private": true, "devDependencies": { "husky": "*" } }\n';
  const repository = scratch({ "package.json": manifest, ".husky/pre-commit": "echo theirs" });
  npx(repository, "husky");
  expectSetUp(repository);
});

testSinceGit(38)("lefthook's configuration: the same", () => {
  const theirs = "# ours\npre-commit:\n  commands:\n    lint:\n      run: echo theirs";
  const repository = scratch({ "lefthook.yml": theirs });
  npx(repository, "lefthook", "install");
  expectSetUp(repository, "lefthook", "install");
});

testSinceGit(38)(
  "hand-written hooks that exec, exit and read: the same, and they go on working",
  () => {
    const repository = scratch();
    const hooks = {
      "pre-commit": "#!/bin/sh\nexec sh -c 'echo theirs >>../ran'\n",
      "pre-push":
        "#!/usr/bin/env bash\n# Looks at what is pushed.\nset -euo pipefail\ncat >>../ran",
      "post-merge": "#!/bin/sh -e\nexit 0\n",
      "post-rewrite": "\necho without an interpreter\n",
    };
    for (const [name, text] of Object.entries(hooks)) {
      repository.write({ [`.git/hooks/${name}`]: text });
      chmodSync(join(repository.path, `.git/hooks/${name}`), 0o755);
    }
    expectSetUp(repository);

    npx(repository, "session-assoc", "init");
    repository.write({ note: "a note" });
    repository.git("add", "note");
    repository.git("commit", "-m", "a note");
    const server = join(repository.path, "../server.git");
    repository.git("init", "--quiet", "--bare", server);
    repository.git("push", "--quiet", server, "main");
    const [commit, push, ...rest] = repository.read("../ran").split("\n");
    expect(commit).toBe("theirs");
    expect(push).toBe(`refs/heads/main ${headOf(repository)} refs/heads/main ${"0".repeat(40)}`);
    expect(rest).toEqual([""]);
  },
);
