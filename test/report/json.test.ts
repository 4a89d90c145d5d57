import { describe, expect, test } from "vitest";
import type { CheckResult } from "../../src/check.ts";
import { fixesOf, planFixes } from "../../src/fix/plan.ts";
import { markExisting } from "../../src/mark-existing.ts";
import type { Finding } from "../../src/model/finding.ts";
import { renderJson } from "../../src/report/json.ts";
import { jsonPieces, listOf, toJson } from "../../src/report/json-pieces.ts";
import { resultOf } from "../support/results.ts";

const files = {
  "sessions/a.yaml": "session: a\ntaskId: md#123\n",
  "sessions/b.yaml": "backend: md\ntaskId: '123'\n",
  "sessions/c.yaml": "taskId: md#9",
  "tasks/mt/123.yaml": "id: mt#123\nmigratedFrom: md#123\n",
};
const jsonOf = (...args: Parameters<typeof renderJson>): string =>
  [...renderJson(...args)].join("");
const plannedFor = ({ project }: CheckResult) => fixesOf(planFixes(project));
const evidence = { kind: "migratedFrom", file: "tasks/mt/123.yaml" };

test("the JSON of a check has the shape of the contract", () => {
  const result = resultOf(files);
  expect(JSON.parse(jsonOf(result, []))).toMatchObject({
    schemaVersion: 1,
    snapshot: "worktree",
    summary: { sessions: 3, tasks: 1, findings: 3, fixable: 2, existing: 0, fixed: 0 },
    findings: [
      {
        code: "stale-task-id",
        severity: "error",
        file: "sessions/a.yaml",
        line: 2,
        column: 9,
        session: "a",
        taskId: "md#123",
        replacement: "mt#123",
        evidence,
        existing: false,
        message: expect.stringContaining("md#123"),
        help: "npx session-assoc fix sessions/a.yaml",
      },
      { file: "sessions/b.yaml", line: 2, column: 10, taskId: "123", replacement: "123" },
      { code: "unknown-task-id", session: "c", taskId: "md#9" },
    ],
    fixes: [],
  });
});

test("the JSON of a fix lists what was rewritten, and counts it", () => {
  const before = resultOf(files);
  const after = { ...resultOf({ ...files, "sessions/a.yaml": "{}", "sessions/b.yaml": "{}" }) };
  const { summary, fixes } = JSON.parse(jsonOf(after, plannedFor(before)));
  expect(summary).toEqual({
    sessions: 3,
    tasks: 1,
    findings: 1,
    fixable: 0,
    existing: 0,
    fixed: 2,
  });
  expect(fixes).toMatchObject([
    { file: "sessions/a.yaml", line: 2, column: 9, session: "a", from: "md#123", to: "mt#123" },
    {
      file: "sessions/b.yaml",
      line: 2,
      column: 10,
      session: "b",
      from: "123",
      to: "123",
      backend: { from: "md", to: "mt" },
      evidence,
    },
  ]);
});

test("a reference in a task names the task", () => {
  const result = resultOf({ "tasks/t.yaml": "id: mt#7\nparent: md#9" });
  const [finding] = JSON.parse(jsonOf(result, [])).findings;
  expect(finding).toMatchObject({ task: "mt#7", taskId: "md#9" });
  expect(finding).not.toHaveProperty("session");
});

test("existing findings are marked and counted", () => {
  const result = resultOf(files);
  const findings = markExisting(result.findings, result.findings.slice(2));
  const json = JSON.parse(jsonOf({ ...result, findings }, []));
  expect(json.summary).toMatchObject({ findings: 3, existing: 1 });
  expect(json.findings.map((one: { existing: boolean }) => one.existing)).toEqual([
    false,
    false,
    true,
  ]);
});

test("nothing found is still all of the shape", () => {
  expect(jsonOf(resultOf({}), [])).toBe(`{
  "schemaVersion": 1,
  "snapshot": "worktree",
  "summary": {
    "sessions": 0,
    "tasks": 0,
    "findings": 0,
    "fixable": 0,
    "existing": 0,
    "fixed": 0
  },
  "findings": [],
  "fixes": []
}
`);
});

test("the same input gives the same bytes", () => {
  expect(jsonOf(resultOf(files), [])).toBe(jsonOf(resultOf(files), []));
});

describe("JSON can be sent to a terminal, and read back", () => {
  test.each(["\u001b[31m", "\u009b31m", "\u202e", "\u061c", "\u2028", "\u007f", "\ud800"])(
    "with %j in it",
    text => {
      const written = toJson({ [`key${text}`]: text });
      expect(written).not.toMatch(/[\p{Bidi_Control}\u2028\ud800\u007f-\u009f\u001b]/u);
      expect(JSON.parse(written)).toEqual({ [`key${text}`]: text });
    },
  );
});

test("every finding has a code, a place, a severity, a message and help", () => {
  const { findings } = JSON.parse(
    jsonOf(resultOf({ "sessions/a.yaml": "[", "tasks/a.yaml": "- id: a#1\n- id: a#1" }), []),
  );
  expect(findings.map((one: Finding) => one.code)).toEqual(["invalid-file", "duplicate-task-id"]);
  for (const finding of findings) {
    for (const key of [
      "code",
      "severity",
      "file",
      "line",
      "column",
      "existing",
      "message",
      "help",
    ]) {
      expect(finding).toHaveProperty(key);
    }
  }
});

test("in pieces, JSON is what it is as a whole", () => {
  const item = { text: "a\nb\u001b", none: undefined, list: [1, [], { deep: {} }] };
  const values = [item, null, "text", [], {}];
  const lists = (toList: (items: unknown[]) => unknown) => ({
    before: item,
    none: undefined,
    empty: toList([]),
    some: toList(values),
    nested: toList([{ inner: toList(values), after: 1 }]),
  });
  const pieces = [...jsonPieces(lists(items => listOf(items, one => one)))];
  expect(pieces.join("")).toBe(toJson(lists(items => items)));
  expect(pieces.length).toBeGreaterThan(values.length);
  expect(toJson(item)).toBe(`${JSON.stringify(item, null, 2)}\n`);
});
