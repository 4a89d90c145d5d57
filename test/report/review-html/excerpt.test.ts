import { Window } from "happy-dom";
import { expect, test } from "vitest";
import type { Excerpt, MarkedText } from "../../../src/model/excerpt.ts";
import { excerptRenderer } from "../../../src/report/review-html/excerpt.ts";

const renderExcerpt = excerptRenderer();

const file = (text: string, line: number, column: number, length: number): MarkedText => {
  return { path: "sessions/a.yaml", text, marks: [{ position: { line, column }, length }] };
};
const change = (before: MarkedText | undefined, after: MarkedText | undefined): Excerpt => {
  return { kind: "change", base: { kind: "automatic-merge" }, before, after };
};

function rowsOf(excerpt: Excerpt): readonly string[] {
  const { document } = new Window();
  document.body.innerHTML = renderExcerpt(excerpt).markup;
  return [...document.querySelectorAll("pre > code > *")].map(row => row.textContent);
}

/** A text of many lines, one of which names a task. */
const long = (at: number, id: string, lines = 40): string =>
  Array.from({ length: lines }, (_, i) => (i + 1 === at ? `taskId: ${id}` : `key${i + 1}: x`))
    .join("\n")
    .concat("\n");

test("a change shows both lines with their numbers, what is around them, and how much is not shown", () => {
  expect(
    rowsOf(change(file(long(20, "md#1"), 20, 9, 4), file(long(20, "mt#1"), 20, 9, 4))),
  ).toEqual([
    "… 16 lines",
    "17 17  key17: x",
    "18 18  key18: x",
    "19 19  key19: x",
    "20   - taskId: md#1",
    "   20+ taskId: mt#1",
    "21 21  key21: x",
    "22 22  key22: x",
    "23 23  key23: x",
    "… 17 lines",
  ]);
});

test("lines near the beginning and the end stand there once", () => {
  const text = "session: a\ntaskId: mt#1\nnote: x\n";
  expect(
    rowsOf({ kind: "standing", holder: "session", commit: "c", text: file(text, 2, 9, 4) }),
  ).toEqual(["1session: a", "2taskId: mt#1", "3note: x"]);
  expect(rowsOf(change(undefined, file(text, 2, 9, 4)))).toHaveLength(3);
});

test("the ID is marked, wherever it stands among wide characters", () => {
  const text = '\uFEFFtaskId: "𝔪d#1" # 𝔪d#1\r\nsession: a\r\n';
  const { markup } = renderExcerpt(change(undefined, file(text, 1, 10, 4)));
  expect(markup).toContain("taskId: &#34;<mark>𝔪d#1</mark>&#34; # 𝔪d#1</ins>");
  expect(markup).not.toContain("\\u{d}");
});

test("of a change elsewhere in the file nothing is shown", () => {
  const before = long(20, "md#1").replace("key40: x", "key40: y");
  const rows = rowsOf(change(file(before, 20, 9, 4), file(long(20, "mt#1"), 20, 9, 4)));
  expect(rows.join()).not.toContain("key40");
});

test("texts that have next to nothing in common still show the lines that matter", () => {
  const other = long(3, "mt#1", 5000).replaceAll("key", "other");
  const rows = rowsOf(change(file(long(4000, "md#1", 5000), 4000, 9, 4), file(other, 3, 9, 4)));
  expect(rows).toContain("4000     - taskId: md#1");
  expect(rows).toContain("        3+ taskId: mt#1");
  expect(rows.length).toBeLessThan(20);
});

test("it says what the lines are compared with, for people and for screen readers", () => {
  const { markup } = renderExcerpt(change(file("taskId: a#1\n", 1, 9, 3), undefined));
  expect(markup).toContain(", compared with what git makes of this merge by itself</figcaption>");
  expect(markup).toContain(
    'aria-label="Lines of sessions/a.yaml, compared with what git makes of this merge by itself"',
  );
});
