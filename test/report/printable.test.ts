import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { printable, shellWord } from "../../src/report/printable.ts";

describe("printable text", () => {
  test.each([
    ["plain ASCII, umlauts äß, 日本, 🎉", "plain ASCII, umlauts äß, 日本, 🎉"],
    ["\u001b[31mred\u001b[0m", "\\u{1b}[31mred\\u{1b}[0m"],
    ["a\nb\r\tc\u0000", "a\\u{a}b\\u{d}\\u{9}c\\u{0}"],
    ["\u007f\u0085\u009b31m", "\\u{7f}\\u{85}\\u{9b}31m"],
    ["\u202egnp.exe", "\\u{202e}gnp.exe"],
    ["a\u2028b\u2029c", "a\\u{2028}b\\u{2029}c"],
    ["zero\u200bwidth\ufeff", "zero\\u{200b}width\\u{feff}"],
    ["soft\u00adhyphen, \u3164filler", "soft\\u{ad}hyphen, \\u{3164}filler"],
    [
      "tags\u{e0041}\u{e007f}, selectors\u{e0100}\ufe00",
      "tags\\u{e0041}\\u{e007f}, selectors\\u{e0100}\\u{fe00}",
    ],
    ["\u2764\ufe0f and \u2764\ufe0e", "\u2764\ufe0f and \u2764\ufe0e"],
    ["half\ud800", "half\\u{d800}"],
  ])("%j is shown as %j", (text, shown) => {
    expect(printable(text)).toBe(shown);
  });
  test.each([..."\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"])(
    "never turns the direction of text: %j",
    mark => {
      expect(printable(`a${mark}b`)).toBe(`a\\u{${mark.codePointAt(0)?.toString(16)}}b`);
    },
  );
  test("holds nothing that a terminal obeys", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), text => {
        expect(printable(text)).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
      }),
    );
  });
});

describe("a shell word", () => {
  test.each([
    ["sessions/fix-login.yaml", "sessions/fix-login.yaml"],
    ["a=b,c@d:e+f%g", "a=b,c@d:e+f%g"],
    ["a b", "'a b'"],
    ["it's", "'it'\\''s'"],
    ["$(rm -rf ~)`x`", "'$(rm -rf ~)`x`'"],
    ["~user", "'~user'"],
    ["a\\b", "'a\\b'"],
    ["*?[x]{a}!#;&|<>", "'*?[x]{a}!#;&|<>'"],
    ["-rf", "'./-rf'"],
    ["ä", "'ä'"],
    ["a\nb", "'a\nb'"],
    ["", "''"],
  ])("of %j is %s", (text, word) => {
    expect(shellWord(text)).toBe(word);
  });
});
