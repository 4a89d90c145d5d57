import { describe, expect, test } from "vitest";
import { readIdMap } from "../../src/yaml/id-map.ts";

const pairsOf = (text: string) => {
  const entries = readIdMap(text);
  if ("problem" in entries) throw new Error(entries.problem);
  return entries.map(({ from, to }) => [from, to]);
};

describe("a map of IDs is read as text, line by line", () => {
  test.each<[text: string, pairs: string[][]]>([
    ["md#123: gh#456\n", [["md#123", "gh#456"]]],
    [
      "123: 456\nmd#9: mt#0010 # c\n",
      [
        ["123", "456"],
        ["md#9", "mt#0010"],
      ],
    ],
    ["0123: 1e3\n", [["0123", "1e3"]]],
    ["'#1': \"task#2\"\n", [["#1", "task#2"]]],
    [
      "{md#1: gh#1, md#2: gh#2}",
      [
        ["md#1", "gh#1"],
        ["md#2", "gh#2"],
      ],
    ],
    [
      "- md#1: gh#1\n- md#2: gh#2\n",
      [
        ["md#1", "gh#1"],
        ["md#2", "gh#2"],
      ],
    ],
    [
      "md#1: gh#1\n---\nmd#2: gh#2\n",
      [
        ["md#1", "gh#1"],
        ["md#2", "gh#2"],
      ],
    ],
    [
      "\uFEFFmd#1: gh#1\r\nmd#2: gh#2\r\n",
      [
        ["md#1", "gh#1"],
        ["md#2", "gh#2"],
      ],
    ],
    ["__proto__: gh#1\n", [["__proto__", "gh#1"]]],
    ["", []],
    ["# nothing\n", []],
  ])("%j", (text, pairs) => {
    expect(pairsOf(text)).toEqual(pairs);
  });

  test("each entry knows its place, in characters", () => {
    expect(readIdMap("# 🎉\n  md#🎉: gh#1\n  md#2: gh#2\n")).toEqual([
      { from: "md#🎉", to: "gh#1", position: { line: 2, column: 3 } },
      { from: "md#2", to: "gh#2", position: { line: 3, column: 3 } },
    ]);
  });
});

describe("what is no map of IDs is refused, with its place", () => {
  test.each([
    ["md#1\n", { line: 1, column: 1 }],
    ["- md#1\n", { line: 1, column: 3 }],
    ["md#1: gh#1\nmd#2:\n", { line: 2, column: 1 }],
    ["md#1: gh#1\nmd#2: [gh#2]\n", { line: 2, column: 1 }],
    ["md#1: gh#1\n? [a]\n: gh#2\n", { line: 2, column: 3 }],
    ["md#1: gh#1\nmd#1: gh#2\n", { line: 2, column: 1 }],
    ["md#1: *a\n", { line: 1, column: 1 }],
    ["md#1: [\n", { line: 2, column: 1 }],
  ])("%j", (text, position) => {
    expect(readIdMap(text)).toEqual({ problem: expect.any(String), position });
  });
});
