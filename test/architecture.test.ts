import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";

const src = join(import.meta.dirname, "../src");

interface Import {
  readonly from: string;
  readonly to: string;
}

const sources = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter(path => path.endsWith(".ts"))
  .map(path => ({ path, text: readFileSync(join(src, path), "utf8") }));

/** Every static or dynamic import: between our files as paths below src, else as it is written. */
const imports: readonly Import[] = sources.flatMap(({ path, text }) =>
  [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map(([, to = ""]) => ({
    from: path,
    to: to.startsWith(".") ? relative(src, join(src, dirname(path), to)) : to,
  })),
);

const folderOf = (path: string): string =>
  (path.includes("/") ? dirname(path).split("/")[0] : path) ?? "";
const isOurs = ({ to }: Import): boolean => to.endsWith(".ts");

/** What each folder may import of the others, and why not more. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  model: [],
  yaml: ["model", "limits.ts"],
  rules: ["model"],
  git: ["errors.ts"],
  snapshots: ["git", "yaml", "model", "limits.ts"],
  config: ["git", "snapshots", "yaml", "model", "errors.ts", "limits.ts"],
  history: ["git", "snapshots", "model", "limits.ts"],
  fix: ["git", "snapshots", "yaml", "model", "check.ts", "errors.ts"],
  report: ["model", "check.ts", "fix"],
  hooks: ["git", "snapshots", "model", "config", "fix", "check.ts"],
  "check.ts": ["git", "history", "model", "rules", "snapshots"],
  "errors.ts": [],
  "limits.ts": [],
};

describe("the arrows between folders", () => {
  test.each(Object.entries(allowed))("%s imports only %j", (folder, targets) => {
    const wrong = imports.filter(
      one =>
        isOurs(one) &&
        folderOf(one.from) === folder &&
        folderOf(one.to) !== folder &&
        !targets.includes(folderOf(one.to)),
    );
    expect(wrong, "an inner folder must not know an outer one: see ARCHITECTURE.md").toEqual([]);
  });

  test("never lead round in a circle", () => {
    const values = sources.map(({ path, text }) => ({
      path,
      // Types are gone when the program runs; only values can be missing at start.
      to: [...text.matchAll(/^(?:import|export)(?! type\b)[^;]*?from "(\.[^"]+)"/gm)].map(
        ([, to = ""]) => relative(src, join(src, dirname(path), to)),
      ),
    }));
    const next = new Map(values.map(({ path, to }) => [path, to]));
    const done = new Set<string>();
    const visit = (path: string, way: readonly string[]): void => {
      expect(way, "these files import each other").not.toContain(path);
      if (done.has(path)) return;
      for (const to of next.get(path) ?? []) visit(to, [...way, path]);
      done.add(path);
    };
    for (const { path } of values) visit(path, []);
  });
});

describe("packages have one door", () => {
  test.each([
    ["yaml", /^yaml\//, "everything else works with our own model of a file"],
    ["simple-git", /^git\/git\.ts$/, "environment policy and errors are decided in one place"],
    ["fast-glob", /^snapshots\/worktree\.ts$/, "only the working tree is a disk to walk"],
    ["commander", /^cli\//, "the library has no command line"],
    ["valibot", /^config\//, "shapes are checked where data comes in"],
    ["diff", /^report\/diff\.ts$/, "only the dry run prints a diff"],
  ])("%s is imported by %s only", (name, door, reason) => {
    const importers = imports.filter(({ to }) => to === name).map(({ from }) => from);
    expect(importers).not.toEqual([]);
    expect(
      importers.filter(path => !door.test(path)),
      reason,
    ).toEqual([]);
  });
});

test("pure folders use no disk, process, clock or console: effects arrive as parameters", () => {
  const pure = sources.filter(({ path }) => /^(model|yaml|rules|report)\//.test(path));
  expect(pure.length).toBeGreaterThan(20);
  for (const { path, text } of pure) {
    const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
    expect(code, path).not.toMatch(/"node:|\bprocess\.|\bconsole\.|\bDate\b|\bMath\.random\b/);
  }
});
