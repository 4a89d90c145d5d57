import fc from "fast-check";
import { marked, type Token } from "marked";
import { describe, expect, test } from "vitest";
import { codeSpan, escapeMarkdown, tableCell } from "../../src/report/markdown-text.ts";
import { printable } from "../../src/report/printable.ts";
import { hostileTexts } from "../support/notices.ts";

/** The leaves of what a parser makes of Markdown: their types, and the text that is shown. */
function leavesOf(tokens: readonly Token[]): readonly { type: string; text: string }[] {
  return tokens.flatMap(token => {
    if ("tokens" in token && token.tokens !== undefined) return leavesOf(token.tokens);
    return [{ type: token.type, text: "text" in token ? String(token.text) : token.raw }];
  });
}

const blocksOf = (markdown: string) => marked.lexer(markdown).map(({ type }) => type);
const shownBy = (markdown: string) =>
  leavesOf(marked.lexer(markdown))
    .map(({ text }) => text)
    .join("");
const typesIn = (markdown: string) =>
  new Set(leavesOf(marked.lexer(markdown)).map(({ type }) => type));

/** What a table shows in its only cell, once nothing but that cell has arisen. */
function shownInTable(markdown: string): string {
  const [table, ...others] = marked.lexer(`| a |\n| --- |\n| ${tableCell(markdown)} |\n`);
  expect(others).toEqual([]);
  if (table?.type !== "table") throw new Error("no table");
  const [row, ...rows] = table.rows;
  expect(rows).toEqual([]);
  expect(row).toHaveLength(1);
  const leaves = leavesOf(row[0].tokens);
  for (const { type } of leaves) expect(["text", "codespan"]).toContain(type);
  return leaves.map(({ text }) => text).join("");
}

/** Runs of spaces are one in HTML. */
const collapsed = (text: string) => text.split(" ").filter(Boolean).join(" ");
const units = fc.constantFrom(..."`|\\ ~*_[]()<>&!#@$:.-+=1a\n\r\t日'\"/%^{}");
const texts = fc.oneof(fc.string({ unit: units }), fc.string({ unit: "binary" }));

describe("escapeMarkdown", () => {
  const check = (text: string): void => {
    const markdown = escapeMarkdown(text);
    expect(markdown).not.toMatch(/[\r\n]/);
    const shown = collapsed(printable(text));
    if (shown !== "") {
      expect(blocksOf(markdown)).toEqual(["paragraph"]);
      for (const type of typesIn(markdown)) expect(["text", "codespan"]).toContain(type);
    }
    // A bar after a backslash is shown as its escape.
    expect(shownBy(markdown)).toBe(shown.replaceAll(/(?<=\\)\|/g, "\\u{7c}"));
    expect(shownInTable(markdown)).toBe(shown.replaceAll(/(?<=\\)\|/g, "\\u{7c}"));
  };
  test.each(hostileTexts)("shows %j as it is, as text and code only", text => check(text));
  test("shows any text as it is, as text and code only", () => {
    fc.assert(fc.property(texts, check), { numRuns: 300 });
  });

  // What is looked for after parsing is found in text only.
  test.each(hostileTexts)("leaves nothing of %j in the text but words and punctuation", text => {
    const leaves = leavesOf(marked.lexer(escapeMarkdown(text)));
    const plain = leaves.filter(({ type }) => type === "text").map(leaf => leaf.text);
    expect(plain.join(" ")).toMatch(/^[\p{L}'’ ,;:.?()→…-]*$/u);
    expect(plain.join(" ")).not.toMatch(/\b[0-9a-f]{7,}\b|www\.|:\/\/|:\w+:/i);
  });

  test.each([
    ["session a names md#123, which is", "session a names `md#123`, which is"],
    ["moved (migratedFrom in tasks/1.yaml).", "moved (migratedFrom in `tasks/1.yaml`)."],
    ["it's a fix-up → done", "it's a fix-up → done"],
    ["@ada deadbeef 1.", "`@ada` `deadbeef` `1`."],
    ["  a   b  ", "a b"],
    ["", ""],
  ])("makes code of %j where a word is more than letters", (text, markdown) => {
    expect(escapeMarkdown(text)).toBe(markdown);
  });

  test("takes as long as the text is", () => {
    expect(escapeMarkdown(`${":".repeat(200_000)}x`)).toContain("`");
    expect(escapeMarkdown("(".repeat(200_000))).toHaveLength(200_000);
  });
});

describe("codeSpan", () => {
  const check = (text: string): void => {
    const expected = printable(text).replaceAll(/(?<=\\)\|/g, "\\u{7c}");
    const markdown = codeSpan(text);
    expect(leavesOf(marked.lexer(markdown))).toEqual([{ type: "codespan", text: expected || " " }]);
    expect(shownInTable(markdown).trim()).toBe(expected.trim());
  };
  test.each(hostileTexts)("shows %j as it is, as one code span", text => check(text));
  test("shows any text as it is, as one code span", () => {
    fc.assert(fc.property(texts, check), { numRuns: 300 });
  });

  test.each([
    ["a", "`a`"],
    ["a`b", "``a`b``"],
    ["`", "`` ` ``"],
    [" a ", "`  a  `"],
    ["a|b", "`a|b`"],
    ["", "` `"],
  ])("writes %j as %s", (text, markdown) => {
    expect(codeSpan(text)).toBe(markdown);
  });
});
