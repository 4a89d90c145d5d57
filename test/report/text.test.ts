import picocolors from "picocolors";
import stringWidth from "string-width";
import { describe, expect, test } from "vitest";
import { fixesOf, planFixes } from "../../src/fix/plan.ts";
import { markExisting } from "../../src/mark-existing.ts";
import { linesOf } from "../../src/model/text.ts";
import { renderText } from "../../src/report/text.ts";
import type { Texts } from "../support/memory.ts";
import { resultOf } from "../support/results.ts";

const moved = { "tasks/mt/123.yaml": "id: mt#123\nmigratedFrom: md#123\n" };
const plain = picocolors.createColors(false);
const noLines = { lineAt: () => undefined, widthOf: stringWidth };

function report(files: Texts, config = "", colors = plain): string {
  return renderText(resultOf(files, config), [], colors, {
    lineAt: ({ file, position }) => linesOf(files[file] ?? "")[position.line - 1],
    widthOf: stringWidth,
  });
}

/** The line of the source and the one that underlines it, for one session. */
function shown(text: string): readonly string[] {
  return report({ ...moved, "sessions/a.yaml": text })
    .split("\n")
    .slice(1, 3);
}

test("a finding is shown with its line, the reason, and what to type next", () => {
  const files = { ...moved, "sessions/fix-login.yaml": "session: fix-login\ntaskId: md#123 # x\n" };
  expect(report(files)).toBe(`\
sessions/fix-login.yaml:2:9  error  stale-task-id
  2 │ taskId: md#123 # x
    │         ^^^^^^ now mt#123
  session fix-login names md#123, which is mt#123 today: md#123 → mt#123 (migratedFrom in tasks/mt/123.yaml)
  next: npx session-assoc fix sessions/fix-login.yaml

✗ 1 error, 1 fixable (1 session, 1 task); npx session-assoc fix
`);
});

test("nothing to report is said in one line", () => {
  expect(report(moved)).toBe("✓ nothing to report (0 sessions, 1 task)\n");
});

test("a place without text has no underline, and warnings are no errors", () => {
  const files = { "sessions/a.yaml": "ok: 1\nsecond: [\n" };
  const text = report(files, "rules: { invalid-file: warn }");
  expect(text).toMatch(/^sessions\/a\.yaml:3:1 {2}warn {2}invalid-file\n/);
  expect(text).not.toContain("^");
  expect(text).toMatch(/\n! 1 warning \(0 sessions, 0 tasks\)\n$/);
});

test("existing findings are marked and counted", () => {
  const result = resultOf({ "sessions/a.yaml": "taskId: x#1", "sessions/b.yaml": "taskId: x#2" });
  const findings = markExisting(result.findings, result.findings.slice(0, 1));
  const text = renderText({ ...result, findings }, [], plain, noLines);
  expect(text).toMatch(/^sessions\/a\.yaml:1:9 {2}error {2}unknown-task-id {2}\(existing\)$/m);
  expect(text).toMatch(/^sessions\/b\.yaml:1:9 {2}error {2}unknown-task-id$/m);
  expect(text).toMatch(/\n✗ 2 errors, 1 existing \(2 sessions, 0 tasks\)\n$/);
});

test("fixes are told with what changed and how we know", () => {
  const before = resultOf({ ...moved, "sessions/a.yaml": "taskId: 123\nbackend: markdown\n" });
  const fixes = fixesOf(planFixes(before.project));
  expect(renderText(resultOf(moved), fixes, plain, noLines)).toBe(`\
sessions/a.yaml:1:9  fixed  backend markdown → minsky
  md#123 → mt#123 (migratedFrom in tasks/mt/123.yaml)
✓ 1 fixed, nothing left (0 sessions, 1 task)
`);
});

const underline = (column: number) => `    │ ${" ".repeat(column)}^^^^^^ now mt#123`;

describe("the underline stands below the ID", () => {
  test.each<[name: string, text: string, lines: string[]]>([
    [
      "after wide characters",
      "{ 日本: '🎉', taskId: 'md#123' }",
      ["  1 │ { 日本: '🎉', taskId: 'md#123' }", underline(23)],
    ],
    ["after tabs", "taskId:\t\tmd#123", ["  1 │ taskId:  md#123", underline(9)]],
    [
      "after a combining accent",
      "{ e\u0301: 1, taskId: md#123 }",
      ["  1 │ { e\u0301: 1, taskId: md#123 }", underline(16)],
    ],
    ["after a byte order mark", "\uFEFFtaskId: md#123", ["  1 │ taskId: md#123", underline(8)]],
    [
      "after direction marks, which are shown as escapes",
      "{ '\u202e': 1, taskId: md#123 }",
      ["  1 │ { '\\u{202e}': 1, taskId: md#123 }", underline(25)],
    ],
    ["in a line with CR LF", "a: 1\r\ntaskId: md#123\r\n", ["  2 │ taskId: md#123", underline(8)]],
    [
      "in a line far down",
      `${"# x\n".repeat(99)}taskId: md#123`,
      ["  100 │ taskId: md#123", "      │         ^^^^^^ now mt#123"],
    ],
    [
      "in the middle of a long line, of which some is shown",
      `{ x: ${"a".repeat(200)}, taskId: md#123, y: ${"b".repeat(200)} }`,
      [`  1 │ …${"a".repeat(50)}, taskId: md#123, y: ${"b".repeat(55)}…`, underline(61)],
    ],
  ])("%s", (_, text, lines) => {
    expect(shown(text)).toEqual(lines);
  });
  test("an escaped ID is underlined where it starts", () => {
    const [source, marks] = shown('taskId: "md\\x23123" # x');
    expect(source).toBe('  1 │ taskId: "md\\x23123" # x');
    expect(marks?.indexOf("^")).toBe(source?.indexOf("md"));
  });
  test("an ID of wide characters is underlined in full", () => {
    const files = { "sessions/a.yaml": "taskId: md#日本" };
    expect(report(files).split("\n")[2]).toBe("    │         ^^^^^^^");
  });
});

test("what a repository says is never obeyed by the terminal", () => {
  const text = report({
    "sessions/\u001b[2J.yaml": "session: \"\\e[31m\"\ntaskId: 'md#9' # \u202e \u009b31m\n",
    "tasks/\u202e.yaml": "title: x\nid: 'a b'\n",
  });
  expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
});

test("colours go around, and change nothing else", () => {
  const files = { ...moved, "sessions/a.yaml": "taskId: md#123" };
  const coloured = report(files, "", picocolors.createColors(true));
  expect(coloured).not.toBe(report(files));
  expect(coloured.replace(/\u001b\[\d+m/g, "")).toBe(report(files));
});
