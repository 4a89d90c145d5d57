import { describe, expect, test } from "vitest";
import { presentName, type Said } from "../../src/model/present-name.ts";
import { parseTaskId } from "../../src/model/task-id.ts";
import { projectOf, settingsFrom } from "../support/memory.ts";

function said(text: string): Said {
  const taskId = parseTaskId(text);
  if (taskId === undefined) throw new Error(`${text} is no ID`);
  return { taskId, backend: undefined };
}

/** Each side's tasks are the text of one file. */
function winner(sides: readonly string[], ours: string, theirs: string): string | undefined {
  const lineages = sides.map(text => projectOf({ "tasks/t.yaml": text }).lineage);
  return presentName(lineages, settingsFrom(""), { ours: said(ours), theirs: said(theirs) });
}

const before = "id: md#1\n";
const after = "id: mt#1\nmigratedFrom: [md#1]\n";
const further = "id: gh#1\nmigratedFrom: [md#1, mt#1]\n";

describe("two references to one task: the present ID wins", () => {
  test.each<[name: string, sides: string[], ours: string, theirs: string, winner: string]>([
    ["one side migrated the task", [after, before], "mt#1", "md#1", "ours"],
    ["the other did", [before, after], "md#1", "mt#1", "theirs"],
    ["only the side that did is known", [after], "md#1", "mt#1", "theirs"],
    ["one side migrated it further", [after, further], "mt#1", "gh#1", "theirs"],
    ["both are old", [further], "md#1", "mt#1", "ours"],
    ["both are old where it was migrated further", [after, further], "md#1", "mt#1", "ours"],
    ["a plain ID names it, too", [after, before], "1", "md#1", "ours"],
    ["a tombstone says where it went", ["id: md#1\nmigratedTo: gh#7\n"], "md#1", "gh#7", "theirs"],
  ])("%s", (_, sides, ours, theirs, expected) => {
    expect(winner(sides, ours, theirs)).toBe(expected);
  });
});

describe("it is not for a merge to decide", () => {
  const other = "id: mt#1\n---\nid: md#1\n";
  test.each<[name: string, sides: string[], ours: string, theirs: string]>([
    ["two tasks", [other], "md#1", "mt#1"],
    ["two tasks on one side, one on the other", [after, other], "mt#1", "md#1"],
    ["a task that nobody knows", [after, before], "mt#1", "md#2"],
    ["two migrations of one task", [after, "id: gh#1\nmigratedFrom: [md#1]\n"], "mt#1", "gh#1"],
    ["an ID that was used twice", [`${after}---\nid: md#1\n`], "md#1", "mt#1"],
    ["a plain ID that fits two tasks", [after, other], "1", "mt#1"],
    ["a circle", ["id: a#1\nmigratedTo: b#1\n---\nid: b#1\nmigratedTo: a#1\n"], "a#1", "b#1"],
    ["without any side", [], "mt#1", "md#1"],
  ])("%s", (_, sides, ours, theirs) => {
    expect(winner(sides, ours, theirs)).toBeUndefined();
  });

  test("two ways to where the sides moved one task to differently", () => {
    const [one, two] = [after, "id: gh#1\nmigratedFrom: [md#1, mt#9]\n"];
    expect(winner([one, two], "md#1", "md#1")).toBeUndefined();
  });
});
