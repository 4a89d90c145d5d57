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
  return offset => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const lead = text.slice(starts[low], offset).replace(/^\uFEFF/, "");
    return { line: low + 1, column: countCodePoints(lead) + 1 };
  };
}

/** The line (1-based) of a text without its line break and byte order mark. */
export function lineAt(text: string, line: number): string {
  const starts = lineStarts(text);
  const start = starts[line - 1];
  if (start === undefined) return "";
  const end = starts[line] ?? text.length;
  return text
    .slice(start, end)
    .replace(/[\r\n]+$/, "")
    .replace(/^\uFEFF/, "");
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
