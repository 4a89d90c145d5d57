import type { Position } from "../model/text.ts";
import { positionsIn } from "../model/text.ts";
import { type BadData, describe } from "./data.ts";
import { parseDocuments } from "./documents.ts";
import { mappingsOf, openSource, textPairs } from "./mapping.ts";

/** One line of a map of IDs, as it was written. */
export interface IdMapEntry {
  readonly from: string;
  readonly to: string;
  readonly position: Position;
}

/**
 * Reads a map of IDs: YAML, `old: new` per line. Everything is text: `0123` stays `0123`.
 * @returns the entries in the order of the file; none for an empty one
 */
export function readIdMap(text: string): readonly IdMapEntry[] | BadData {
  const positionAt = positionsIn(text);
  const documents = parseDocuments(text);
  if ("reason" in documents) {
    return { problem: describe(documents.reason), position: positionAt(documents.offset) };
  }
  const mappings = documents.flatMap(document =>
    mappingsOf(openSource(text, document, positionAt)),
  );
  const entries: IdMapEntry[] = [];
  for (const mapping of mappings) {
    const pairs = "map" in mapping ? textPairs(mapping) : [mapping];
    for (const pair of pairs) {
      if (!("key" in pair)) return { problem: "expected `old: new`, an ID each", position: pair };
      entries.push({ from: pair.key, to: pair.value, position: pair.position });
    }
  }
  return entries;
}
