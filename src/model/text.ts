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

/** Answers positions in one text; counts its lines once. */
export function positionsIn(text: string): (offset: number) => Position {
  const starts = lineStarts(text);
  // Offsets mostly come in order: on a long line, count from the one before.
  let last = { start: 0, offset: 0, column: 0 };
  return offset => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const start = starts[low] ?? 0;
    if (last.start !== start || last.offset > offset) last = { start, offset: start, column: 0 };
    const between = text.slice(last.offset, offset);
    const mark = last.offset === 0 && between.startsWith("\uFEFF") ? 1 : 0;
    last = { start, offset, column: last.column + countCodePoints(between) - mark };
    return { line: low + 1, column: last.column + 1 };
  };
}

/** The lines of a text without their line breaks and the byte order mark. */
export function linesOf(text: string): readonly string[] {
  return text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
}

/** YAML 1.2 breaks lines at LF, CR LF and CR. */
function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (const lineBreak of text.matchAll(/\r\n|\r|\n/g)) {
    starts.push(lineBreak.index + lineBreak[0].length);
  }
  return starts;
}

function countCodePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
