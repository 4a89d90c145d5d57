import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { describe, expect, test } from "vitest";
import { findingCodes } from "../../src/model/settings.ts";
import { type Notice, noticesOf } from "../../src/report/notice.ts";
import { rules } from "../../src/report/rules.ts";
import { renderSarif } from "../../src/report/sarif.ts";
import { digest, everyFinding, hostileTexts, notice, noticeSaying } from "../support/notices.ts";
import { resultOf } from "../support/results.ts";

const schemaFile = createRequire(import.meta.url).resolve(
  "schemastore/schemas/json/sarif-2.1.0.json",
);
const schema = JSON.parse(readFileSync(schemaFile, "utf8"));
// A pattern of the schema is no regular expression with the flag `u`.
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats.default(ajv);
const isValid = ajv.compile(schema);

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly [
    {
      readonly physicalLocation: {
        readonly artifactLocation: { readonly uri: string; readonly uriBaseId: string };
        readonly region: Readonly<Record<string, number>>;
      };
    },
  ];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly baselineState?: string;
}

interface Rule {
  readonly id: string;
  readonly shortDescription: { readonly text: string };
  readonly fullDescription: { readonly text: string };
  readonly help: { readonly text: string; readonly markdown: string };
}

interface Log {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly Rule[] } };
      readonly originalUriBaseIds: Readonly<Record<string, unknown>>;
      readonly results: readonly Result[];
    },
  ];
}

/** The log of some notices, once the official schema has nothing against it. */
function logOf(notices: Iterable<Notice>, isCompared = false): Log["runs"][0] {
  const text = [...renderSarif(notices, { version: "1.2.3", digest, isCompared })].join("");
  const log = JSON.parse(text) as Log;
  isValid(log);
  expect(isValid.errors).toBeNull();
  return log.runs[0];
}

const resultsOf = (notices: Iterable<Notice>, isCompared = false): readonly Result[] =>
  logOf(notices, isCompared).results;

describe("the official schema", () => {
  test("is that of OASIS, and rejects what is broken", () => {
    expect(schema.$id).toContain("oasis-tcs/sarif-spec");
    const broken: readonly ((log: string) => string)[] = [
      log => log.replace('"2.1.0"', '"2.2.0"'),
      log => log.replace('"startLine": 2', '"startLine": 0'),
      log => log.replace('"sessions/a.yaml"', '"sessions/a b.yaml"'),
      log => log.replace('"unicodeCodePoints"', '"characters"'),
      log => log.replace('"level": "error"', '"level": "warn"'),
      log => log.replace('"ruleIndex"', '"ruleNumber"'),
    ];
    const good = [...renderSarif([notice()], { version: "1", digest })].join("");
    expect(isValid(JSON.parse(good))).toBe(true);
    for (const breakIt of broken) {
      expect(breakIt(good)).not.toBe(good);
      expect(isValid(JSON.parse(breakIt(good)))).toBe(false);
    }
  });

  test("accepts a finding of every code, and each result points at its rule", () => {
    const { files, config } = everyFinding;
    const { findings } = resultOf(files, config);
    const run = logOf(noticesOf(findings, "worktree"));
    expect(new Set(run.results.map(({ ruleId }) => ruleId))).toEqual(new Set(findingCodes));
    for (const { ruleId, ruleIndex } of run.results) {
      expect(run.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    }
  });

  test("accepts an empty report, which lists the rules all the same", () => {
    const { results, tool } = logOf([]);
    expect(results).toEqual([]);
    expect(tool.driver.rules.map(({ id }) => id)).toEqual(Object.keys(rules));
  });

  test.each(hostileTexts)("accepts %j anywhere, and the path comes back out of the URI", text => {
    const [result] = resultsOf([noticeSaying(text)]);
    const { uri } = result?.locations[0].physicalLocation.artifactLocation ?? { uri: "none" };
    expect(decodeURIComponent(uri)).toBe(text);
    expect(uri).toMatch(/^(?:[\w.~!'()*/-]|%[0-9A-F]{2})*$/);
  });
});

describe("a result", () => {
  test("says where, what and how bad", () => {
    const place = { file: "sessions/ä b#1?.yaml", position: { line: 3, column: 5 }, length: 4 };
    const [result] = resultsOf([notice({ level: "warning", place, message: "m", help: "h" })]);
    expect(result).toMatchObject({ ruleId: "stale-task-id", level: "warning" });
    expect(result?.message).toEqual({ text: "m\nnext: h" });
    expect(result?.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: "sessions/%C3%A4%20b%231%3F.yaml", uriBaseId: "%SRCROOT%" },
      region: { startLine: 3, startColumn: 5, endLine: 3, endColumn: 9 },
    });
  });

  test("names its base without saying where the repository lies", () => {
    const run = logOf([notice()]);
    expect(Object.keys(run.originalUriBaseIds)).toEqual(["%SRCROOT%"]);
    expect(JSON.stringify(run)).not.toContain("file:");
  });

  test.each([
    ["[click](http://evil.example)", "[click] (http://evil.example)"],
    ["{0} and {x}", "{{0}} and {{x}}"],
    ["\u001b[2J", "\\u{{1b}}[2J"],
    ["a\nb", "a\\u{{a}}b"],
  ])("takes %j for text: no link, placeholder or control character", (message, shown) => {
    const [result] = resultsOf([notice({ message })]);
    expect(result?.message.text.split("\nnext: ")[0]).toBe(shown);
  });

  test("says whether the base has it where one was given, and else nothing of it", () => {
    const notices = [notice(), notice({ existing: true })];
    const states = (isCompared: boolean) =>
      resultsOf(notices, isCompared).map(({ baselineState }) => baselineState);
    expect(states(true)).toEqual(["new", "unchanged"]);
    expect(states(false)).toEqual([undefined, undefined]);
  });
});

describe("a fingerprint", () => {
  const fingerprintsOf = (text: string): readonly (string | undefined)[] => {
    const { findings } = resultOf({ "sessions/a.yaml": text });
    return resultsOf(noticesOf(findings, "worktree")).map(
      ({ partialFingerprints }) => partialFingerprints["sessionAssocIdentity/v1"],
    );
  };

  test("survives shifted lines, and is another for another ID", () => {
    const text = "session: a\ntaskId: md#9\n---\nsession: b\ntaskId: md#9\n";
    const before = fingerprintsOf(text);
    expect(new Set(before).size).toBe(2);
    expect(fingerprintsOf(`# moved\n\n${text}`)).toEqual(before);
    expect(fingerprintsOf(text.replaceAll("md#9", "md#8"))).not.toEqual(before);
  });

  test("is its own where two results say the same", () => {
    const [one, two] = resultsOf([notice(), notice()]).map(result => result.partialFingerprints);
    expect(one).not.toEqual(two);
  });
});

describe("a rule", () => {
  test.each(logOf([]).tool.driver.rules)("explains itself: $id", rule => {
    const { shortDescription, fullDescription, help } = rule;
    // What GitHub requires, and as long as it allows.
    for (const { text } of [shortDescription, fullDescription]) {
      expect(text).toMatch(/^[A-Z].*\.$/);
      expect(text.length).toBeLessThanOrEqual(1024);
      expect(text).not.toContain("`");
    }
    expect(help.text).not.toMatch(/[`*]/);
    // The Markdown says the same, and shows the example of `explain` besides.
    const words = help.markdown.replaceAll(/[`*]/g, "");
    for (const paragraph of help.text.split("\n\n")) expect(words).toContain(paragraph);
    expect(help.markdown).toMatch(/\n\n```diff\n--- .*\n```\n/s);
    expect((help.markdown.match(/^```/gm)?.length ?? 1) % 2).toBe(0);
  });
});
