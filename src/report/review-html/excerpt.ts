import { structuredPatch } from "diff";
import type { Base, ChangedText, Excerpt, Mark, MarkedText } from "../../model/excerpt.ts";
import { linesOf } from "../../model/text.ts";
import { short } from "../messages.ts";
import { counted } from "../words.ts";
import { code, type Html, html } from "./html.ts";

/** How many lines are shown around one that matters. */
const context = 3;
/** Two texts that differ in more lines are not compared any further: that takes time in its square. */
const mostEdits = 2000;
/** Nobody reads a longer line. */
const longestLine = 1000;

/** The lines that something told rests on, with their numbers and what was said of whom. */
export function renderExcerpt(excerpt: Excerpt): Html {
  const lines = excerpt.kind === "change" ? linesOfChange(excerpt) : linesOfText(excerpt.text);
  const label = labelOf(excerpt);
  const width = String(
    Math.max(...lines.map(({ before = 0, after = 0 }) => Math.max(before, after))),
  ).length;
  const isChange = excerpt.kind === "change";
  const rows = keepNear(lines).map(row =>
    typeof row === "number"
      ? html`<span class="gap">… ${counted(row, "line")}</span>`
      : renderLine(row, width, isChange),
  );
  return html`<figure class="lines"><figcaption>${label.markup}</figcaption><pre tabindex="0" role="group" aria-label="Lines of ${label.text}"><code>${rows}</code></pre></figure>`;
}

interface Line {
  readonly kind: "kept" | "removed" | "added";
  /** Its numbers in the two texts. */
  readonly before?: number;
  readonly after?: number;
  readonly text: string;
  readonly marks: readonly Mark[];
}

/** Both texts compared, with all that is the same. */
function linesOfChange({ before, after }: ChangedText): readonly Line[] {
  const [old, now] = [before, after].map(side => (side === undefined ? [] : textLines(side.text)));
  if (old === undefined || now === undefined) return [];
  const join = (lines: readonly string[]): string => lines.map(line => `${line}\n`).join("");
  const options = { context: Number.MAX_SAFE_INTEGER, maxEditLength: mostEdits };
  const patch = structuredPatch("", "", join(old), join(now), undefined, undefined, options);
  const signs = patch?.hunks[0]?.lines.map(line => line.charAt(0)) ?? [
    ...old.map(() => "-"),
    ...now.map(() => "+"),
  ];
  const marksBefore = marksByLine(before);
  const marksAfter = marksByLine(after);
  let [i, j] = [0, 0];
  return signs.map((sign): Line => {
    if (sign === "-") {
      const [text = "", number] = [old[i], ++i];
      return { kind: "removed", before: number, text, marks: marksBefore(number) };
    }
    const [text = "", number] = [now[j], ++j];
    const marks = marksAfter(number);
    if (sign === "+") return { kind: "added", after: number, text, marks };
    return { kind: "kept", before: ++i, after: number, text, marks };
  });
}

function linesOfText(marked: MarkedText): readonly Line[] {
  const marksOf = marksByLine(marked);
  return textLines(marked.text).map((text, i): Line => {
    return { kind: "kept", after: i + 1, text, marks: marksOf(i + 1) };
  });
}

function textLines(text: string): readonly string[] {
  const lines = linesOf(text);
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}

function marksByLine(marked: MarkedText | undefined): (line: number) => readonly Mark[] {
  const marks = marked?.marks ?? [];
  return line => marks.filter(({ position }) => position.line === line);
}

/** Leaves out what is far from every line that matters, and counts it. */
function keepNear(lines: readonly Line[]): readonly (Line | number)[] {
  const isMarked = lines.some(({ marks }) => marks.length > 0);
  const matters = ({ kind, marks }: Line): boolean =>
    isMarked ? marks.length > 0 : kind !== "kept";
  const rows: (Line | number)[] = [];
  let next = 0;
  const skipTo = (end: number): void => {
    // To say that lines are left out takes a line itself.
    if (end - next > 2) rows.push(end - next);
    else rows.push(...lines.slice(next, end));
    next = Math.max(next, end);
  };
  lines.forEach((line, i) => {
    if (!matters(line)) return;
    skipTo(i - context);
    rows.push(...lines.slice(next, i + context + 1));
    next = Math.max(next, i + context + 1);
  });
  skipTo(lines.length);
  return rows;
}

const signs = { kept: " ", removed: "-", added: "+" } as const;

function renderLine({ kind, before, after, text, marks }: Line, width: number, isChange: boolean) {
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
    const what = holder === "session" ? "the session" : "the record of the migration";
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
