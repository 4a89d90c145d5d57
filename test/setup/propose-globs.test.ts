import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse-config.ts";
import { configText, isOwnConfig } from "../../src/setup/config-text.ts";
import { proposeGlobs } from "../../src/setup/propose-globs.ts";
import { fileKinds } from "../../src/snapshots/records.ts";

describe("the globs that init proposes", () => {
  test.each<[files: string[], rest: string[], globs: string[]]>([
    [["agents/a.yaml", "agents/x/b.yaml"], [], ["agents/**/*.{yaml,yml}"]],
    [["notes/agents/a.yaml", "notes/agents/b.yaml"], [], ["notes/agents/**/*.{yaml,yml}"]],
    [["a/s.yaml"], ["a/deep/t.yaml"], ["a/*.{yaml,yml}"]],
    [["a/x/s.yaml"], ["a/y/t.yaml"], ["a/x/**/*.{yaml,yml}"]],
    [["s.yaml", "d/s.yaml"], [], ["*.{yaml,yml}", "d/**/*.{yaml,yml}"]],
    [["we (ird)/s.yaml", "we (ird)/t.yaml"], [], ["we \\(ird\\)/**/*.{yaml,yml}"]],
    [[], ["x.yaml"], []],
  ])("for %j beside %j", (files, rest, globs) => {
    expect(proposeGlobs(files, rest)).toEqual({ globs, files, others: [] });
  });

  test("names what lies among them all the same", () => {
    const { globs, others } = proposeGlobs(["a/s.yaml"], ["a/t.yaml"]);
    expect(globs).toEqual(["a/*.{yaml,yml}"]);
    expect(others).toEqual(["a/t.yaml"]);
  });

  test("match every file, and of the rest just those that are named, as the program matches", () => {
    const name = fc.constantFrom("a", "b", "c(1)", "d e", "[f]", "{g}", "!h", "+i", "@j");
    const path = fc
      .array(name, { minLength: 1, maxLength: 4 })
      .map(parts => `${parts.join("/")}.yaml`);
    const paths = fc.uniqueArray(path, { maxLength: 12 });
    fc.assert(
      fc.property(paths, fc.nat(12), (all, cut) => {
        const [files, rest] = [all.slice(0, cut), all.slice(cut)];
        const { globs, others } = proposeGlobs(files, rest);
        const text = configText({ sessions: globs, tasks: [] });
        expect(isOwnConfig(text)).toBe(true);
        const kindOf = fileKinds(parseConfig(text, "x"));
        expect(all.filter(kindOf).sort()).toEqual([...files, ...others].sort());
      }),
    );
  });
});

test("a configuration that somebody edited is not init's any more", () => {
  const text = configText({ sessions: ["a/*.yaml"], tasks: undefined });
  expect(isOwnConfig(text)).toBe(true);
  expect(isOwnConfig(text.replace("# onStale: fix", "onStale: stop"))).toBe(false);
  expect(isOwnConfig(`${text}rules: {}\n`)).toBe(false);
});
