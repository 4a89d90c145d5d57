import type { Scalar } from "../model/record.ts";
import { type Position, positionAt, spanAt } from "../model/text.ts";
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

/** A pair. No text is made of it before somebody asks: most keys are the user's own. */
interface PlainEntry {
  readonly line: Line;
  readonly keyEnd: number;
  /** Where the value starts, and where it ends. */
  readonly from: number;
  readonly end: number;
  readonly list: Value | undefined;
  /** The line after it. */
  readonly below: Line;
}

/** Whoever writes more keys than this can wait for the parser: each is compared with all others. */
const mostKeys = 64;

/** @returns `undefined` when it is not certain what the parser would make of the text */
export function openPlain(text: string): PlainMapping | undefined {
  const entries: PlainEntry[] = [];
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
      const entry = readEntry(text, line);
      if (entry === undefined || entries.length >= mostKeys) return undefined;
      if (entries.some(other => hasSameKey(text, entry, other))) return undefined;
      entries.push(entry);
      line = entry.below;
    }
  }
  const first = entries[0]?.line;
  return first && { text, position: positionAt(first.number, 1), entries };
}

/** @returns `undefined` when the mapping does not have the key */
export function plainValueUnder({ text, entries }: PlainMapping, key: string): Value | undefined {
  const entry = entries.find(one => hasKey(text, one, key));
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
  // Pairs with one line feed in between are taken at once.
  const pieces: string[] = [];
  let start = -1;
  let end = -1;
  for (const entry of entries) {
    if (hasKeyOf(text, entry, keys)) continue;
    if (start < 0 || entry.line.start !== end + 1) {
      if (start >= 0) pieces.push(text.slice(start, end));
      start = entry.line.start;
    }
    end = entry.end;
  }
  const last = start < 0 ? "" : text.slice(start, end);
  return pieces.length === 0 ? last : [...pieces, last].join("\n");
}

/** By hand: this runs for every key of a repository. */
function hasKeyOf(text: string, entry: PlainEntry, keys: readonly string[]): boolean {
  for (const key of keys) if (hasKey(text, entry, key)) return true;
  return false;
}

function hasKey(text: string, { line, keyEnd }: PlainEntry, key: string): boolean {
  return keyEnd - line.start === key.length && text.startsWith(key, line.start);
}

function hasSameKey(text: string, one: PlainEntry, other: PlainEntry): boolean {
  const start = one.line.start;
  const length = one.keyEnd - start;
  if (other.keyEnd - other.line.start !== length) return false;
  for (let i = 0; i < length; i++) {
    if (text.charCodeAt(start + i) !== text.charCodeAt(other.line.start + i)) return false;
  }
  return true;
}

interface Line {
  readonly number: number;
  /** The offset of its first character. */
  readonly start: number;
}

function readEntry(text: string, line: Line): PlainEntry | undefined {
  const keyEnd = endOfKey(text, line.start);
  if (keyEnd < 0 || codeAt(text, keyEnd) !== colon) return undefined;
  const from = afterSpaces(text, keyEnd + 1);
  if (isLineEnd(text, from)) {
    const below = lineBelow(text, line, from);
    const dashAt = afterSpaces(text, below.start);
    // The parser has the nothing stand after the spaces.
    if (codeAt(text, dashAt) !== dash) {
      return { line, keyEnd, from, end: from, list: undefined, below };
    }
    const found = readList(text, below, dashAt);
    // To the parser, the last line break belongs to the list.
    return found && { line, keyEnd, from: dashAt, end: found.below.start, ...found };
  }
  if (from === keyEnd + 1) return undefined;
  const flow = codeAt(text, from) === openBracket ? readFlowList(text, line, from) : undefined;
  const end = flow?.end ?? endOfScalar(text, from, false);
  const lineEnd = end < 0 ? -1 : endOfRest(text, end);
  if (lineEnd < 0) return undefined;
  return { line, keyEnd, from, end, list: flow?.list, below: lineBelow(text, line, lineEnd) };
}

/** The lines `- value` below a key, all as far in. */
function readList(text: string, first: Line, from: number) {
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
  return { list, below: line };
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
  const span = style === "plain" ? spanAt(from, end - from) : spanAt(from + 1, end - from - 2);
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
  return positionAt(line.number, at - line.start + 1);
}

/** @param end where the line ends */
function lineBelow(text: string, line: Line, end: number): Line {
  return { number: line.number + 1, start: startOfNextLine(text, end) };
}
