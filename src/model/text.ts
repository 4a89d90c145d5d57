/** A piece of a file's text: UTF-16 offsets, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** 1-based; columns count Unicode code points, and a byte order mark is not one of them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * Files that are made alike have the same at the same places: each of the usual ones is made once, as most of
 * the memory for 100,000 references would go into where they stand.
 */
export const positionAt = madeOnce((line, column): Position => ({ line, column }), 64, 64);

export const spanAt = madeOnce(
  (start, length): Span => ({ start, end: start + length }),
  ...([256, 64] as const),
);

/** @param first how many of the first numbers are usual: those below it */
function madeOnce<T>(make: (one: number, other: number) => T, first: number, second: number) {
  const made = new Array<T | undefined>(first * second);
  return (one: number, other: number): T => {
    if (one >= first || other >= second) return make(one, other);
    const place = one * second + other;
    const known = made[place];
    if (known !== undefined) return known;
    const value = make(one, other);
    made[place] = value;
    return value;
  };
}

/** One replacement in a text. */
export interface TextEdit {
  readonly span: Span;
  readonly text: string;
}

/** Replaces the spans, which must not overlap, and leaves every other character as it is. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = "";
  let at = 0;
  for (const edit of [...edits].sort((a, b) => a.span.start - b.span.start)) {
    if (edit.span.start < at) throw new RangeError("edits overlap");
    result += text.slice(at, edit.span.start) + edit.text;
    at = edit.span.end;
  }
  return result + text.slice(at);
}

/** Answers positions in one text; looks through it once. */
export function positionsIn(text: string): (offset: number) => Position {
  const starts = lineStarts(text);
  // Of what takes two UTF-16 units or is not counted, where the superfluous unit stands.
  const uncounted = [...text.matchAll(/^\uFEFF|(?<=[\uD800-\uDBFF])[\uDC00-\uDFFF]/g)].map(
    match => match.index,
  );
  return offset => {
    const line = countUpTo(starts, offset);
    const start = starts[line - 1] ?? 0;
    const skipped = countUpTo(uncounted, offset - 1) - countUpTo(uncounted, start - 1);
    return { line, column: offset - start - skipped + 1 };
  };
}

/** How many of some ascending numbers are not above a limit. */
function countUpTo(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The lines of a text without their line breaks and the byte order mark. */
export function linesOf(text: string): readonly string[] {
  return text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
}

/** A lone CR counts as a line break, as in YAML, although the `yaml` package ends no line at one. */
function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (const lineBreak of text.matchAll(/\r\n|\r|\n/g)) {
    starts.push(lineBreak.index + lineBreak[0].length);
  }
  return starts;
}
