import { spawnSync } from "node:child_process";
import fc from "fast-check";
import picomatch from "picomatch";
import { describe, expect, test } from "vitest";
import { limits } from "../../src/limits.ts";
import { boundedMatcher } from "../../src/snapshots/bounded-match.ts";
import { globMatcher } from "../../src/snapshots/glob.ts";
import { cli, createRepository, type TestRepository } from "../support/repository.ts";

const options = { dot: true, noextglob: true, nonegate: true, flags: "s" };

/** Globs as people write them, and as nobody does. */
const globs = [
  "sessions/**/*.{yaml,yml}",
  "**/*.yaml",
  "**",
  "*",
  "a/**",
  "**/a",
  "a/**/b",
  "**/*/**",
  "**/.x/**",
  "./a",
  "a//b",
  "*/",
  "a**b/c",
  "*a*b",
  "[!a]*",
  "[^a-c]?",
  "[[:alpha:]]*",
  "[]a]",
  "[",
  "[a-",
  "{",
  "{a,b{c,d}}e",
  "{1..3}x",
  "{a,}",
  "*.{a,b}*",
  "(a|b)+/x",
  "a*(b)",
  "@(x)",
  "(a+)+b",
  "(a*)+b",
  "(a",
  "a)b",
  "(?:a)b",
  "(?=a)a*",
  "(?!a)*",
  "a+b",
  "a|b",
  "x^y$z.w",
  "a\\*b",
  "a\\nb",
  '"a b"',
  "a b",
  "???.yaml",
  "ä*",
];

test("matched step by step, a glob means what it means to the usual matcher", () => {
  const piece = fc.constantFrom(
    ...["a", "b", "*", "**", "/", "?", ".", "..", "[ab]", "[!a/]", "{a,b}", "{a,{b,}}", "(a|b)"],
    ...["(a*)", "+", "-", "\n", "\\*", "x.yaml", "!", "^", "$", "(?!a)", "(?=b)"],
  );
  const name = fc.array(
    fc.constantFrom("a", "b", "/", ".", "..", "\n", "-", "x.yaml", "*", "!", "(", "+"),
    { maxLength: 10 },
  );
  let compared = 0;
  fc.assert(
    fc.property(
      fc.oneof(
        fc.constantFrom(...globs),
        fc.array(piece, { minLength: 1 }).map(all => all.join("")),
      ),
      fc.array(name, { minLength: 20, maxLength: 20 }),
      (glob, names) => {
        const pattern = picomatch.makeRe(glob, options);
        const matches = boundedMatcher(pattern.source);
        if (matches === undefined) return;
        for (const path of [...names.map(parts => parts.join("")), glob]) {
          compared++;
          expect({ glob, path, is: matches(path) }).toEqual({ glob, path, is: pattern.test(path) });
        }
      },
    ),
    { numRuns: 3000 },
  );
  expect(compared).toBeGreaterThan(30_000);
});

test.each(globs)("%s is matched step by step, or quickly", glob => {
  expect(boundedMatcher(picomatch.makeRe(glob, options).source)).toBeDefined();
});

/** A glob, and a path of which a regular expression would try each way to share it out. */
const endless: [glob: string, path: string][] = [
  [`sessions/${"*a".repeat(40)}*b.yaml`, `sessions/${"a".repeat(200)}.yaml`],
  [`sessions/${"**/a/".repeat(20)}b.yaml`, `sessions/${"a/".repeat(100)}c.yaml`],
  [`sessions/${"(a|aa)".repeat(30)}b.yaml`, `sessions/${"a".repeat(200)}.yaml`],
  [`sessions/${"{a,aa}".repeat(30)}b.yaml`, `sessions/${"a".repeat(200)}.yaml`],
  ["sessions/(a+)+b.yaml", `sessions/${"a".repeat(200)}.yaml`],
  ["sessions/(a*)+b.yaml", `sessions/${"a".repeat(200)}.yaml`],
  [`sessions/${"?*".repeat(40)}b.yaml`, `sessions/${"a".repeat(200)}.yaml`],
  ["sessions/{1..10000000}*.yaml", "sessions/9999999.yaml"],
  [`sessions/${"{".repeat(100)}a${"}".repeat(100)}.yaml`, `sessions/${"a".repeat(200)}.yaml`],
];

describe("a glob that a stranger made to hang", () => {
  test.each(endless)("%s comes to an end", (glob, path) => {
    const repository = createRepository({
      ".session-assoc.yaml": `sessions: [${JSON.stringify(glob)}]\n`,
      [path]: "taskId: md#404\n",
    });
    for (const args of [["check"], ["check", "--rev", "HEAD"], ["check", "--staged"]]) {
      const { status, signal } = withinTwoMinutes(repository, args);
      expect({ signal, code: status }).toEqual({ signal: null, code: 0 });
    }
  });

  test("is matched all the same where it fits", () => {
    const matches = globMatcher([`${"*a".repeat(40)}*b.yaml`, `!${"*a".repeat(60)}*b.yaml`]);
    expect(matches(`${"a".repeat(50)}b.yaml`)).toBe(true);
    expect(matches(`${"a".repeat(70)}b.yaml`)).toBe(false);
    expect(matches(`${"a".repeat(30)}b.yaml`)).toBe(false);
  });

  test("that refers back to a group is refused, and says so", () => {
    const repository = createRepository({
      ".session-assoc.yaml": 'sessions: ["sessions/(a*)\\\\1.yaml"]\n',
      "sessions/a.yaml": "taskId: md#404\n",
    });
    const { code, stderr } = repository.sa("check");
    expect(code).toBe(2);
    expect(stderr).toContain("could take for ever to match");
  });

  test("is refused where there are hundreds, or it is long", () => {
    const many = (count: number) => `[${Array.from({ length: count }, (_, i) => `"${i}/*"`)}]`;
    const { configuredItems, globLength } = limits;
    const refused = {
      [`sessions: ${many(configuredItems + 1)}`]: 'sessions" must not have more than',
      [`tasks: ${many(configuredItems + 1)}`]: 'tasks" must not have more than',
      [`fields: { task: { references: ${many(configuredItems + 1)} } }`]: "must not have more",
      [`backends: {${Array.from({ length: configuredItems + 1 }, (_, i) => `b${i}: {}`)}}`]:
        'backends" must not have more than',
      [`sessions: ["${"x".repeat(globLength + 1)}"]`]: "must not be longer than",
    };
    const repository = createRepository();
    for (const [config, reason] of Object.entries(refused)) {
      repository.write({ ".session-assoc.yaml": `${config}\n` });
      const { code, stderr } = repository.sa("check");
      expect(code).toBe(2);
      expect(stderr).toContain(reason);
    }
    repository.write({ ".session-assoc.yaml": `sessions: ${many(configuredItems)}\n` });
    expect(repository.sa("check").code).toBe(0);
  });
});

function withinTwoMinutes({ path, environment }: TestRepository, args: readonly string[]) {
  return spawnSync(process.execPath, ["--max-old-space-size=256", cli, ...args], {
    cwd: path,
    env: environment,
    timeout: 120_000,
    killSignal: "SIGKILL",
  });
}
