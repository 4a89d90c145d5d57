import { sideOf, type ThreeWay } from "../../model/three-way.ts";

/** Merges three texts line by line; what conflicts stands between markers. */
export type MergeLines = (texts: ThreeWay<string>) => Promise<MergedLines>;

export interface MergedLines {
  readonly text: string;
  readonly isClean: boolean;
}

/** A merged piece of a file. */
export interface Piece extends MergedLines {
  /** The same with our version where there is a conflict: what can still be read as YAML. */
  readonly readable: string;
}

export function clean(text: string): Piece {
  return { text, isClean: true, readable: text };
}

/** The side's version that changed it; where both did, they are merged line by line. */
export async function mergePiece(texts: ThreeWay<string>, mergeLines: MergeLines): Promise<Piece> {
  const side = sideOf(texts);
  if (side !== undefined) return clean(texts[side]);
  return asPiece(await mergeLines(texts), texts.ours);
}

/** A conflict between two versions, though their lines alone might not make one. */
export async function conflict(texts: ThreeWay<string>, mergeLines: MergeLines): Promise<Piece> {
  const merged = await mergeLines(texts);
  // Two texts without a common ancestor conflict wherever they differ.
  return asPiece(merged.isClean ? await mergeLines({ ...texts, base: "" }) : merged, texts.ours);
}

function asPiece(merged: MergedLines, ours: string): Piece {
  return { ...merged, readable: merged.isClean ? merged.text : ours };
}
