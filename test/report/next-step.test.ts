import { describe, expect, test } from "vitest";
import { describeConflicts } from "../../src/report/conflicts.ts";
import { messageOf } from "../../src/report/messages.ts";
import { fixCommand } from "../../src/report/next-step.ts";
import { findingsIn, type Texts } from "../support/memory.ts";

const merge = `merge:${"1".repeat(40)}+${"2".repeat(40)}`;

describe("the next step", () => {
  test.each([
    ["worktree", "npx session-assoc fix 'sessions/a b.yaml'"],
    ["index", "npx session-assoc fix --staged 'sessions/a b.yaml'"],
    [`commit:${"1".repeat(40)}`, "npx session-assoc fix 'sessions/a b.yaml'"],
    [
      merge,
      "merge with the hooks on; or merge the target branch into the other, and there: npx session-assoc fix 'sessions/a b.yaml'",
    ],
  ])("for a stale reference in %s can be taken", (snapshot, help) => {
    expect(fixCommand("sessions/a b.yaml", snapshot)).toBe(help);
  });

  test.each<[code: string, files: Texts, config: string]>([
    [
      "ambiguous-task-id",
      { "tasks/a": "id: md#1\n", "tasks/b": "id: gh#1\n", "sessions/s": "taskId: 1\n" },
      "",
    ],
    ["retired-backend", { "tasks/a": "id: md#1\n" }, "backends: { md: { retired: true } }\n"],
  ])(
    "for %s leads to where its files are, when the merge is not made yet",
    (code, files, config) => {
      const yaml = Object.entries(files).map(([path, text]) => [`${path}.yaml`, text]);
      const found = findingsIn(Object.fromEntries(yaml), config);
      expect(found.map(finding => finding.code)).toEqual([code]);
      for (const finding of found) {
        const { message, help } = messageOf(finding, "index");
        expect(messageOf(finding, merge)).toEqual({
          message,
          help: `merge the target branch into the other, and there: ${help}`,
        });
      }
    },
  );
});

test("conflicts are named up to ten, and the rest is counted", () => {
  const paths = Array.from({ length: 11 }, (_, i) => `f${i}`);
  expect(describeConflicts(paths.slice(0, 1))).toContain("conflicts in 1 file: f0; ");
  expect(describeConflicts(paths.slice(0, 10))).toContain(" f8, f9; ");
  expect(describeConflicts(paths)).toContain("conflicts in 11 files: f0, ");
  expect(describeConflicts(paths)).toContain(" f9, and 1 more; ");
});
