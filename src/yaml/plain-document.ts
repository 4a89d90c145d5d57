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
  readonly value: Value;
  /** Where the key starts, and its value ends. */
  readonly start: number;
  readonly end: number;
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
      const found = readValue(text, line, keyEnd + 1);
      if (found === undefined) return undefined;
      position ??= { line: line.number, column: 1 };
      entries.push({ key, value: found.value, start, end: found.end });
      line = found.below;
    }
  }
  return position && { text, position, entries };
}

/** @returns `undefined` when the mapping does not have the key */
export function plainValueUnder({ entries }: PlainMapping, key: string): Value | undefined {
  return entryUnder(entries, key)?.value;
}

/** The source text of the pairs under all other keys. */
export function plainSourceWithout(
  { text, entries }: PlainMapping,
  keys: readonly string[],
): string {
  const pairs: string[] = [];
  for (const { key, start, end } of entries) {
    if (!keys.includes(key)) pairs.push(text.slice(start, end));
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

/** A value, where it ends, and the line after it. */
interface Found {
  readonly value: Value;
  readonly end: number;
  readonly below: Line;
}

/** @param from the offset after the key's colon */
function readValue(text: string, line: Line, from: number): Found | undefined {
  const at = afterSpaces(text, from);
  if (isLineEnd(text, at)) {
    const below = lineBelow(text, line, at);
    const dashAt = afterSpaces(text, below.start);
    if (codeAt(text, dashAt) === dash) return readList(text, below, dashAt);
    // The parser has the nothing stand after the spaces.
    const value: Value = { kind: "absent", comment: undefined, position: positionIn(line, at) };
    return { value, end: at, below };
  }
  if (at === from) return undefined;
  const isFlow = codeAt(text, at) === openBracket;
  const found = isFlow ? readFlowList(text, line, at) : readScalar(text, line, at, false);
  if (found === undefined) return undefined;
  const lineEnd = endOfRest(text, found.end);
  if (lineEnd < 0) return undefined;
  return { value: found.value, end: found.end, below: lineBelow(text, line, lineEnd) };
}

/** The lines `- value` below a key, all as far in. */
function readList(text: string, first: Line, firstDash: number): Found | undefined {
  const indent = firstDash - first.start;
  const values: Value[] = [];
  let line = first;
  let at = firstDash;
  while (at === line.start + indent && codeAt(text, at) === dash) {
    if (codeAt(text, at + 1) !== space) return undefined;
    const found = readScalar(text, line, afterSpaces(text, at + 1), false);
    const lineEnd = found === undefined ? -1 : afterSpaces(text, found.end);
    if (found === undefined || !isLineEnd(text, lineEnd)) return undefined;
    values.push(found.value);
    line = lineBelow(text, line, lineEnd);
    at = afterSpaces(text, line.start);
  }
  const value: Value = { kind: "list", values, position: positionIn(first, firstDash) };
  // To the parser, the last line break belongs to the list.
  return { value, end: line.start, below: line };
}

function readFlowList(text: string, line: Line, from: number): Omit<Found, "below"> | undefined {
  const values: Value[] = [];
  let at = afterSpaces(text, from + 1);
  while (codeAt(text, at) !== closeBracket || values.length > 0) {
    const found = readScalar(text, line, at, true);
    if (found === undefined) return undefined;
    values.push(found.value);
    at = afterSpaces(text, found.end);
    if (codeAt(text, at) === closeBracket) break;
    if (codeAt(text, at) !== comma) return undefined;
    at = afterSpaces(text, at + 1);
  }
  return { value: { kind: "list", values, position: positionIn(line, from) }, end: at + 1 };
}

function readScalar(
  text: string,
  line: Line,
  from: number,
  inFlow: boolean,
): Omit<Found, "below"> | undefined {
  const first = codeAt(text, from);
  const style = first === singleQuote ? "single" : first === doubleQuote ? "double" : "plain";
  if (style !== "plain") {
    const end = endOfQuoted(text, from, inFlow);
    if (end < 0) return undefined;
    const scalar = scalarAt(text, line, { start: from + 1, end: end - 1 }, style, inFlow);
    return { value: { kind: "scalar", scalar, comment: undefined }, end };
  }
  const end = inFlow ? endOfItem(text, from) : endOfPlain(text, from);
  if (end < 0) return undefined;
  const scalar = scalarAt(text, line, { start: from, end }, style, inFlow);
  if (isNothing(scalar.text)) return undefined;
  const isCommented = !inFlow && codeAt(text, afterSpaces(text, end)) === hash;
  const comment = isCommented ? commentRightAfter(text, end) : undefined;
  return { value: { kind: "scalar", scalar, comment }, end };
}

function scalarAt(
  text: string,
  line: Line,
  span: Span,
  style: Scalar["style"],
  inFlow: boolean,
): Scalar {
  const position = positionIn(line, span.start);
  return {
    text: text.slice(span.start, span.end),
    span,
    position,
    style,
    inFlow,
    shared: undefined,
  };
}

/** Only what stands before an emoji on its line has its column counted so. */
function positionIn(line: Line, at: number): Position {
  return { line: line.number, column: at - line.start + 1 };
}

/** @param end where the line ends */
function lineBelow(text: string, line: Line, end: number): Line {
  return { number: line.number + 1, start: startOfNextLine(text, end) };
}
