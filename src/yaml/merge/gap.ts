/** The lines between two records: what of them belongs to which. */
export interface Gap {
  /** Belongs to the record before: its comments, up to where the next document starts. */
  readonly tail: string;
  /** Belongs to the next record as a whole. */
  readonly head: string;
  /** Belongs to its first key: the comments right above it. */
  readonly lead: string;
}

/**
 * Cuts the lines above a record's first key.
 * @returns `undefined` where they hold something else than comments and what starts a document
 */
export function cutGap(text: string, hasRecordBefore: boolean): Gap | undefined {
  const lines = [...linesFrom(text, 0)];
  if (!lines.every(line => ordinary.test(line))) return undefined;
  const start = lines.findIndex(line => /^(---|\.\.\.)/.test(line));
  const tailEnd = hasRecordBefore && start > 0 ? start : 0;
  const headEnd = lines.findLastIndex(line => !/^ *#/.test(line)) + 1;
  return {
    tail: lines.slice(0, tailEnd).join(""),
    head: lines.slice(tailEnd, Math.max(tailEnd, headEnd)).join(""),
    lead: lines.slice(Math.max(tailEnd, headEnd)).join(""),
  };
}

/** Blank, a comment, a document's start or end, a directive, the dash of a list item. */
const ordinary = /^([ \t]*(#.*)?|(---|\.\.\.)([ \t]+#.*|[ \t]*)|%.*|[ \t]*-[ \t]*(#.*)?)\n?$/;

export function isBlankOrComment(text: string): boolean {
  return [...linesFrom(text, 0)].every(line => /^[ \t]*(#.*)?\n?$/.test(line));
}

/** The lines of a text from an offset on, each with its line break. */
export function* linesFrom(text: string, offset: number): Generator<string> {
  for (let at = offset; at < text.length; ) {
    const lineBreak = text.indexOf("\n", at);
    const end = lineBreak < 0 ? text.length : lineBreak + 1;
    yield text.slice(at, end);
    at = end;
  }
}
