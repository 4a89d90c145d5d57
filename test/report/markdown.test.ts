import { expect, test } from "vitest";
import { fixesOf, planFixes } from "../../src/fix/plan.ts";
import { limits } from "../../src/limits.ts";
import { renderMarkdown } from "../../src/report/markdown.ts";
import { resultOf } from "../support/results.ts";

const stale = {
  "tasks/mt/1.yaml": "id: mt#1\nmigratedFrom: md#1\n",
  "sessions/a.yaml": "session: a\ntaskId: md#1\n",
};

test("what is found is a table with place, code, message and next step", () => {
  expect(renderMarkdown(resultOf(stale), [])).toBe(`### ❌ session-assoc: 1 error, 1 fixable

1 session, 1 task

|  | where | what | next |
| --- | --- | --- | --- |
| error | \`sessions/a.yaml:2:9\` | \`stale-task-id\`: session a names \`md#1\`, which is \`mt#1\` today: \`md#1\` → \`mt#1\` (migratedFrom in \`tasks/mt/1.yaml\`) | \`npx session-assoc fix sessions/a.yaml\` |
`);
});

test("what was fixed is listed", () => {
  const result = resultOf(stale);
  const fixes = fixesOf(planFixes(result.project));
  expect(
    renderMarkdown({ ...result, findings: [] }, fixes),
  ).toBe(`### ✅ session-assoc: 1 fixed, nothing left to report

1 session, 1 task

| where | fixed |
| --- | --- |
| \`sessions/a.yaml:2:9\` | \`md#1 → mt#1\` |
`);
});

test("nothing found is said", () => {
  expect(renderMarkdown(resultOf({}), [])).toBe(
    "### ✅ session-assoc: nothing left to report\n\n0 sessions, 0 tasks\n",
  );
});

test("warnings and existing findings do not fail", () => {
  const result = resultOf(stale, "rules: { stale-task-id: warn }\n");
  expect(renderMarkdown(result, [])).toContain("### ⚠️ session-assoc: 1 warning, 1 fixable");
  const existing = result.findings.map(one => ({
    ...one,
    existing: true,
    severity: "error" as const,
  }));
  expect(renderMarkdown({ ...result, findings: existing }, [])).toContain(
    "### ⚠️ session-assoc: 1 error, 1 fixable, 1 existing",
  );
});

test("fits into a comment, and counts what does not", () => {
  const files = Object.fromEntries(
    Array.from({ length: 1000 }, (_, i) => [`sessions/${i}.yaml`, `taskId: md#${i}\n`]),
  );
  const text = renderMarkdown(resultOf(files), []);
  expect(text.length).toBeLessThanOrEqual(limits.markdownCharacters + 100);
  const rows = text.split("\n").filter(line => line.startsWith("| error")).length;
  expect(rows).toBeGreaterThan(100);
  expect(text).toContain(`… and ${1000 - rows} more`);
});
