import { marked } from "marked";
import { describe, expect, test } from "vitest";
import { fixesOf, planFixes } from "../../src/fix/plan.ts";
import { limits } from "../../src/limits.ts";
import { markExisting } from "../../src/mark-existing.ts";
import { findingCodes } from "../../src/model/settings.ts";
import { renderMarkdown } from "../../src/report/markdown.ts";
import type { Texts } from "../support/memory.ts";
import { everyFinding, hostileTexts } from "../support/notices.ts";
import { resultOf } from "../support/results.ts";

const moved = { "tasks/t.yaml": "id: mt#123\nmigratedFrom: md#123\n" };
const head = "| place | finding | what is wrong | next step |\n| --- | --- | --- | --- |\n";

const markdownOf = (files: Texts, config = ""): string =>
  renderMarkdown(resultOf(files, config), []);

test("a report has the verdict as its heading and a table of findings", () => {
  expect(markdownOf({ ...moved, "sessions/a.yaml": "taskId: md#123" })).toBe(`\
### ✗ session-assoc: 1 error, 1 fixable (1 session, 1 task)

${head}\
| \`sessions/a.yaml:1:9\` | error: \`stale-task-id\` | session a names \`md#123\`, which is \`mt#123\` today: \`md#123\` → \`mt#123\` (migratedFrom in \`tasks/t.yaml\`) | \`npx session-assoc fix sessions/a.yaml\` |
`);
});

test("nothing to report is one line", () => {
  expect(markdownOf(moved)).toBe("### ✓ session-assoc: nothing to report (0 sessions, 1 task)\n");
});

test("every code has a row of four cells", () => {
  const markdown = markdownOf(everyFinding.files, everyFinding.config);
  const rows: readonly (readonly { readonly text: string }[])[] = marked
    .lexer(markdown)
    .flatMap(token => (token.type === "table" ? token.rows : []));
  for (const code of findingCodes) {
    expect(rows.some(([, finding]) => finding?.text.includes(code))).toBe(true);
  }
  for (const row of rows) expect(row.every(({ text }) => text !== "")).toBe(true);
});

test("new errors stand above warnings, and existing ones below", () => {
  const files = { "sessions/a.yaml": "taskId: x#1", "sessions/b.yaml": "[" };
  const more = { "sessions/c.yaml": "taskId: x#2" };
  const result = resultOf({ ...files, ...more }, "rules: { invalid-file: warn }");
  const findings = markExisting(result.findings, resultOf(files, "").findings.slice(0, 1));
  const rows = renderMarkdown({ ...result, findings }, [])
    .split("\n")
    .slice(4);
  expect(rows.map(row => row.split(" | ").slice(0, 2).join(" "))).toEqual([
    "| `sessions/c.yaml:1:9` error: `unknown-task-id`",
    expect.stringMatching(/^\| `sessions\/b\.yaml:\d+:\d+` warning: `invalid-file`$/),
    "| `sessions/a.yaml:1:9` error, existing: `unknown-task-id`",
    "",
  ]);
});

test("fixes that were made have a table of their own", () => {
  const before = resultOf({ ...moved, "sessions/a.yaml": "taskId: 123\nbackend: markdown\n" });
  expect(renderMarkdown(resultOf(moved), fixesOf(planFixes(before.project)))).toBe(`\
### ✓ session-assoc: 1 fixed, nothing left (0 sessions, 1 task)

| place | fixed | how we know |
| --- | --- | --- |
| \`sessions/a.yaml:1:9\` | backend markdown → minsky | \`md#123\` → \`mt#123\` (migratedFrom in \`tasks/t.yaml\`) |
`);
});

describe("a report is bounded", () => {
  const many: Texts = Object.fromEntries(
    Array.from({ length: 2_000 }, (_, i) => [`sessions/${i}.yaml`, "taskId: x#1"]),
  );
  test("and what is left out is counted", () => {
    const markdown = markdownOf(many);
    expect(markdown.length).toBeLessThan(limits.markdownLength + 1_000);
    const rows = markdown.match(/^\| `/gm) ?? [];
    expect(rows.length).toBeGreaterThan(100);
    expect(markdown).toMatch(new RegExp(`\\n\\n… and ${2_000 - rows.length} more findings\\.\\n$`));
  });

  test("so are the fixes in what the findings leave", () => {
    const stale = Object.fromEntries(Object.keys(many).map(file => [file, "taskId: md#123"]));
    const { project } = resultOf({ ...moved, ...stale });
    const markdown = renderMarkdown(resultOf(moved), fixesOf(planFixes(project)));
    expect(markdown.length).toBeLessThan(limits.markdownLength + 1_000);
    const rows = markdown.match(/^\| `/gm) ?? [];
    expect(markdown).toContain(`… and ${2_000 - rows.length} more fixed.`);
    expect(renderMarkdown(resultOf(many), fixesOf(planFixes(project)))).toContain(
      "… and 2000 more fixed.",
    );
  });

  test("one long text does not crowd out the others", () => {
    const long = `session: ${"x".repeat(100_000)}\ntaskId: x#1`;
    const markdown = markdownOf({ "sessions/a.yaml": long, "sessions/b.yaml": "taskId: x#1" });
    expect(markdown).toContain("sessions/b.yaml");
    expect(markdown.length).toBeLessThan(5_000);
  });
});

test.each(hostileTexts)("%j in a repository adds no element, row or cell", text => {
  const files = {
    [`sessions/${text}.yaml`]: `session: ${JSON.stringify(text)}\ntaskId: x#1`,
    "sessions/b.yaml": `taskId: ${JSON.stringify(text)}`,
  };
  const markdown = markdownOf(files);
  const tokens = marked.lexer(markdown).filter(({ type }) => type !== "space");
  expect(tokens.map(({ type }) => type)).toEqual(["heading", "table"]);
  const cells: readonly { readonly tokens: readonly { readonly type: string }[] }[] =
    tokens[1]?.type === "table" ? tokens[1].rows.flat() : [];
  expect(cells.length % 4).toBe(0);
  const types = new Set(cells.flatMap(cell => cell.tokens.map(({ type }) => type)));
  expect([...types].filter(type => type !== "text" && type !== "codespan")).toEqual([]);
});
