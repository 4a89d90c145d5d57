import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, expect, test } from "vitest";
import { testSinceGit } from "../support/git-version.ts";
import { expectSame } from "./answers.js";
import { difference, measure, median, quotient } from "./measure.js";
import { planOf, repairsOf } from "./plan.js";

const folder = mkdtempSync(join(tmpdir(), "session-assoc-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the benchmark, with what it builds in a folder of its own. */
async function bench(...args: string[]) {
  const script = join(import.meta.dirname, "run.js");
  const env = { ...process.env, TMPDIR: mkdtempSync(join(folder, "run-")) };
  const child = spawn(process.execPath, [script, ...args], { env });
  const ended = new Promise<number | null>(resolve => child.on("close", resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { status: await ended, stdout, stderr, left: readdirSync(env.TMPDIR) };
}

/** A command line that runs a line of JavaScript. */
function commandLine(name: string, code: string): string {
  const file = join(folder, name);
  writeFileSync(file, `#!/usr/bin/env node\n${code}`, { mode: 0o755 });
  return file;
}

testSinceGit(38).concurrent(
  "the benchmark measures each case, checks each answer, and writes what it prints",
  async () => {
    const output = join(folder, "table.md");
    const speed = "start,check-rev,check,merge,check-merge,fix,instructions";
    const { status, stdout, stderr, left } = await bench(
      ...["--sizes", "100", "--rounds", "1", "--only", speed, "--output", output],
    );
    expect({ status, stderr, left }).toMatchObject({ status: 0, left: [] });
    expect(readFileSync(output, "utf8")).toBe(stdout);
    for (const row of [
      "| `--version` | – | `node -e 0` |",
      "| merge with hooks, minus without; stale IDs rewritten, warm | 100 | `node -e 0` |",
      "| merge with hooks, minus without; nothing stale, warm | 100 | `node -e 0` |",
      "| merge with hooks, minus without; nothing stale, warm | 100 | itself at 100 |",
      "| `check --rev HEAD`, cold | 100 | `git grep -c -E '^taskId:' HEAD` |",
      "| `check`, warm | 100 | `git grep -c -E '^taskId:' HEAD` |",
      "| `fix` of 10 stale sessions, cold | 100 | `git grep -l` and one `sed -i` |",
      "| `check --merge`, warm | 100 | `git merge-tree --write-tree` plus `node -e 0` |",
      "| sessions | `check`, cold | times | `check`, warm | times |",
    ]) {
      expect(stdout).toContain(row);
    }
    expect(stdout).toMatch(/Instruction counts: not given|million instructions/);
  },
);

testSinceGit(38).concurrent("the benchmark names the command with the most memory", async () => {
  const { status, stdout, stderr } = await bench("--sizes", "100", "--only", "memory");
  expect({ status, stderr }).toMatchObject({ status: 0 });
  expect(stdout).toMatch(/^Peak memory at 100 sessions: \d+ MB, by `[^`]+` on /m);
  expect(stdout.match(/^\| `/gm)).toHaveLength(18);
});

test.concurrent.each([
  ["prints nothing", "", "check-rev", "printed no JSON"],
  ["fails", "process.exit(3)", "check", "ended with 3, not 0"],
  ["finds nothing in a hook", "", "merge", "merge with hooks of adds-20, 100 sessions"],
  [
    "says that it fixed what it did not",
    `console.log('{"summary":{"sessions":100,"tasks":20,"findings":0,"fixed":10},"findings":[]}')`,
    "fix",
    "fix: the changed files",
  ],
])("a command line that %s is a wrong answer, however fast", async (name, code, only, says) => {
  const cli = commandLine(`${name}.mjs`, code);
  const { status, stdout, stderr } = await bench("--sizes", "100", "--only", only, "--cli", cli);
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toContain("Wrong answer: ");
  expect(stderr).toContain(says);
});

test.concurrent.each([
  [["--round", "3"], "--round"],
  [["--sizes", "10"], "--sizes takes whole numbers from 100, not '10'"],
  [["--only", "speed"], "there is no case 'speed'"],
])("wrong usage is told: %j", async (args, says) => {
  const { status, stderr } = await bench(...args);
  expect({ status, stderr }).toMatchObject({ status: 2 });
  expect(stderr).toContain(says);
});

test("what is compared runs in turns, and every figure but those of the first round counts", () => {
  const ran: string[] = [];
  const part = (name: string, ms: number) => ({
    run: () => ({ ms: ms * ran.push(name), status: 0, stdout: "", stderr: "" }),
    check: () => {},
  });
  const { a, b } = measure(2, { a: part("a", 1), b: part("b", 10) });
  expect(ran.join("")).toBe("abbaab");
  expect({ a, b }).toEqual({ a: [4, 5], b: [30, 60] });
  expect(difference(b, a)).toEqual([26, 55]);
  expect(quotient(b, a)).toEqual([7.5, 12]);
  expect([median([9, 1, 5]), median([4, 1, 2, 3])]).toEqual([5, 2.5]);
  expect(() => expectSame("it", 1, 2)).toThrow("it is 1, not 2");
});

test("one session in ten is stale where 5,000 tasks moved, and of smaller plans as many", () => {
  for (const sessions of [100, 1_000, 10_000, 100_000]) {
    const plan = planOf(sessions);
    expect(new Set(plan.many).size).toBe(Math.min(5_000, plan.tasks / 4));
    const stale = new Set([...repairsOf(plan)].map(([path]) => path));
    expect(stale.size).toBe(sessions / 10);
  }
});
