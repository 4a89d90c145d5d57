import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { expect, test } from "vitest";
import { findingCodes } from "../../src/model/settings.ts";
import { type Notice, noticesOf } from "../../src/report/notice.ts";
import { ruleCodes } from "../../src/report/rules.ts";
import { renderSarif } from "../../src/report/sarif.ts";
import { findingsIn, type Texts } from "../support/memory.ts";

/** The official schema of OASIS; the package has it offline. */
const schemas = join(
  dirname(createRequire(import.meta.url).resolve("schemastore/package.json")),
  "schemas/json",
);
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats.default(ajv);
const schema = JSON.parse(readFileSync(join(schemas, "sarif-2.1.0.json"), "utf8")) as {
  readonly $id: string;
};
const isSarif = ajv.compile(schema);

interface Sarif {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly results: readonly {
        readonly ruleId: string;
        readonly ruleIndex: number;
        readonly level: string;
        readonly baselineState?: string;
        readonly partialFingerprints: Readonly<Record<string, string>>;
        readonly locations: readonly [
          {
            readonly physicalLocation: {
              readonly artifactLocation: { readonly uri: string };
              readonly region: object;
            };
          },
        ];
      }[];
    },
  ];
}

/** What is rendered, once the schema has allowed it. */
function sarifOf(notices: readonly Notice[]): Sarif {
  const tool = { version: "1.2.3", digest: (text: string) => `digest of ${text}` };
  const sarif = JSON.parse(renderSarif(notices, tool)) as Sarif;
  isSarif(sarif);
  expect(isSarif.errors).toBe(null);
  return sarif;
}

const noticesIn = (files: Texts): readonly Notice[] => noticesOf(findingsIn(files), "worktree");
const resultsOf = (notices: readonly Notice[]) => sarifOf(notices).runs[0].results;

const stale = {
  "tasks/mt/1.yaml": "id: mt#1\nmigratedFrom: md#1\n",
  "sessions/a.yaml": "session: a\ntaskId: md#1\n",
};

test("the schema is the one of OASIS, and refuses what is no SARIF", () => {
  expect(schema.$id).toContain("oasis-tcs/sarif-spec");
  const broken = JSON.parse(renderSarif(noticesIn(stale), { version: "1", digest: String })) as {
    runs: { results: { locations: { physicalLocation: { region: { startLine: number } } }[] }[] }[];
  };
  const region = broken.runs[0]?.results[0]?.locations[0]?.physicalLocation.region;
  if (region !== undefined) region.startLine = 0;
  expect(isSarif(broken)).toBe(false);
});

test("every code has a rule with help, and nothing found is a run without results", () => {
  const [{ tool, results }] = sarifOf([]).runs;
  expect(results).toEqual([]);
  expect(tool.driver.rules.map(({ id }) => id)).toEqual(ruleCodes);
  expect(ruleCodes).toEqual(expect.arrayContaining([...findingCodes]));
  for (const rule of tool.driver.rules) {
    expect(rule).toMatchObject({
      shortDescription: { text: expect.stringMatching(/./) },
      help: { text: expect.stringMatching(/./), markdown: expect.stringMatching(/./) },
    });
  }
});

test("a finding has its rule, its level and its place, the end exclusive", () => {
  const [result] = resultsOf(noticesIn(stale));
  expect(result).toMatchObject({
    ruleId: "stale-task-id",
    ruleIndex: ruleCodes.indexOf("stale-task-id"),
    level: "error",
    message: { text: expect.stringContaining("session a names md#1, which is mt#1 today") },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: "sessions/a.yaml", uriBaseId: "%SRCROOT%" },
          region: { startLine: 2, startColumn: 9, endColumn: 13 },
        },
      },
    ],
  });
});

test("a path is a relative reference, whatever characters it has", () => {
  const name = 'sessions/a: b#c?%20"é🎉\\.yaml';
  const [result] = resultsOf(noticesIn({ [name]: "taskId: md#1\n" }));
  const { uri = "" } = result?.locations[0].physicalLocation.artifactLocation ?? {};
  expect(new URL(uri, "https://example.org/top/").pathname).toBe(
    `/top/sessions/${encodeURIComponent('a: b#c?%20"é🎉\\.yaml')}`,
  );
});

test("a fingerprint stays when lines move, and is another one for another finding", () => {
  const fingerprintsIn = (text: string): readonly (string | undefined)[] =>
    resultsOf(noticesIn({ ...stale, "sessions/a.yaml": text })).map(
      ({ partialFingerprints }) => partialFingerprints.primaryLocationLineHash,
    );
  const [before] = fingerprintsIn("session: a\ntaskId: md#1\n");
  expect(before).toBeDefined();
  expect(fingerprintsIn("# more\n\nsession: a\nmore: keys\ntaskId: 'md#1'\n")).toEqual([before]);
  expect(fingerprintsIn("session: b\ntaskId: md#1\n")).not.toEqual([before]);
  const twice = fingerprintsIn("- {session: a, taskId: md#9}\n- {session: a, taskId: md#9}\n");
  expect(new Set(twice).size).toBe(twice.length);
});

test("what the base has too is unchanged", () => {
  const [notice] = noticesIn(stale);
  if (notice === undefined) throw new Error("nothing found");
  expect(resultsOf([notice, { ...notice, existing: true }]).map(one => one.baselineState)).toEqual([
    undefined,
    "unchanged",
  ]);
});

test("every kind of finding, and hostile text, is valid", () => {
  const hostile = '"\u0007\u202e</script>%0A::error::\\u{1F600}';
  const notices = noticesIn({
    ...stale,
    "sessions/b.yaml": `session: ${JSON.stringify(hostile)}\ntaskId: md#404\n`,
    "sessions/c.yaml": "session: a\ntaskId: {}\n",
    "sessions/d.yaml": "\t: [",
    "tasks/a.yaml": "id: md#7\n",
    "tasks/b.yaml": "id: md#7\nmigratedFrom: [mt#1]\n",
    "tasks/c.yaml": "id: x#1\nmigratedTo: x#2\n---\nid: x#2\nmigratedTo: x#1\n",
  });
  expect(new Set(notices.map(({ code }) => code)).size).toBeGreaterThan(5);
  sarifOf(notices);
});
