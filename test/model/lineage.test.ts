import { describe, expect, test } from "vitest";
import { resolve, type Step } from "../../src/model/lineage.ts";
import { noHistory } from "../../src/model/project.ts";
import { id, projectOf } from "../support/memory.ts";

/** One task as flow text: `mt#1 < md#1, md#0` was these before; `md#1 > mt#1` is a tombstone. */
function taskText(line: string): string {
  const [own, mark, ...others] = line.split(/[ ,]+/);
  if (mark === "<") return `id: ${own}\nmigratedFrom: [${others.join(", ")}]\n`;
  return mark === ">" ? `id: ${own}\nmigratedTo: ${others[0]}\n` : `id: ${own}\n`;
}

function lineageOf(lines: readonly string[], steps: readonly Step[] = []) {
  const text = lines.map(taskText).join("---\n");
  return projectOf({ "tasks/t.yaml": text }, "", { ...noHistory, steps }).lineage;
}

function resolved(lines: readonly string[], asked: string, steps: readonly Step[] = []): string {
  const answer = resolve(lineageOf(lines, steps), id(asked));
  switch (answer.status) {
    case "moved":
      return [asked, ...answer.steps.map(step => `${step.evidence.kind} ${step.to}`)].join(" → ");
    case "reused":
    case "ambiguous":
      return `${answer.status} ${[...answer.candidates].sort().join(" ")}`;
    case "cycle":
    case "lost":
      return `${answer.status} ${answer.path.join(" ")}`;
    case "live":
      return `live ${answer.id}`;
    case "unknown":
      return "unknown";
  }
}

const inHistory = (from: string, to: string): Step => ({
  from: id(from),
  to: id(to),
  evidence: { kind: "history", file: "tasks/x.yaml", commit: "c0ffee" },
});

describe("an ID means", () => {
  const cases: [meaning: string, tasks: string[], asked: string, answer: string][] = [
    ["the live task that has it", ["md#1"], "md#1", "live md#1"],
    ["nothing where no task has it", ["md#1"], "mt#1", "unknown"],
    ["nothing where only the letters' case differs", ["md#1"], "MD#1", "unknown"],
    ["nothing where only a leading zero differs", ["md#1"], "md#01", "unknown"],
    ["the task that had it before", ["mt#1 < md#1"], "md#1", "md#1 → migratedFrom mt#1"],
    ["the task that had it long before", ["gh#1 < md#1, mt#1"], "md#1", "md#1 → migratedFrom gh#1"],
    [
      "the end of a chain of tombstones",
      ["md#1 > mt#2", "mt#2 > gh#3", "gh#3"],
      "md#1",
      "md#1 → migratedTo mt#2 → migratedTo gh#3",
    ],
    [
      "the end of a chain that changes from tombstone to migratedFrom",
      ["md#1 > mt#1", "gh#1 < mt#1"],
      "md#1",
      "md#1 → migratedTo mt#1 → migratedFrom gh#1",
    ],
    [
      "the end of the shortest chain",
      ["a#1 > b#1", "b#1 > c#1", "c#1 < a#1, b#1"],
      "a#1",
      "a#1 → migratedFrom c#1",
    ],
    ["a task outside the repository", ["md#1 > jira#A-7"], "md#1", "md#1 → migratedTo jira#A-7"],
    ["itself outside the repository", ["md#1 > jira#A-7"], "jira#A-7", "live jira#A-7"],
    ["the task that came back to it", ["md#1 < md#1, mt#1"], "md#1", "live md#1"],
    [
      "the task that came back, by the ID between",
      ["md#1 < md#1, mt#1"],
      "mt#1",
      "mt#1 → migratedFrom md#1",
    ],
    [
      "the task that came back although its tombstone stayed",
      ["md#1 < mt#1", "mt#1 > md#1"],
      "md#1",
      "live md#1",
    ],
    ["two tasks when a new one got it", ["md#1", "mt#1 < md#1"], "md#1", "reused md#1 mt#1"],
    ["two tasks when both say so", ["a#1 < md#1", "b#1 < md#1"], "md#1", "ambiguous a#1 b#1"],
    [
      "two tasks when tombstone and migratedFrom differ",
      ["md#1 > a#1", "a#1", "b#1 < md#1"],
      "md#1",
      "ambiguous a#1 b#1",
    ],
    [
      "one task when two ways lead to it",
      ["md#1 > a#1", "md#1 > b#1", "a#1 > c#1", "b#1 > c#1", "c#1"],
      "md#1",
      "md#1 → migratedTo a#1 → migratedTo c#1",
    ],
    ["no task in a circle", ["a#1 > b#1", "b#1 > a#1"], "a#1", "cycle a#1 b#1"],
    [
      "no task before a circle, of which only the circle is told",
      ["x#1 > a#1", "a#1 > b#1", "b#1 > a#1"],
      "x#1",
      "cycle a#1 b#1",
    ],
    [
      "the live task that a circle has a way out to",
      ["a#1 > b#1", "b#1 > a#1", "c#1 < b#1"],
      "a#1",
      "a#1 → migratedTo b#1 → migratedFrom c#1",
    ],
  ];
  test.each(cases)("%s", (_, tasks, asked, answer) => {
    expect(resolved(tasks, asked)).toBe(answer);
  });
});

describe("a step found in history", () => {
  test("leads to the live task", () => {
    expect(resolved(["mt#1"], "md#1", [inHistory("md#1", "mt#1")])).toBe("md#1 → history mt#1");
  });
  test("to an ID that no task has any more leads nowhere", () => {
    expect(resolved([], "md#1", [inHistory("md#1", "mt#1")])).toBe("lost md#1 mt#1");
  });
  test("joins with steps that files record", () => {
    expect(resolved(["gh#1 < mt#1"], "md#1", [inHistory("md#1", "mt#1")])).toBe(
      "md#1 → history mt#1 → migratedFrom gh#1",
    );
  });
});

test("a chain of 20,000 migrations is followed quickly and without recursion", () => {
  const steps = Array.from({ length: 20_000 }, (_, i) => inHistory(`md#${i}`, `md#${i + 1}`));
  const answer = resolve(lineageOf(["md#20000"], steps), id("md#0"));
  expect(answer).toMatchObject({ status: "moved", id: "md#20000" });
});

test("a tombstone that names itself is a circle of one", () => {
  expect(resolved(["md#1 > md#1"], "md#1")).toBe("cycle md#1");
});
