import { localIdOf } from "../model/task-id.ts";
import { checksumOf } from "../snapshots/checksum.ts";
import { isName, isTask, kindOfMention, mentionOf, numberOfMention } from "./catalog.ts";
import { type CatalogContent, listIn, type NumberLists } from "./content.ts";
import { afterHead, byteOrder, type Head, prefixBytes, type SectionName } from "./head.ts";
import { lengthOfPages, writePages } from "./pages.ts";
import { placesOfIds, rowsOfNames, rowsOfTexts } from "./postings.ts";
import { lengthOfRecord, type Section } from "./records.ts";

/**
 * Makes the bytes of a catalog: a head, and in pages the records of all IDs and files, then the lists
 * in which they are found.
 * @param key what it is kept for; none other may be given to `decode`
 */
export function encode(content: CatalogContent, key: string): Buffer {
  const { words, sections } = encodeSections(content);
  const { numbers } = content.mentions;
  const head: Head = {
    commit: content.commit,
    key,
    sessions: numbers.filter(isName).length,
    tasks: numbers.filter(isTask).length,
    oidBytes: oidBytesOf(content),
    sections,
    order: byteOrder,
  };
  const text = Buffer.from(JSON.stringify(head));
  const checksum = checksumOf(text);
  const start = afterHead(text.length);
  const bytes = Buffer.alloc(start + lengthOfPages(words.length));
  bytes.set(new Uint8Array(Uint32Array.of(text.length, ...checksum).buffer));
  bytes.set(text, prefixBytes);
  writePages(words, bytes.subarray(start), checksum);
  return bytes;
}

function encodeSections(content: CatalogContent) {
  const { paths, oids, flags, mentions, ids, unsettled } = content;
  const places = placesOfIds(mentions, ids.length);
  // Records name each other by their rows: where each one will be is known before.
  const idRows = rowsFrom(0, ids, (id, i) => lengthOfRecord(lengthOf(places, i), utf8Length(id)));
  const oidBytes = oidBytesOf(content);
  const fileRows = rowsFrom(idRows.at(-1) ?? 0, paths, (path, i) =>
    lengthOfRecord(1 + lengthOf(mentions, i), oidBytes + utf8Length(path)),
  );
  const byPath = inRows(rowsOfTexts(paths), fileRows);
  const byLocal = inRows(rowsOfTexts(ids.map(localIdOf)), idRows);
  const byName = inRows(rowsOfNames(mentions), fileRows);
  const lists = [byPath, byLocal, byName].flatMap(({ starts, numbers }) => [starts, numbers]);
  const length = lists.reduce((sum, part) => sum + part.length, fileRows.at(-1) ?? 0);

  const writer = newWriter(length + unsettled.length);
  for (const [i, id] of ids.entries()) {
    writer.record(
      listIn(places, i).map(one => moved(one, fileRows)),
      "",
      id,
    );
  }
  for (const [i, path] of paths.entries()) {
    const own = listIn(mentions, i).map(one => (isName(one) ? one : moved(one, idRows)));
    writer.record([flags[i] ?? 0, ...own], oids[i] ?? "", path);
  }
  const sections: Record<SectionName, Section> = {
    ids: { start: 0, count: ids.length },
    files: { start: fileRows[0] ?? 0, count: paths.length },
    byPath: writer.lists(byPath),
    byLocal: writer.lists(byLocal),
    byName: writer.lists(byName),
    unsettled: writer.numbers(unsettled.map(file => fileRows[file] ?? 0)),
  };
  return { words: writer.words, sections };
}

function oidBytesOf({ oids: [first = ""] }: CatalogContent): number {
  return first.length / 2;
}

/** Where records begin, and where the last one ends. */
function rowsFrom(
  start: number,
  texts: readonly string[],
  lengthAt: (text: string, index: number) => number,
): Uint32Array {
  const rows = new Uint32Array(texts.length + 1);
  let row = start;
  for (const [i, text] of texts.entries()) {
    rows[i] = row;
    row += lengthAt(text, i);
  }
  rows[texts.length] = row;
  return rows;
}

/** The same lists, of the rows that some indices get. */
function inRows({ starts, numbers }: NumberLists, rows: Uint32Array): NumberLists {
  return { starts, numbers: numbers.map(index => rows[index] ?? 0) };
}

function moved(one: number, rows: Uint32Array): number {
  return mentionOf(kindOfMention(one), rows[numberOfMention(one)] ?? 0);
}

function lengthOf({ starts }: NumberLists, list: number): number {
  return (starts[list + 1] ?? 0) - (starts[list] ?? 0);
}

function utf8Length(text: string): number {
  return Buffer.byteLength(text);
}

/** @param length how many words there will be */
function newWriter(length: number) {
  const words = new Uint32Array(length);
  const bytes = Buffer.from(words.buffer);
  let place = 0;
  const numbers = (some: ArrayLike<number>): Section => {
    const start = place;
    words.set(some, start);
    place += some.length;
    return { start, count: some.length };
  };
  return {
    words,
    numbers,
    lists: ({ starts, numbers: all }: NumberLists): Section => {
      const { start, count } = numbers(starts);
      numbers(all);
      return { start, count: count - 1 };
    },
    /** @param oid in hexadecimal, or nothing */
    record: (own: readonly number[], oid: string, text: string): void => {
      const at = (place + lengthOfRecord(own.length, 0)) * 4;
      const oidBytes = bytes.write(oid, at, "hex");
      const written = oidBytes + bytes.write(text, at + oidBytes);
      words[place] = own.length;
      words[place + 1] = written;
      words.set(own, place + 2);
      place += lengthOfRecord(own.length, written);
    },
  };
}
