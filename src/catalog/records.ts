import type { Words } from "./words.ts";

/** Records one after the other. A row is the place of a record: they grow, but not by one. */
export interface Records<T> {
  readonly count: number;
  at(row: number): T;
  /** All of them, in order. */
  each(): IterableIterator<T>;
}

/** What is kept of a record: how many numbers it has and how many bytes, then these. */
export interface RawRecord {
  readonly numbers: readonly number[];
  readonly bytes: Buffer;
}

/** Where records, lists or numbers begin, and how many they are. */
export interface Section {
  readonly start: number;
  readonly count: number;
}

/** In words. */
export function lengthOfRecord(numbers: number, bytes: number): number {
  return 2 + numbers + Math.ceil(bytes / 4);
}

export function recordsIn<T>(
  words: Words,
  { start, count }: Section,
  parse: (raw: RawRecord) => T,
): Records<T> {
  const at = (row: number): T => {
    const numbers = words.at(row);
    return parse({
      numbers: words.some(row + 2, numbers),
      bytes: words.bytes(row + 2 + numbers, words.at(row + 1)),
    });
  };
  return {
    count,
    at,
    each: function* () {
      let row = start;
      for (let i = 0; i < count; i++) {
        yield at(row);
        row += lengthOfRecord(words.at(row), words.at(row + 1));
      }
    },
  };
}

/**
 * The rows of something, by its hash, in about as many lists as there are rows: so that of any number
 * of rows few pages are read. In a list may stand others with it.
 */
export type Rows = (hash: number) => readonly number[];

/** Lists are kept so: where each begins and the last one ends, then all of them. */
export function rowsIn(words: Words, { start, count }: Section): Rows {
  return hash => {
    const list = start + listOfHash(hash, count);
    const from = words.at(list);
    return words.some(start + count + 1 + from, words.at(list + 1) - from);
  };
}

/** In which of some lists is what has a hash. */
export function listOfHash(hash: number, lists: number): number {
  return hash % lists;
}
