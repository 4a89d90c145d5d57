/** Something as both sides of a merge have it, and as their common ancestor had it. */
export interface ThreeWay<T> {
  readonly base: T;
  readonly ours: T;
  readonly theirs: T;
}

/** The sides of a merge, as git calls them. */
export type Side = "ours" | "theirs";

/**
 * The side whose version stands, where that takes no thought: the one that changed it, or ours
 * where both say the same.
 * @returns `undefined` where both changed it, and differently
 */
export function sideOf<T>({ base, ours, theirs }: ThreeWay<T>): Side | undefined {
  if (ours === theirs || theirs === base) return "ours";
  return ours === base ? "theirs" : undefined;
}

/** The same of each version. */
export function mapThree<T, U>({ base, ours, theirs }: ThreeWay<T>, of: (one: T) => U) {
  return { base: of(base), ours: of(ours), theirs: of(theirs) };
}
