import { type Checksum, checksumOf } from "../snapshots/checksum.ts";
import { type Words, wordsInMemory } from "./words.ts";

/**
 * Reads from the file in which a catalog is kept, into memory of its own.
 * @throws DamagedCatalog where it has less, or cannot be read
 */
export type ReadBytes = (at: number, length: number) => Uint8Array;

/** Something is not what was written: whoever asks a catalog then has no answer, and does without. */
export class DamagedCatalog extends Error {}

/** So few that little is read and verified beside what is asked for: almost always one record. */
export const pageBytes = 512;
const pageWords = pageBytes / 4;
const checksumWords = 2;
const contentWords = pageWords - checksumWords;

/** How many pages are held in memory at a time. */
const mostPages = 8192;

function pagesFor(words: number): number {
  return Math.ceil(words / contentWords);
}

/**
 * Content in pages, each with a checksum of its own at its end: of a large file only those are read and
 * verified that hold what is asked for.
 * @param start where the first one begins
 * @param seed what was given to `piecesOfPages`
 * @param count how many words there are
 */
export function wordsInPages(read: ReadBytes, start: number, seed: Checksum, count: number): Words {
  const known = new Map<number, Uint32Array>();
  const pageAt = (number: number): Uint32Array => {
    const page =
      known.get(number) ?? verified(read(start + number * pageBytes, pageBytes), seed, number);
    if (known.size === mostPages) known.clear();
    known.set(number, page);
    return page;
  };
  // Almost always it is the same one as before.
  let page: Uint32Array = new Uint32Array();
  let first = 0;
  const pageOf = (place: number): Uint32Array => {
    if (place < first || place >= first + page.length) {
      const number = Math.floor(place / contentWords);
      page = pageAt(number);
      first = number * contentWords;
    }
    return page;
  };
  const at = (place: number): number => pageOf(place)[place - first] ?? 0;
  const copy = (place: number, length: number): Uint32Array => {
    const words = new Uint32Array(length);
    for (let done = 0; done < length; ) {
      const from = pageOf(place + done);
      const part = from.subarray(place + done - first, place + length - first);
      words.set(part, done);
      done += part.length;
    }
    return words;
  };
  return {
    at,
    some: (place, length) => [...copy(place, length)],
    bytes: (place, length) => Buffer.from(copy(place, Math.ceil(length / 4)).buffer, 0, length),
    whole: () => {
      const pages = read(start, pagesFor(count) * pageBytes);
      const all = new Uint32Array(pages.buffer, pages.byteOffset, pages.length / 4);
      for (let number = 0; number < pagesFor(count); number++) {
        const from = number * pageWords;
        verified(pages.subarray(from * 4, from * 4 + pageBytes), seed, number);
        all.copyWithin(number * contentWords, from, from + contentWords);
      }
      return wordsInMemory(all);
    },
  };
}

function verified(bytes: Uint8Array, seed: Checksum, number: number): Uint32Array {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, pageWords);
  const content = words.subarray(0, contentWords);
  const [a, b] = checksumOfPage(content, seed, number);
  if (words[contentWords] === a && words[contentWords + 1] === b) return content;
  throw new DamagedCatalog("a checksum is wrong");
}

/** All pages, some at a time: the memory of these is the next ones' too. */
export function* piecesOfPages(words: Uint32Array, seed: Checksum): Generator<Uint8Array> {
  const some = new Uint32Array(pagesAtOnce * pageWords);
  const count = pagesFor(words.length);
  for (let number = 0; number < count; ) {
    const end = Math.min(number + pagesAtOnce, count);
    some.fill(0);
    let place = 0;
    for (; number < end; number++, place += pageWords) {
      const page = some.subarray(place, place + pageWords);
      page.set(words.subarray(number * contentWords, (number + 1) * contentWords));
      page.set(checksumOfPage(page.subarray(0, contentWords), seed, number), contentWords);
    }
    yield new Uint8Array(some.buffer, 0, place * 4);
  }
}

const pagesAtOnce = 256;

/** So that one page is not taken for another. */
function checksumOfPage(content: Uint32Array, [a, b]: Checksum, number: number): Checksum {
  const { buffer, byteOffset, byteLength } = content;
  return checksumOf(new Uint8Array(buffer, byteOffset, byteLength), [a ^ number, b]);
}
