import { spawnSync } from "node:child_process";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tryCases } from "./fuzzer.ts";

const order = { cases: 300, seed: 1, say: () => {} };

describe("npm run fuzz", () => {
  const run = (...args: string[]) => {
    const words = [join(import.meta.dirname, "run.js"), ...args];
    const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: "utf8" });
    return { status, stdout, stderr };
  };

  test("says how many cases of which seed it tried, and what they were", () => {
    const { status, stdout } = run("yaml", "--cases", "200", "--seed", "5");
    expect(stdout).toMatch(/^yaml: 200 cases, seed 5, \d+ s\n/);
    expect(stdout).toMatch(/^ +\d+ {2}fix: rewritten$/m);
    expect(status).toBe(0);
  });

  test.each([
    [["nothing"], "there is no fuzzer 'nothing'"],
    [[], "name one fuzzer"],
    [["yaml", "--cases", "x"], "--cases takes whole numbers from 1, not 'x'"],
    [["yaml", "--seeds", "1"], "Unknown option '--seeds'"],
  ])("%j is wrong usage", (args, message) => {
    const { status, stderr } = run(...args);
    expect(stderr).toContain(message);
    expect(stderr).toContain("Usage: npm run fuzz");
    expect(status).toBe(2);
  });
});

describe("cases", () => {
  test("of one seed are the same each time", async () => {
    const seen: string[][] = [[], []];
    for (const list of seen) await tryCases(fc.string(), one => void list.push(one), {}, order);
    expect(seen[0]).toHaveLength(300);
    expect(seen[1]).toEqual(seen[0]);
  });

  test("that go wrong are shown as the smallest one, with what was wrong", async () => {
    const judge = (text: string): void => {
      if (text.includes("b")) throw new Error("there is a b");
    };
    const texts = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 40 });
    const { failure } = await tryCases(texts, judge, {}, order);
    expect(failure).toContain('Counterexample: ["b"]');
    expect(failure).toContain("there is a b");
    expect(failure).toContain("seed: 1");
  });
});
