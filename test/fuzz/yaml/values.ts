import fc from "fast-check";

/** What stands after `key:` in a block, at some indentation, or in `{…}` and `[…]` after a space. */
export interface Value {
  readonly block: (indent: number) => string;
  readonly flow: string;
}

/** Mostly the first, now and then one of the others. */
export function rare(usual: string, others: readonly string[], weight = 8): fc.Arbitrary<string> {
  return fc.oneof(
    { arbitrary: fc.constant(usual), weight },
    { arbitrary: fc.constantFrom(...others), weight: 1 },
  );
}

type Style = "plain" | "single" | "double" | "escaped" | "continued" | "literal" | "folded";
const style = fc.oneof(
  { arbitrary: fc.constant<Style>("plain"), weight: 12 },
  { arbitrary: fc.constant<Style>("single"), weight: 3 },
  { arbitrary: fc.constant<Style>("double"), weight: 4 },
  { arbitrary: fc.constantFrom<Style>("escaped", "continued", "literal", "folded"), weight: 3 },
);
/** An anchor or a tag; in a file some are anchored twice, and some aliases lead nowhere. */
const property = rare(
  "",
  ["&a ", "&b ", "!!str ", "!t ", "! ", "&a !!str ", "!<tag:x> ", "!!int ", "&a\n    "],
  9,
);
const gap = rare(" ", ["  ", " \t", "\n    ", "\n  ", " # why\n    ", ""], 12);
const comment = rare("", [" # why", " #1", " # md#123", "  ", "\t# x", " #", " # été 🎉"], 4);
/** `=` stands for the text itself: what is to be rewritten stands in the comment, too. */
const header = rare("", ["-", "+", "2", "-2", " # =", "- # why"], 3);

export function scalar(texts: fc.Arbitrary<string>): fc.Arbitrary<Value> {
  return fc
    .tuple(texts, style, property, gap, comment, header, fc.nat(15))
    .map(([text, how, before, space, after, head, risk]) => {
      const isRisky = risk > 0 && !/^(?![-.=<])[\p{L}\p{N}#./_<>=+-]+$/u.test(text);
      const quoted = quote(text, how === "plain" && isRisky ? "single" : how);
      return {
        block: indent =>
          how === "literal" || how === "folded"
            ? ` ${before}${how === "literal" ? "|" : ">"}${head.replace("=", () => text)}\n${" ".repeat(indent + 2)}${text}`
            : `${deeper(space, indent)}${deeper(before, indent)}${quoted}${after}`,
        flow: `${before}${quoted}`,
      };
    });
}

/** White space that is continued on a line below must be further in than the mapping. */
function deeper(space: string, indent: number): string {
  return space.replace("\n", `\n${" ".repeat(indent)}`);
}

function quote(text: string, how: Style): string {
  switch (how) {
    case "plain":
      return text;
    case "single":
      return `'${text.replaceAll("'", "''")}'`;
    case "escaped":
      return `"${[...text].map((one, i) => (i % 2 === 0 ? escapeOf(one) : JSON.stringify(one).slice(1, -1))).join("")}"`;
    case "continued": {
      const half = [...text].slice(0, 2).join("");
      return `"${JSON.stringify(half).slice(1, -1)}\\\n      ${JSON.stringify(text.slice(half.length)).slice(1, -1)}"`;
    }
    default:
      return JSON.stringify(text);
  }
}

function escapeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x100
    ? `\\x${code.toString(16).padStart(2, "0")}`
    : `\\U${code.toString(16).padStart(8, "0")}`;
}

export function list(item: fc.Arbitrary<Value>): fc.Arbitrary<Value> {
  const items = fc.array(item, { maxLength: 3 });
  const separator = rare(", ", [",", " , ", ",\n      ", ", # why\n      "], 6);
  return fc
    .tuple(
      items,
      fc.constantFrom(0, 2, 3),
      separator,
      fc.nat(9),
      rare("", ["&a ", "&l ", "!l "], 9),
      comment,
    )
    .map(([values, further, between, form, before, after]) => {
      const flow = `${before}[${values.map(value => value.flow).join(between)}${form === 7 ? "," : ""}]`;
      return {
        block: indent => {
          const inset = " ".repeat(indent + further);
          if (form > 5 || values.length === 0) return ` ${flow}${after}`;
          const lines = values.map(value => `\n${inset}-${value.block(indent + further)}`);
          return `${before === "" ? "" : ` ${before}`}${lines.join("")}`;
        },
        flow,
      };
    });
}

export const alias: fc.Arbitrary<Value> = fc
  .constantFrom("*a", "*b", "*l", "*m", "*nowhere")
  .map(name => ({ block: () => ` ${name}`, flow: `${name} ` }));
export const nothing: fc.Arbitrary<Value> = fc
  .constantFrom("", "~", "null", "# 1", "#123", "md #1")
  .map(text => ({ block: () => (text === "" ? "" : ` ${text}`), flow: text.replace(/#.*/, "") }));
