import { isScalar, type Node, type Pair, type YAMLMap, type Scalar as YamlScalar } from "yaml";
import type { Scalar } from "../model/record.ts";
import type { TextEdit } from "../model/text.ts";
import { startOf, styleOf } from "./mapping.ts";
import { encode } from "./rewrite.ts";

/**
 * Adds a pair to a mapping, after another one: on a line of its own, or in `{…}` after a comma.
 * @param value the source of the value
 */
export function pairAfter(
  text: string,
  map: YAMLMap,
  pair: Pair,
  key: string,
  value: string,
): TextEdit {
  if (map.flow) return insert(endOf(pair), `, ${newKey(pair, key)}: ${value}`);
  const written = encode({ style: "plain", inFlow: false }, key);
  return lineAfter(text, endOf(pair), startOf(pair.key as Node), `${written}: ${value}`);
}

/** In JSON, which is YAML too, the new key is written as JSON wants it. */
function newKey({ key }: Pair, name: string): string {
  return encode({ style: "plain", inFlow: true }, name).startsWith('"') || isJson(key)
    ? JSON.stringify(name)
    : name;
}

/** Whether a key of a flow mapping is written as JSON wants it. */
export function isJson(key: unknown): boolean {
  return isScalar(key) && key.type === "QUOTE_DOUBLE";
}

/** Gives a key without a value (`key:`, `key: ~`, in `{…}` also `key`) a value. */
export function valueFor(text: string, { key, value }: Pair, source: string): TextEdit {
  const node = value as YamlScalar | null;
  if (node?.source) return replace(node, source);
  const end = (key as Node).range?.[1] ?? 0;
  const colon = /^\s*:/.exec(text.slice(end))?.[0];
  return insert(end + (colon?.length ?? 0), colon === undefined ? `: ${source}` : ` ${source}`);
}

/** A new line after the one in which something ends, in line with the one in which `peer` starts. */
export function lineAfter(text: string, end: number, peer: number, line: string): TextEdit {
  // A block scalar's end is past its line break.
  const from = text[end - 1] === "\n" ? end - 1 : text.indexOf("\n", end);
  const lineEnd = from < 0 ? text.length : text[from - 1] === "\r" ? from - 1 : from;
  const lineBreak = /^\r?\n/.exec(text.slice(lineEnd, lineEnd + 2))?.[0] ?? lineBreakOf(text);
  return insert(lineEnd, `${lineBreak}${indentationAt(text, peer)}${line}`);
}

/** The line break that a text uses. */
export function lineBreakOf(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? "\n";
}

/** How far what starts at an offset is indented; the dash of a list item counts as white space. */
export function indentationAt(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset).replace(/^\uFEFF/, "");
  return " ".repeat(/^ *(?:- +)*/.exec(line)?.[0].length ?? 0);
}

export function insert(offset: number, text: string): TextEdit {
  return { span: { start: offset, end: offset }, text };
}

export function replace(node: Node, text: string): TextEdit {
  const [start, end] = node.range ?? [0, 0];
  return { span: { start, end }, text };
}

/** Where a pair's own text ends, before a comment. */
export function endOf({ key, value }: Pair): number {
  return ((value ?? key) as Node).range?.[1] ?? 0;
}

/** In which quotes a text is written next to a scalar of the same kind. */
export function styleLike(node: unknown, inFlow: boolean): Pick<Scalar, "style" | "inFlow"> {
  const style = isScalar(node) ? styleOf(node) : "plain";
  return { style: style === "block" ? "plain" : style, inFlow };
}
