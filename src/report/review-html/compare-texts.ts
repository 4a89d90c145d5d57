import { structuredPatch } from "diff";
import { linesOf } from "../../model/text.ts";

/** A line of two texts, with its numbers in them. */
export interface Line {
  readonly kind: "kept" | "removed" | "added";
  readonly before?: number;
  readonly after?: number;
  readonly text: string;
}

/** Where the lines stand among all of a comparison, by their numbers. */
export interface LinePlaces {
  readonly after: ReadonlyMap<number, number>;
  /** Of those that are gone, by their numbers before. */
  readonly removed: ReadonlyMap<number, number>;
  /** All that are not in both texts. */
  readonly changed: readonly number[];
}

const placesKnown = new WeakMap<readonly Line[], LinePlaces>();

/** Goes through the lines of a comparison once, however many excerpts are taken from it. */
export function placesIn(lines: readonly Line[]): LinePlaces {
  const places = placesKnown.get(lines) ?? findPlaces(lines);
  placesKnown.set(lines, places);
  return places;
}

function findPlaces(lines: readonly Line[]): LinePlaces {
  const [after, removed] = [new Map<number, number>(), new Map<number, number>()];
  const changed: number[] = [];
  for (const [i, line] of lines.entries()) {
    if (line.kind !== "kept") changed.push(i);
    if (line.after !== undefined) after.set(line.after, i);
    else if (line.before !== undefined) removed.set(line.before, i);
  }
  return { after, removed, changed };
}

/** Two texts that differ in more lines are not compared any further: that takes time in its square. */
const mostEdits = 500;

/** Compares texts, and the same two only once. */
export function rememberingComparison(): (before: string, after: string) => readonly Line[] {
  const known = new Map<string, Map<string, readonly Line[]>>();
  return (before, after) => {
    const others = known.get(before) ?? new Map<string, readonly Line[]>();
    known.set(before, others);
    const lines = others.get(after) ?? compareTexts(before, after);
    others.set(after, lines);
    return lines;
  };
}

/** All lines of two texts, those that are in both once. */
function compareTexts(before: string, after: string): readonly Line[] {
  const [old, now] = [textLines(before), textLines(after)];
  const join = (lines: readonly string[]): string => lines.map(line => `${line}\n`).join("");
  const options = { context: Number.MAX_SAFE_INTEGER, maxEditLength: mostEdits };
  const patch = structuredPatch("", "", join(old), join(now), undefined, undefined, options);
  // What is the same makes no hunk, and what differs too much no patch.
  const same = before === after ? old.map(() => " ") : undefined;
  const signs = same ??
    patch?.hunks[0]?.lines.map(line => line.charAt(0)) ?? [
      ...old.map(() => "-"),
      ...now.map(() => "+"),
    ];
  let [i, j] = [0, 0];
  return signs.map((sign): Line => {
    if (sign === "-") return { kind: "removed", text: old[i] ?? "", before: ++i };
    const text = now[j] ?? "";
    if (sign === "+") return { kind: "added", text, after: ++j };
    return { kind: "kept", text, before: ++i, after: ++j };
  });
}

function textLines(text: string): readonly string[] {
  const lines = linesOf(text);
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}
