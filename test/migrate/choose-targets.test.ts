import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chooseTargets, compareLocalIds } from "../../src/migrate/choose-targets.ts";
import type { Task } from "../../src/model/record.ts";
import { backendOf, type LocalId, localIdOf } from "../../src/model/task-id.ts";
import { id, projectOf } from "../support/memory.ts";

const tasksWith = (ids: readonly string[]): readonly Task[] =>
  projectOf({ "tasks/t.yaml": ids.map(one => `id: '${one}'\n`).join("---\n") }).tasks;

function targetsOf(
  ids: readonly string[],
  used: readonly string[],
  wishes: Readonly<Record<string, string>> = {},
  home: readonly string[] = [],
): readonly string[] {
  const targets = chooseTargets(
    tasksWith(ids),
    backendOf(id("mt#1")),
    new Set(used.map(id)),
    new Map(Object.entries(wishes).map(([from, to]) => [id(from), id(to)])),
    (_, target) => home.includes(target),
  );
  return tasksWith(ids).map(({ id: own }) => {
    const found = [...targets].find(([task]) => task.id === own)?.[1];
    return found === undefined ? "" : "problem" in found ? found.problem : found.id;
  });
}

describe("a task keeps its local ID where it was never used, else gets the next number", () => {
  test.each<[ids: string[], used: string[], expected: string[]]>([
    [["md#1", "md#x"], [], ["mt#1", "mt#x"]],
    [["md#5"], ["mt#5"], ["mt#6"]],
    [["md#5"], ["mt#5", "mt#40", "mt#7"], ["mt#41"]],
    [["md#5"], ["mt#5", "mt#9007199254740993"], ["mt#9007199254740994"]],
    [["md#5"], ["mt#5", "mt#0099"], ["mt#100"]],
    [["md#login"], ["mt#login"], ["mt#1"]],
    [["md#05"], ["mt#5"], ["mt#05"]],
    // What can keep its number does, whatever comes before it.
    [["md#5", "md#6", "md#7"], ["mt#5"], ["mt#8", "mt#6", "mt#7"]],
    [
      ["md#1", "md#2"],
      ["mt#1", "mt#2"],
      ["mt#3", "mt#4"],
    ],
    [["md#__proto__"], [], ["mt#__proto__"]],
  ])("%j with %j used: %j", (ids, used, expected) => {
    expect(targetsOf(ids, used)).toEqual(expected);
  });
});

describe("a map decides", () => {
  test("where its target is free, and others keep clear of it", () => {
    const map = { "md#1": "mt#2", "md#9": "mt#50" };
    expect(targetsOf(["md#1", "md#2", "md#3"], [], map)).toEqual(["mt#2", "mt#51", "mt#3"]);
  });
  test("but a target that is used, or given twice, is an error for those tasks alone", () => {
    const map = { "md#1": "mt#7", "md#2": "mt#8", "md#3": "mt#8" };
    expect(targetsOf(["md#1", "md#2", "md#3", "md#4"], ["mt#7"], map)).toEqual([
      "taken",
      "given-twice",
      "given-twice",
      "mt#4",
    ]);
  });
  test("a task may come home to an ID that was its own", () => {
    expect(targetsOf(["md#1"], ["mt#1"], { "md#1": "mt#1" }, ["mt#1"])).toEqual(["mt#1"]);
    expect(targetsOf(["md#1"], ["mt#1"], {}, ["mt#1"])).toEqual(["mt#2"]);
  });
});

test("no ID is ever given twice, nor one that was used", () => {
  const locals = fc.uniqueArray(fc.oneof(fc.nat(12).map(String), fc.constantFrom("a", "07", "b")));
  fc.assert(
    fc.property(locals, locals, (own, used) => {
      const before = used.map(local => `mt#${local}`);
      const targets = targetsOf(
        own.map(local => `md#${local}`),
        before,
      );
      expect(new Set([...targets, ...before]).size).toBe(targets.length + before.length);
      for (const [i, local] of own.entries()) {
        if (!used.includes(local)) expect(targets[i]).toBe(`mt#${local}`);
      }
    }),
  );
});

test("local IDs are ordered as numbers, then as text by code units", () => {
  const sorted = [
    "2",
    "07",
    "7",
    "10",
    "9007199254740993",
    "9007199254740994",
    "10a",
    "B",
    "a",
    "ä",
  ];
  const shuffled = [...sorted].reverse() as LocalId[];
  expect(shuffled.sort(compareLocalIds)).toEqual(sorted);
  expect(compareLocalIds(localIdOf(id("md#1")), localIdOf(id("mt#1")))).toBe(0);
});
