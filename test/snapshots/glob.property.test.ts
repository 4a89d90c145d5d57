import fc from "fast-check";
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

/** A glob that is refused matches nothing. */
function matches(one: string, candidate: string): boolean {
  try {
    return globMatcher([one])(candidate);
  } catch (error) {
    if (error instanceof UsageError) return false;
    throw error;
  }
}

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
