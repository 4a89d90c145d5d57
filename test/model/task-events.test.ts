import { describe, expect, test } from "vitest";
import { taskEvents } from "../../src/model/task-events.ts";
import { projectOf } from "../support/memory.ts";

/** One line for each event: `+id` arrived, `id>to` moved, `-id` was lost. */
function events(before: string, after: string): string {
  const read = (text: string) => projectOf({ "tasks/all.yaml": text });
  const { arrivals, moves, losses } = taskEvents(read(before), read(after));
  return [
    ...[...moves].map(([id, { to }]) => `${id}>${to}`),
    ...[...losses.keys()].map(id => `-${id}`),
    ...[...arrivals.keys()].map(id => `+${id}`),
  ].join(" ");
}

/** A task as a YAML document. */
function t(id: string, title: string, more = ""): string {
  return `---\nid: ${id}\ntitle: ${title}\n${more}`;
}

describe("what a change does to tasks", () => {
  test.each<[what: string, before: string, after: string, expected: string]>([
    ["a new task arrives", "", t("md#1", "A"), "+md#1"],
    ["a task that is edited stays", t("md#1", "A"), t("md#1", "B", "status: DONE\n"), ""],
    ["a task that is deleted is lost", t("md#1", "A"), "", "-md#1"],
    [
      "a recorded migration moves it",
      t("md#1", "A"),
      t("mt#1", "Z", "migratedFrom: md#1\n"),
      "md#1>mt#1 +mt#1",
    ],
    ["an unrecorded one too", t("md#1", "A"), t("mt#1", "A"), "md#1>mt#1 +mt#1"],
    [
      "so does a tombstone, wherever it leads",
      t("md#1", "A"),
      t("md#1", "A", "migratedTo: jira#9\n"),
      "md#1>jira#9",
    ],
    [
      "a task that is merged into another moves there",
      t("md#1", "A") + t("md#2", "B"),
      t("md#2", "B", "migratedFrom: [md#1]\n"),
      "md#1>md#2",
    ],
    [
      "a number that is given out again in the same change moves and arrives",
      t("md#1", "A"),
      t("mt#1", "A", "migratedFrom: md#1\n") + t("md#1", "B"),
      "md#1>mt#1 +md#1 +mt#1",
    ],
    [
      "a swap moves both",
      t("md#1", "A") + t("md#2", "B"),
      t("md#1", "B", "migratedFrom: md#2\n") + t("md#2", "A", "migratedFrom: md#1\n"),
      "md#1>md#2 md#2>md#1 +md#1 +md#2",
    ],
    [
      "a task that leaves an ID for the second time moves like any other",
      t("mt#1", "A", "migratedFrom: [mt#1, md#1]\n"),
      t("md#1", "A", "migratedFrom: [mt#1, md#1, mt#1]\n"),
      "mt#1>md#1 +md#1",
    ],
    [
      "a swap that is reverted moves both back, though no record tells",
      t("md#1", "B", "migratedFrom: md#2\n") + t("md#2", "A", "migratedFrom: md#1\n"),
      t("md#1", "A") + t("md#2", "B"),
      "md#1>md#2 md#2>md#1 +md#1 +md#2",
    ],
    [
      "a task that was moved and replaced in one change is known by all that it says",
      t("md#1", "A"),
      t("mt#1", "A") + t("md#1", "B"),
      "md#1>mt#1 +md#1 +mt#1",
    ],
    [
      "a migration that is written down late is no event of the task that has the number now",
      t("md#1", "B") + t("mt#1", "A"),
      t("md#1", "B") + t("mt#1", "A", "migratedFrom: md#1\n"),
      "",
    ],
    [
      "a task that is edited stays, though one that was its like moved in the same change",
      t("md#1", "A") + t("md#2", "A"),
      t("mt#1", "A", "migratedFrom: md#1\n") + t("md#2", "B"),
      "md#1>mt#1 +mt#1",
    ],
    [
      "and where that one moved to a like place without a record",
      t("md#1", "A") + t("md#2", "A"),
      t("mt#1", "A") + t("md#2", "B"),
      "md#1>mt#1 +mt#1",
    ],
    [
      "a copy that claims the number leaves open who is who",
      t("md#1", "A"),
      t("md#1", "A") + t("mt#1", "A", "migratedFrom: md#1\n"),
      "-md#1 +md#1 +mt#1",
    ],
    [
      "two that claim one number leave it open too",
      t("md#1", "A"),
      t("mt#1", "A", "migratedFrom: md#1\n") + t("gh#1", "A", "migratedFrom: md#1\n"),
      "-md#1 +mt#1 +gh#1",
    ],
    [
      "two that look alike as well",
      t("md#1", "A"),
      t("mt#1", "A") + t("gh#1", "A"),
      "-md#1 +mt#1 +gh#1",
    ],
    ["a tombstone that is removed is no event", t("md#1", "A", "migratedTo: mt#1\n"), "", ""],
  ])("%s", (_, before, after, expected) => {
    expect(events(before, after)).toBe(expected);
  });

  test("what cannot be read afterwards has neither moved nor gone, and does not arrive again", () => {
    expect(events(t("md#1", "A"), "id: [")).toBe("");
    expect(events("id: [", t("md#1", "A"))).toBe("");
  });
});
