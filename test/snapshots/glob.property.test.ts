import fc from "fast-check";
import picomatch from "picomatch";
import { expect, test } from "vitest";
import { UsageError } from "../../src/errors.ts";
import { baseOf, globMatcher } from "../../src/snapshots/glob.ts";

const names = [
  "a",
  "b",
  "ab",
  ".",
  "..",
  "{a}",
  "a b",
  "!a",
  "+a",
  "@b",
  "(a)",
  "[a]",
  '"a"',
  "a*",
];
const wildcards = [
  "*",
  "**",
  "?",
  "a*",
  "{a,b}",
  "[ab]",
  "(a|b)",
  "{a",
  "a}",
  "[a",
  "(a",
  "a)",
  '"a',
];
const escaped = (name: string): string => name.replace(/[*?[\]{}()|"!+@\\]/g, "\\$&");

const glob = fc
  .array(
    fc.oneof(
      fc.constantFrom(...names),
      fc.constantFrom(...names).map(escaped),
      fc.constantFrom(...wildcards),
      fc.constantFrom("", "\\"),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map(parts => parts.join("/"));
const path = fc
  .array(fc.constantFrom(...names.filter(name => !/^\.+$/.test(name))), {
    minLength: 1,
    maxLength: 4,
  })
  .map(parts => parts.join("/"));

const picomatchOptions = { dot: true, noextglob: true, nonegate: true, flags: "s" };

/** A glob that is refused matches nothing. */
function matches(one: string, candidate: string): boolean {
  try {
    return globMatcher([one])(candidate);
  } catch (error) {
    if (error instanceof UsageError) return false;
    throw error;
  }
}

const endings = [".yaml", ".yml", ".yam", ".a", "yaml", ".YAML", ".yaml/", ".yaml\n", ""];
const segments = [
  "sessions",
  "sessions ",
  "a",
  "..a",
  ".",
  "..",
  "...",
  ".yaml",
  "",
  "ä\n",
  "*",
  "**",
];

test("the plainest globs match what picomatch says", () => {
  let matched = 0;
  const plain = fc
    .tuple(
      fc.array(fc.constantFrom("sessions", "a", "0-_Z"), { minLength: 1, maxLength: 3 }),
      fc.constantFrom("yaml", "a", "{yaml,yml}", "{a,yaml,0}", "{yaml,yaml}", "{1,2}"),
    )
    .map(([folders, ending]) => `${folders.join("/")}/**/*.${ending}`);
  fc.assert(
    fc.property(
      plain,
      fc.array(fc.constantFrom(...segments), { maxLength: 4 }),
      fc.constantFrom(...segments),
      fc.constantFrom(...endings),
      fc.boolean(),
      (one, middle, name, ending, isBelow) => {
        const folder = isBelow ? [baseOf(one)] : [];
        const candidate = [...folder, ...middle, `${name}${ending}`].join("/");
        for (const other of [candidate, one, baseOf(one), `/${candidate}`]) {
          const expected = picomatch.makeRe(one, picomatchOptions).test(other) || other === one;
          if (expected && other !== one) matched++;
          expect([other, globMatcher([one])(other)]).toEqual([other, expected]);
        }
      },
    ),
    { numRuns: 50_000 },
  );
  expect(matched).toBeGreaterThan(1_000);
});

test("whatever a glob matches lies below the names that it begins with", () => {
  let matched = 0;
  fc.assert(
    fc.property(glob, path, (one, other) => {
      fc.pre(one !== "" && !one.startsWith("!"));
      for (const candidate of [other, one, baseOf(one), `${baseOf(one)}/${other}`]) {
        if (!matches(one, candidate)) continue;
        matched++;
        const base = baseOf(one);
        const isLiteral = candidate === one;
        expect(isLiteral || `${candidate}/`.startsWith(base === "" ? "" : `${base}/`)).toBe(true);
      }
    }),
    { numRuns: 20_000 },
  );
  expect(matched).toBeGreaterThan(2_000);
});

test.each([
  ["sessions/**/*.yaml", "sessions"],
  ["./a/b/*.yaml", "a/b"],
  ["a/b.yaml", "a/b.yaml"],
  ["\\{a\\}/x/*.yaml", "{a}/x"],
  ["a/\\(b\\)/{c,d}/*.yaml", "a/(b)"],
  ["{a/b/*.yaml", ""],
  ["*.yaml", ""],
  ["a/b*/c.yaml", "a"],
])("%s begins with %j", (one, base) => {
  expect(baseOf(one)).toBe(base);
});
