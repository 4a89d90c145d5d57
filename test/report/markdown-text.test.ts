import fc from "fast-check";
import { marked, type Token } from "marked";
import { describe, expect, test } from "vitest";
import { codeSpan, escapeMarkdown } from "../../src/report/markdown-text.ts";

const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.stringMatching(/^[ -~]{0,12}$/),
  fc
    .array(
      fc.constantFrom(
        "`",
        "``",
        "|",
        "\\",
        " ",
        "a",
        "[x](y)",
        "<b>",
        "*",
        "#1",
        "@me",
        "www.x.yz",
        "GH-1",
      ),
      { maxLength: 8 },
    )
    .map(parts => parts.join("")),
);

/** The kinds of inline elements that a cell of a table has once it is read. */
function elementsOf(markdown: string): {
  readonly cells: number;
  readonly kinds: ReadonlySet<string>;
  readonly code: readonly string[];
} {
  const [token, ...others] = marked.lexer(`| a | b |\n| - | - |\n| ${markdown} | end |\n`);
  if (token?.type !== "table" || others.some(({ type }) => type !== "space"))
    throw new Error("no table");
  const [row] = token.rows as { tokens: Token[]; text: string }[][];
  const tokens = (row?.[0]?.tokens ?? []) as Token[];
  return {
    cells: row?.filter(cell => cell.text !== "").length ?? 0,
    kinds: new Set(tokens.map(({ type }) => type)),
    code: tokens.flatMap(one => (one.type === "codespan" ? [one.raw] : [])),
  };
}

describe("a text of a repository", () => {
  test("as code stays in its cell and is nothing but code", () => {
    fc.assert(
      fc.property(text, some => {
        fc.pre(some.trim() !== "");
        const { kinds, cells } = elementsOf(codeSpan(some));
        expect([...kinds]).toEqual(["codespan"]);
        expect(cells).toBe(2);
      }),
      { numRuns: 2000 },
    );
  });

  test("as a sentence is nothing but words and code", () => {
    fc.assert(
      fc.property(text, some => {
        const { kinds } = elementsOf(`x ${escapeMarkdown(some)}`);
        expect(
          [...kinds].filter(kind => kind !== "text" && kind !== "codespan" && kind !== "escape"),
        ).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ["session a names md#1, which", "session a names `md#1`, which"],
    ["see #12 (tasks/mt/1.yaml)", "see `#12` (`tasks/mt/1.yaml`)"],
    ["md#1 → mt#1", "`md#1` → `mt#1`"],
    ["@ada and GH-1", "`@ada` and `GH-1`"],
    ["www.example.org", "`www.example.org`"],
    ["a\nb", "`a\\u{a}b`"],
    ["`x`", "`` `x` ``"],
    ["a|b", "`a\\|b`"],
    ["", ""],
  ])("%j becomes %j", (some, markdown) => {
    expect(escapeMarkdown(some)).toBe(markdown);
  });
});
