import type { NumberLists } from "./content.ts";
import { lengthOfRecord, type Section } from "./records.ts";

/** Bytes of each record, one after the other. */
export interface ByteLists {
  /** Where each record's begin, and where the last one's end. */
  readonly starts: Uint32Array;
  readonly bytes: Uint8Array;
}

/** As UTF-8. */
export function bytesOfTexts(texts: readonly string[]): ByteLists {
  const all = texts.join("");
  const bytes = Buffer.from(all, "utf8");
  const isAscii = bytes.length === all.length;
  const starts = new Uint32Array(texts.length + 1);
  for (let i = 0, at = 0; i < texts.length; i++) {
    const text = texts[i] ?? "";
    at += isAscii ? text.length : Buffer.byteLength(text);
    starts[i + 1] = at;
  }
  return { starts, bytes };
}

/** The same number of bytes for each of some records. */
export function sharedOut(bytes: Uint8Array, count: number): ByteLists {
  const starts = new Uint32Array(count + 1);
  for (let i = 1; i <= count; i++) starts[i] = (bytes.length / count) * i;
  return { starts, bytes };
}

/** What is written of records: the numbers, then all of the bytes of each. */
export interface Written {
  readonly numbers: NumberLists;
  readonly bytes: readonly ByteLists[];
}

/** The rows of records that begin at a place, and where the last one ends. */
export function rowsFrom(start: number, { numbers, bytes }: Written): Uint32Array {
  const count = numbers.starts.length - 1;
  const rows = new Uint32Array(count + 1).fill(start, 0, 1);
  for (let i = 0; i < count; i++) {
    let length = 0;
    for (const one of bytes) length += lengthOf(one, i);
    rows[i + 1] = (rows[i] ?? 0) + lengthOfRecord(lengthOf(numbers, i), length);
  }
  return rows;
}

function lengthOf({ starts }: { readonly starts: Uint32Array }, list: number): number {
  return (starts[list + 1] ?? 0) - (starts[list] ?? 0);
}

/** @param length how many words there will be */
export function newWriter(length: number) {
  const words = new Uint32Array(length);
  const asBytes = new Uint8Array(words.buffer);
  let place = 0;
  const numbers = (some: Uint32Array): Section => {
    const start = place;
    words.set(some, start);
    place += some.length;
    return { start, count: some.length };
  };
  const lists = ({ starts, numbers: all }: NumberLists): Section => {
    const { start, count } = numbers(starts);
    numbers(all);
    return { start, count: count - 1 };
  };
  const record = ({ numbers: own, bytes }: Written, index: number): void => {
    const count = lengthOf(own, index);
    copy(own.numbers, own.starts[index] ?? 0, count, words, place + 2);
    const start = (place + 2 + count) * 4;
    let end = start;
    for (const { starts, bytes: all } of bytes) {
      const length = (starts[index + 1] ?? 0) - (starts[index] ?? 0);
      copy(all, starts[index] ?? 0, length, asBytes, end);
      end += length;
    }
    words[place] = count;
    words[place + 1] = end - start;
    place += lengthOfRecord(count, end - start);
  };
  const records = (written: Written): Section => {
    const start = place;
    const count = written.numbers.starts.length - 1;
    for (let index = 0; index < count; index++) record(written, index);
    return { start, count };
  };
  return { words, numbers, lists, records };
}

/** Of so few, a loop copies faster than `set`. */
function copy<T extends Uint8Array | Uint32Array>(
  from: T,
  start: number,
  count: number,
  to: T,
  at: number,
): void {
  for (let i = 0; i < count; i++) to[at + i] = from[start + i] ?? 0;
}
