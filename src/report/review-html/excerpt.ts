import type { Base, Excerpt, Mark, MarkedText } from "../../model/excerpt.ts";
import { groupBy } from "../../model/group-by.ts";
import { short } from "../messages.ts";
import { counted } from "../words.ts";
import { type Line, placesIn, rememberingComparison } from "./compare-texts.ts";
import { code, type Html, html } from "./html.ts";

/** How many lines are shown around one that matters. */
const context = 3;
/** Nobody reads a longer line. */
const longestLine = 1000;

/**
 * Shows the lines that something told rests on, with their numbers and what they are of. Texts that
 * many excerpts are taken from are compared once.
 */
export function excerptRenderer(): (excerpt: Excerpt) => Html {
  const compare = rememberingComparison();
  return excerpt => {
    const isChange = excerpt.kind === "change";
    const [before, after] = isChange ? [excerpt.before, excerpt.after] : [undefined, excerpt.text];
    const lines = isChange
      ? compare(before?.text ?? "", after?.text ?? "")
      : compare(excerpt.text.text, excerpt.text.text);
    const [inBefore, inAfter] = [marksByLine(before), marksByLine(after)];
    const marksOf: MarksOf = line =>
      (line.after === undefined ? inBefore.get(line.before ?? 0) : inAfter.get(line.after)) ?? [];
    const shown = keepNear(lines, mattering(lines, inBefore, inAfter));
    const width = String(Math.max(...shown.map(highestNumber))).length;
    const rows = shown.map(row =>
      typeof row === "number"
        ? html`<span class="gap">… ${counted(row, "line")}</span>`
        : renderLine(row, marksOf(row), width, isChange),
    );
    const label = labelOf(excerpt);
    return html`<figure class="lines"><figcaption>${label.markup}</figcaption><pre tabindex="0" role="group" aria-label="Lines of ${label.text}"><code>${rows}</code></pre></figure>`;
  };
}

type MarksOf = (line: Line) => readonly Mark[];

function marksByLine(marked: MarkedText | undefined): MarkedLines {
  return groupBy(marked?.marks ?? [], ({ position }) => position.line);
}

function highestNumber(row: Line | number): number {
  return typeof row === "number" ? 0 : Math.max(row.before ?? 0, row.after ?? 0);
}

type MarkedLines = ReadonlyMap<number, readonly Mark[]>;

/** The places of the lines that matter, in order: those with a mark, else those that changed. */
function mattering(
  lines: readonly Line[],
  inBefore: MarkedLines,
  inAfter: MarkedLines,
): readonly number[] {
  const places = placesIn(lines);
  const marked = [
    ...[...inAfter.keys()].flatMap(number => places.after.get(number) ?? []),
    ...[...inBefore.keys()].flatMap(number => places.removed.get(number) ?? []),
  ];
  return marked.length > 0 ? marked.sort((a, b) => a - b) : places.changed;
}

/** Leaves out what is far from every line that matters, and counts it. */
function keepNear(lines: readonly Line[], places: readonly number[]): readonly (Line | number)[] {
  const rows: (Line | number)[] = [];
  let next = 0;
  const skipTo = (end: number): void => {
    if (end <= next) return;
    // To say that lines are left out takes a line itself.
    if (end - next > 2) rows.push(end - next);
    else rows.push(...lines.slice(next, end));
    next = end;
  };
  for (const i of places) {
    skipTo(i - context);
    rows.push(...lines.slice(next, i + context + 1));
    next = Math.max(next, Math.min(i + context + 1, lines.length));
  }
  skipTo(lines.length);
  return rows;
}

const signs = { kept: " ", removed: "-", added: "+" } as const;

function renderLine(
  { kind, before, after, text }: Line,
  marks: readonly Mark[],
  width: number,
  isChange: boolean,
): Html {
  const numbers = (isChange ? [before, after] : [after]).map(number =>
    String(number ?? "").padStart(width),
  );
  const sign = isChange ? `${signs[kind]} ` : "";
  const line = html`<i>${numbers.join(" ")}</i>${sign}${renderText(text, marks)}`;
  if (kind === "removed") return html`<del>${line}</del>`;
  return kind === "added" ? html`<ins>${line}</ins>` : html`<span>${line}</span>`;
}

function renderText(text: string, marks: readonly Mark[]): readonly Html[] {
  const characters = [...text.slice(0, 2 * longestLine)].slice(0, longestLine);
  const parts: Html[] = [];
  let at = 0;
  for (const { position, length } of marks.toSorted(
    (a, b) => a.position.column - b.position.column,
  )) {
    const start = position.column - 1;
    if (start < at) continue;
    const piece = characters.slice(start, start + length).join("");
    parts.push(html`${characters.slice(at, start).join("")}<mark>${piece}</mark>`);
    at = start + length;
  }
  const isCut = characters.join("").length < text.length;
  return [...parts, html`${characters.slice(at).join("")}${isCut ? "…" : ""}`];
}

/** What the lines are of, with and without markup. */
function labelOf(excerpt: Excerpt): { readonly text: string; readonly markup: Html } {
  if (excerpt.kind === "standing") {
    const { commit, holder, text } = excerpt;
    const what = holder === "session" ? "the session" : "the task that moved";
    return {
      text: `${text.path} in ${short(commit)}`,
      markup: html`${code(text.path)}: ${what}, in ${code(short(commit))}`,
    };
  }
  const { before, after, base } = excerpt;
  const paths = [...new Set([before, after].flatMap(side => side?.path ?? []))];
  const [first = "", second] = paths;
  const against = describeBase(base);
  const names = second === undefined ? code(first) : html`${code(first)} to ${code(second)}`;
  return { text: `${paths.join(" to ")}, ${against}`, markup: html`${names}, ${against}` };
}

function describeBase(base: Base): string {
  switch (base.kind) {
    case "nothing":
      return "in the first commit";
    case "automatic-merge":
      return "compared with what git makes of this merge by itself";
    case "parent":
      return `compared with its parent ${short(base.commit)}`;
  }
}
