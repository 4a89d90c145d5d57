import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { limits } from "../../src/limits.ts";
import { cli, createRepository, type Files, type TestRepository } from "../support/repository.ts";

const many = (count: number, make: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => make(i)).join("");
const live: Files = { "tasks/mt/1.yaml": "id: mt#1\nmigratedFrom: [md#1]\n" };
const chain = (from: number, to: number) =>
  many(to - from, i => `- id: a#${from + i}\n  migratedTo: a#${from + i + 1}\n`);

interface Case {
  readonly files: Files;
  readonly code: number;
  readonly says: RegExp;
}

/** What took minutes, or all memory, before there was a bound on it. */
const cases: Readonly<Record<string, Case>> = {
  "a million line breaks in a block scalar": {
    files: { "sessions/a.yaml": `session: a\ntaskId: |+\n${"\n".repeat(900_000)}  x\n` },
    code: 1,
    says: /sessions\/a\.yaml:2:9 .*invalid-file[\s\S]*more than 1000 characters/,
  },
  "a mapping of 20,000 keys that is merged into 30,000 others": {
    files: {
      ...live,
      "sessions/a.yaml": `- &x {taskId: md#1, ${many(20_000, i => `k${i}: 1, `)}}\n${many(30_000, () => "- {<<: *x}\n")}`,
    },
    code: 1,
    says: /stale-task-id/,
  },
  "a mapping that is merged into others 100,000 times": {
    files: {
      ...live,
      "sessions/a.yaml": `- &x {taskId: md#1}\n${many(200, () => `- {<<: [${many(1000, () => "*x,")}]}\n`)}`,
    },
    code: 1,
    says: /stale-task-id/,
  },
  "an ID of half a million characters that 40,000 aliases repeat": {
    files: {
      ...live,
      "sessions/a.yaml": `- taskId: &x md#${"1".repeat(400_000)}\n${many(40_000, () => "- taskId: *x\n")}`,
    },
    code: 1,
    says: /invalid-file/,
  },
  "a name of half a million characters that 20,000 aliases repeat": {
    files: {
      ...live,
      "sessions/a.yaml": `- session: &x ${"1".repeat(400_000)}\n${many(20_000, () => "- {session: *x, taskId: 1}\n")}`,
    },
    code: 1,
    says: /invalid-file/,
  },
  "a chain of 25,000 migrations in two files": {
    files: {
      "tasks/a.yaml": chain(0, 12_500),
      "tasks/b.yaml": `${chain(12_500, 25_000)}- id: a#25000\n`,
      "sessions/a.yaml": "taskId: a#0\n",
    },
    code: 1,
    says: /a#0, which is a#25000 today/,
  },
  "a chain of 20,000 migrations with a reference to each": {
    files: {
      "tasks/a.yaml": `${chain(0, 20_000)}- id: a#20000\n`,
      "sessions/a.yaml": many(20_000, i => `- session: s${i}\n  taskId: a#${i}\n`),
    },
    code: 3,
    says: /lead to too many others: more than 2000000 in all\n {2}next: /,
  },
  "a circle of 25,000 migrations": {
    files: {
      "tasks/a.yaml": `${chain(0, 24_999)}- {id: a#24999, migratedTo: a#0}\n`,
      "sessions/a.yaml": "taskId: a#0\n",
    },
    code: 1,
    says: /migration-cycle/,
  },
  "a long way into a circle": {
    files: {
      "tasks/a.yaml": `${chain(0, 24_999)}- {id: a#24999, migratedTo: a#24998}\n`,
      "sessions/a.yaml": "taskId: a#0\n",
    },
    code: 1,
    says: /tasks\/a\.yaml:49997:7 +error +migration-cycle/,
  },
  "20,000 tasks that come from one": {
    files: {
      "tasks/a.yaml": many(20_000, i => `- id: mt#${i}\n  migratedFrom: md#1\n`),
      "sessions/a.yaml": many(20_000, i => `- session: s${i}\n  taskId: md#1\n`),
    },
    code: 3,
    says: /lead to too many others/,
  },
  "a task that had 80,000 IDs": {
    files: {
      "tasks/a.yaml": `id: mt#1\nmigratedFrom: [${many(80_000, i => `md#${i},`)}]\n`,
      "sessions/a.yaml": "taskId: md#79999\n",
    },
    code: 1,
    says: /md#79999, which is mt#1 today/,
  },
  "10,000 findings": {
    files: { "sessions/a.yaml": many(10_000, i => `- session: s${i}\n  taskId: zz#${i}\n`) },
    code: 1,
    says: /10,?000 errors/,
  },
  "900,000 opening brackets": {
    files: { "sessions/a.yaml": `taskId: ${"[".repeat(900_000)}` },
    code: 1,
    says: new RegExp(`nested deeper than ${limits.yamlDepth} levels`),
  },
  "a file of 20 MB": {
    files: { "sessions/a.yaml": `taskId: md#1\n${"#\n".repeat(10_000_000)}` },
    code: 1,
    says: /20000013 bytes, more than the 1048576 that are read/,
  },
  "a configuration that is an alias bomb": {
    files: {
      ".session-assoc.yaml": `a: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefgh".replace(/./g, (name, i: number) => `${name}: &${name} [${many(9, () => `*${"abcdefg"[i]},`)}]\n`)}sessions: *h\n`,
    },
    code: 2,
    says: /\.session-assoc\.yaml:1:1: its aliases repeat too much/,
  },
  "a configuration of 20 MB": {
    files: { ".session-assoc.yaml": "#\n".repeat(10_000_000) },
    code: 2,
    says: /is not a readable configuration file/,
  },
  "a configuration whose lists hold themselves": {
    files: { ".session-assoc.yaml": "sessions: &a [*a]\n" },
    code: 2,
    says: /"sessions\.0" must be string/,
  },
};

/** Runs a program in a repository, with bounded memory, until it hangs. */
function runBounded(repository: TestRepository, command: string, ...args: readonly string[]) {
  return spawnSync(command, args, {
    cwd: repository.path,
    env: { ...repository.environment, NODE_OPTIONS: "--max-old-space-size=512" },
    encoding: "utf8",
    timeout: 240_000,
    killSignal: "SIGKILL",
    maxBuffer: 1024 * 1024 * 1024,
  });
}

describe("a stranger's branch that asks for hours, or for all memory: it ends, and says how, with", () => {
  // A hang is what is looked for, not slowness: the bounds are wide for the slowest machine.
  test.each(Object.entries(cases))("%s", { timeout: 300_000 }, (_, { files, code, says }) => {
    const repository = createRepository(files, { hooks: [] });
    const run = runBounded(repository, process.execPath, cli, "check");
    expect(run.signal).toBe(null);
    expect(run.stdout.slice(0, 4_000_000) + run.stdout.slice(-200) + run.stderr).toMatch(says);
    expect(run.status).toBe(code);
  });
});

/** By other doors than `check`; `says` is what a report of any kind has. */
const elsewhere: Readonly<Record<string, Omit<Case, "code">>> = {
  "a session that 5,000 aliases repeat": {
    files: {
      ...live,
      "sessions/a.yaml": `- &x {taskId: md#1}\n${many(5_000, () => "- {<<: *x}\n")}`,
    },
    says: /md#1/,
  },
  "a chain of 5,000 migrations": {
    files: {
      "tasks/a.yaml": `${chain(0, 5_000)}- {id: mt#1, migratedFrom: [a#5000]}\n`,
      "sessions/a.yaml": "taskId: a#0\n",
    },
    says: /mt#1|a#0/,
  },
};

describe("the same by other doors:", () => {
  const doors: readonly (readonly [where: string, ...words: string[]])[] = [
    ["stranger", "fix", "--dry-run"],
    ["stranger", "sessions", "mt#1"],
    ["stranger", "check", "--format", "sarif"],
    ["main", "review", "main..stranger"],
    ["main", "review", "main..stranger", "--format", "html"],
  ];

  test.each(Object.entries(elsewhere))("%s", { timeout: 300_000 }, (_, { files, says }) => {
    const repository = createRepository();
    repository.git("switch", "--quiet", "--create", "stranger");
    repository.commit("what they bring", files);
    for (const [where, ...words] of doors) {
      repository.git("switch", "--quiet", where);
      const run = runBounded(repository, process.execPath, cli, ...words);
      expect(run.signal, words.join(" ")).toBe(null);
      expect(run.status, words.join(" ")).toBeOneOf([0, 1]);
      expect(run.stdout + run.stderr, words.join(" ")).toMatch(says);
    }
    const merge = runBounded(repository, "git", "merge", "--no-ff", "--no-edit", "stranger");
    expect(merge.signal).toBe(null);
    expect(merge.stderr).toMatch(says);
    expect(merge.status).toBeOneOf([0, 1]);
  });
});
