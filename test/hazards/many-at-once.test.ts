import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { catalogFolder, fillers } from "../support/catalogued.ts";
import {
  createRepository,
  type Run,
  session,
  type TestRepository,
  task,
} from "../support/repository.ts";

/** Runs a command without waiting for others. */
async function start(repository: TestRepository, ...words: readonly string[]): Promise<Run> {
  const [command = "", ...args] = words;
  const { path: cwd, environment: env } = repository;
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const code = new Promise<number>(resolve => child.on("close", status => resolve(status ?? -1)));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, stdout, stderr };
}

const tool = "session-assoc";

/** It did its work, found something, or says which lock or change kept it from its work. */
function expectExplained({ code, stderr }: Run): void {
  if (code === 3) expect(stderr).toMatch(/changed|a killed one left the lock/);
  else expect([0, 1], stderr).toContain(code);
  expect(stderr).not.toContain("this is a bug");
}

test("eight linked worktrees commit, merge, fix and check at once: nothing is lost", async () => {
  const repository = createRepository({
    ...fillers(520),
    ...task("md#1"),
    ...task("md#2"),
    ...session("old", "md#2"),
  });
  repository.git("switch", "--quiet", "--create", "feature");
  repository.commit("work", session("feature", "md#1"));
  repository.git("switch", "--quiet", "main");
  repository.migrate("md#1", "mt#1");
  const numbers = [1, 2, 3, 4, 5, 6, 7, 8];
  const trees = numbers.map(i => repository.sibling(join(repository.path, `../tree${i}`)));
  for (const [i, { path }] of trees.entries()) {
    repository.git("worktree", "add", "--quiet", "-b", `work${i}`, path);
  }
  const work = async (tree: TestRepository, i: number): Promise<void> => {
    const runs: Run[] = [];
    tree.write({ ...session(`mine${i}`, "md#1") });
    tree.git("add", "--all");
    runs.push(await start(tree, "git", "commit", "--quiet", "-m", `mine ${i}`));
    runs.push(await start(tree, tool, "check"));
    runs.push(await start(tree, "git", "merge", "--quiet", "--no-edit", "feature"));
    tree.write({ ...session(`later${i}`, "md#1") });
    runs.push(await start(tree, tool, "fix"));
    runs.push(await start(tree, tool, "check", "--rev", "HEAD"));
    for (const { code, stderr } of runs) expect(code, stderr).toBe(0);
  };
  await Promise.all(trees.map(work));

  for (const [i, tree] of trees.entries()) {
    expect(tree.parents()).toEqual([
      tree.git("rev-parse", "HEAD^1"),
      repository.git("rev-parse", "feature"),
    ]);
    expect(tree.git("log", "-1", "--format=%s", "HEAD^1")).toBe(`mine ${i}`);
    for (const name of [`mine${i}`, "feature"]) {
      expect(tree.show("HEAD", `sessions/${name}.yaml`)).toContain("taskId: mt#1\n");
    }
    expect(tree.read(`sessions/later${i}.yaml`)).toContain("taskId: mt#1\n");
    expect(tree.status()).toBe(`?? sessions/later${i}.yaml`);
  }
  repository.git("fsck", "--connectivity-only");
  const [tree = repository] = trees;
  tree.write(session("wrong", "md#9"));
  const kept = tree.sa("check", "--format", "json");
  rmSync(catalogFolder(repository), { recursive: true });
  expect(kept).toEqual(tree.sa("check", "--format", "json"));
  expect(kept.code).toBe(1);
});

test("two commits at once in one worktree: what both would have rewritten is rewritten once", async () => {
  const repository = createRepository(task("mt#1", "migratedFrom: [md#1]\n"));
  for (const round of [1, 2, 3]) {
    const name = `a${round}`;
    repository.write(session(name, "md#1"));
    repository.git("add", "--all");
    const runs = await Promise.all(
      ["one", "two"].map(message => start(repository, "git", "commit", "--quiet", "-m", message)),
    );
    // git lets one of them go on; where neither could, the next one does.
    if (runs.every(({ code }) => code !== 0)) repository.git("commit", "--quiet", "-m", "again");
    for (const { stderr } of runs) expect(stderr).not.toContain("this is a bug");
    expect(repository.show("HEAD", `sessions/${name}.yaml`)).toContain("taskId: mt#1\n");
    expect(repository.status()).toBe("");
  }
  repository.git("fsck", "--connectivity-only");
});

test("several fixes at once in one worktree: each does its work, or says what another one did", async () => {
  const repository = createRepository(task("mt#1", "migratedFrom: [md#1]\n"));
  const sessions = Array.from({ length: 20 }, (_, i) => session(`s${i}`, "md#1"));
  repository.write(Object.assign({}, ...sessions));
  repository.git("add", "--all");
  const commands = [["fix", "--staged"], ["fix"], ["fix", "--staged"], ["fix"]];
  const runs = await Promise.all(commands.map(words => start(repository, tool, ...words)));
  for (const run of runs) expectExplained(run);
  expect(repository.sa("fix").code).toBe(0);
  expect(repository.sa("fix", "--staged").code).toBe(0);
  for (const i of sessions.keys()) {
    expect(repository.read(`sessions/s${i}.yaml`)).toContain("taskId: mt#1\n");
    expect(repository.show("", `sessions/s${i}.yaml`)).toContain("taskId: mt#1\n");
  }
});
