import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyEdits, linesOf, positionsIn } from "../../src/model/text.ts";

describe("the position of X", () => {
  test.each([
    ["in the first character", "X", 1, 1],
    ["after LF", "a\nbX", 2, 2],
    ["after CR LF, which is one line break", "a\r\nb\r\nX", 3, 1],
    ["after CR alone", "a\rb\rcX", 3, 2],
    ["after line breaks of all kinds", "\r\n\r\n\n\r\rX", 6, 1],
    ["after a byte order mark, which is no column", "\uFEFFX", 1, 1],
    ["in the second line of a file with a byte order mark", "\uFEFFab\nX", 2, 1],
    ["after emoji, each one column", "🎉🎉X", 1, 3],
    ["after a joined emoji, a column for each code point", "👩‍👧X", 1, 4],
    ["after a combining accent, a column of its own", "e\u0301X", 1, 3],
    ["after a tab, one column", "\tX", 1, 2],
    ["after NEL and LS, which break no line in YAML 1.2", "a\u0085b\u2028X", 1, 5],
  ])("%s", (_, text, line, column) => {
    expect(positionsIn(text)(text.indexOf("X"))).toEqual({ line, column });
  });

  test("at the end of the text is where the next character would stand", () => {
    expect(positionsIn("ab\n")(3)).toEqual({ line: 2, column: 1 });
    expect(positionsIn("")(0)).toEqual({ line: 1, column: 1 });
  });
});

test.each([
  ["a\nb\nc", ["a", "b", "c"]],
  ["a\r\nb\rc", ["a", "b", "c"]],
  ["\uFEFFa\n", ["a", ""]],
  ["", [""]],
])("the lines of %j are %j", (text, lines) => {
  expect(linesOf(text)).toEqual(lines);
});

test("positions may be asked for in any order", () => {
  const text = "\uFEFF🎉ab\r\nc🎉d";
  const offsets = [...text].map((_, i) => [...text].slice(0, i).join("").length);
  const inOrder = offsets.map(positionsIn(text));
  const positionAt = positionsIn(text);
  expect(offsets.toReversed().map(offset => positionAt(offset))).toEqual(inOrder.toReversed());
});

test("a character is the one that its position names in its line", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "🎉", "\r", "\n", "é", "\t"), minLength: 1 });
  fc.assert(
    fc.property(text, fc.nat(), (text, seed) => {
      const offset = seed % text.length;
      fc.pre(!/[\r\n\uDC00-\uDFFF]/.test(text.charAt(offset)));
      const { line, column } = positionsIn(text)(offset);
      const character = String.fromCodePoint(text.codePointAt(offset) ?? 0);
      expect([...(linesOf(text)[line - 1] ?? "")][column - 1]).toBe(character);
    }),
  );
});

describe("edits", () => {
  const edit = (start: number, end: number, text: string) => ({ span: { start, end }, text });

  test("none leave the text as it is", () => {
    expect(applyEdits("a\r\nb", [])).toBe("a\r\nb");
  });
  test("apply at their own offsets, in any order", () => {
    const edits = [edit(4, 5, ""), edit(0, 1, "long"), edit(2, 3, "C")];
    expect(applyEdits("abcdef", edits)).toBe("longbCdf");
  });
  test("may touch, and may insert", () => {
    expect(applyEdits("abc", [edit(0, 1, "x"), edit(1, 2, "y"), edit(3, 3, "z")])).toBe("xycz");
  });
  test("that overlap are refused", () => {
    expect(() => applyEdits("abc", [edit(0, 2, "x"), edit(1, 3, "y")])).toThrow(RangeError);
  });
});

test.each([
  ["in order", 0],
  ["a little back now and then, as keys are read in another order than they stand", 9],
])("positions in one long line are found quickly %s", (_, back) => {
  const text = "{ taskId: md#1 }, ".repeat(50_000);
  const positionAt = positionsIn(text);
  for (let offset = 18; offset < text.length; offset += 18) {
    positionAt(offset);
    positionAt(offset - back);
  }
});
