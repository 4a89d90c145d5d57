import { mapThree, type ThreeWay } from "../../model/three-way.ts";
import { linesFrom } from "./gap.ts";

/**
 * Whether every comment stands in a merged text as often as it should: no more often than on a side,
 * unless both added it, and no less often, unless one removed it. Where both added a key behind the
 * same comment, it would be above each of them.
 */
export function keepsComments(texts: ThreeWay<string>, merged: string): boolean {
  const counts = mapThree(texts, commentsIn);
  const result = commentsIn(merged);
  const all = new Set([...Object.values(counts), result].flatMap(comments => [...comments.keys()]));
  return [...all].every(comment => {
    const { base, ours, theirs } = mapThree(counts, comments => comments.get(comment) ?? 0);
    const count = result.get(comment) ?? 0;
    const sum = Math.max(0, ours + theirs - base);
    // What one side alone did to it counts.
    const least = ours === base ? theirs : theirs === base ? ours : Math.min(ours, theirs, sum);
    return least <= count && count <= Math.max(ours, theirs, sum);
  });
}

function commentsIn(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const line of linesFrom(text, 0)) {
    const comment = line.trim();
    if (comment.startsWith("#")) counts.set(comment, (counts.get(comment) ?? 0) + 1);
  }
  return counts;
}
