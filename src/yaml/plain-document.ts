import type { Scalar } from "../model/record.ts";
import type { Position, Span } from "../model/text.ts";
import {
  afterSpaces,
  closeBracket,
  codeAt,
  colon,
  comma,
  dash,
  doubleQuote,
  endOfComment,
  endOfItem,
  endOfKey,
  endOfPlain,
  endOfQuoted,
  endOfRest,
  hash,
  isLineEnd,
  openBracket,
  singleQuote,
  space,
  startOfNextLine,
} from "./plain-line.ts";
import { commentRightAfter, isNothing, type Value } from "./value.ts";

/**
 * A document that is nothing but lines of `key: value`, read without the parser: almost every
 * session and task is one, and the parser takes many times as long. Answers as the parser does.
 */
export interface PlainMapping {
  readonly text: string;
  readonly position: Position;
  readonly entries: readonly PlainEntry[];
}

interface PlainEntry {
  readonly key: string;
  readonly line: Line;
  /** Where the value starts, and where it ends. */
  readonly from: number;
  readonly end: number;
  /** A scalar is not made of its text before somebody asks: most keys are the user's own. */
  readonly list: Value | undefined;
}

/** Whoever writes more keys than this can wait for the parser: each is compared with all others. */
const mostKeys = 64;

/** @returns `undefined` when it is not certain what the parser would make of the text */
export function openPlain(text: string): PlainMapping | undefined {
  const entries: PlainEntry[] = [];
  let position: Position | undefined;
  let line: Line = { number: 1, start: 0 };
  if (text.startsWith("---") && isLineEnd(text, 3)) line = lineBelow(text, line, 3);
  while (line.start < text.length) {
    const { start } = line;
    if (isLineEnd(text, start)) {
      line = lineBelow(text, line, start);
    } else if (codeAt(text, start) === hash) {
      const end = endOfComment(text, start);
      if (end < 0) return undefined;
      line = lineBelow(text, line, end);
    } else {
      const keyEnd = endOfKey(text, start);
      if (keyEnd < 0 || codeAt(text, keyEnd) !== colon) return undefined;
      const key = text.slice(start, keyEnd);
      if (entries.length >= mostKeys || entryUnder(entries, key) !== undefined) return undefined;
      const found = findValue(text, line, keyEnd + 1);
      if (found === undefined) return undefined;
      position ??= { line: line.number, column: 1 };
      const { from, end, list, below } = found;
      entries.push({ key, line, from, end, list });
      line = below;
    }
  }
  return position && { text, position, entries };
}

/** @returns `undefined` when the mapping does not have the key */
export function plainValueUnder({ text, entries }: PlainMapping, key: string): Value | undefined {
  const entry = entryUnder(entries, key);
  if (entry === undefined) return undefined;
  const { line, from, end, list } = entry;
  if (list !== undefined) return list;
  if (from < end) return scalarIn(text, line, from, end, false);
  return { kind: "absent", comment: undefined, position: positionIn(line, from) };
}

/** The source text of the pairs under all other keys. */
export function plainSourceWithout(
  { text, entries }: PlainMapping,
  keys: readonly string[],
): string {
  const pairs: string[] = [];
  for (const { key, line, end } of entries) {
    if (!keys.includes(key)) pairs.push(text.slice(line.start, end));
  }
  return pairs.join("\n");
}

function entryUnder(entries: readonly PlainEntry[], key: string): PlainEntry | undefined {
  for (const entry of entries) if (entry.key === key) return entry;
  return undefined;
}

interface Line {
  readonly number: number;
  /** The offset of its first character. */
  readonly start: number;
}

/** Where a value stands, and the line after it. */
interface Found extends Pick<PlainEntry, "from" | "end" | "list"> {
  readonly below: Line;
}

/** @param from the offset after the key's colon */
function findValue(text: string, line: Line, from: number): Found | undefined {
  const at = afterSpaces(text, from);
  if (isLineEnd(text, at)) {
    const below = lineBelow(text, line, at);
    const dashAt = afterSpaces(text, below.start);
    if (codeAt(text, dashAt) === dash) return readList(text, below, dashAt);
    // The parser has the nothing stand after the spaces.
    return { from: at, end: at, list: undefined, below };
  }
  if (at === from) return undefined;
  const flow = codeAt(text, at) === openBracket ? readFlowList(text, line, at) : undefined;
  const end = flow?.end ?? endOfScalar(text, at, false);
  const lineEnd = end < 0 ? -1 : endOfRest(text, end);
  if (lineEnd < 0) return undefined;
  return { from: at, end, list: flow?.list, below: lineBelow(text, line, lineEnd) };
}

/** The lines `- value` below a key, all as far in. */
function readList(text: string, first: Line, from: number): Found | undefined {
  const indent = from - first.start;
  const values: Value[] = [];
  let line = first;
  let at = from;
  while (at === line.start + indent && codeAt(text, at) === dash) {
    if (codeAt(text, at + 1) !== space) return undefined;
    const start = afterSpaces(text, at + 1);
    const end = endOfScalar(text, start, false);
    const lineEnd = end < 0 ? -1 : afterSpaces(text, end);
    if (lineEnd < 0 || !isLineEnd(text, lineEnd)) return undefined;
    values.push(scalarIn(text, line, start, end, false));
    line = lineBelow(text, line, lineEnd);
    at = afterSpaces(text, line.start);
  }
  const list: Value = { kind: "list", values, position: positionIn(first, from) };
  // To the parser, the last line break belongs to the list.
  return { from, end: line.start, list, below: line };
}

/** The values of `[md#1, md#2]`. */
function readFlowList(text: string, line: Line, from: number) {
  const values: Value[] = [];
  let at = afterSpaces(text, from + 1);
  while (codeAt(text, at) !== closeBracket || values.length > 0) {
    const end = endOfScalar(text, at, true);
    if (end < 0) return undefined;
    values.push(scalarIn(text, line, at, end, true));
    at = afterSpaces(text, end);
    if (codeAt(text, at) === closeBracket) break;
    if (codeAt(text, at) !== comma) return undefined;
    at = afterSpaces(text, at + 1);
  }
  const list: Value = { kind: "list", values, position: positionIn(line, from) };
  return { list, end: at + 1 };
}

function endOfScalar(text: string, from: number, inFlow: boolean): number {
  if (styleAt(text, from) !== "plain") return endOfQuoted(text, from, inFlow);
  const end = inFlow ? endOfItem(text, from) : endOfPlain(text, from);
  return end - from <= 4 && isNothing(text.slice(from, end)) ? -1 : end;
}

/** @param end where a scalar ends that starts at `from` */
function scalarIn(text: string, line: Line, from: number, end: number, inFlow: boolean): Value {
  const style = styleAt(text, from);
  const span: Span = style === "plain" ? { start: from, end } : { start: from + 1, end: end - 1 };
  const position = positionIn(line, span.start);
  const scalar: Scalar = {
    text: text.slice(span.start, span.end),
    span,
    position,
    style,
    inFlow,
    shared: undefined,
  };
  const isCommented = style === "plain" && !inFlow && codeAt(text, afterSpaces(text, end)) === hash;
  const comment = isCommented ? commentRightAfter(text, end) : undefined;
  return { kind: "scalar", scalar, comment };
}

function styleAt(text: string, from: number): "single" | "double" | "plain" {
  const first = codeAt(text, from);
  return first === singleQuote ? "single" : first === doubleQuote ? "double" : "plain";
}

/** Only what stands before an emoji on its line has its column counted so. */
function positionIn(line: Line, at: number): Position {
  return { line: line.number, column: at - line.start + 1 };
}

/** @param end where the line ends */
function lineBelow(text: string, line: Line, end: number): Line {
  return { number: line.number + 1, start: startOfNextLine(text, end) };
}
