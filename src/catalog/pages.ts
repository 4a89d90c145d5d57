import { type Checksum, checksumOf } from "../snapshots/checksum.ts";

/**
 * Content in pages, each with a checksum of its own at its end, so that of a large file only what is
 * asked for is read and verified.
 */
export interface Page {
  readonly bytes: Buffer;
  /** The same bytes. */
  readonly words: Uint32Array;
}

/** @throws DamagedCatalog */
export type PageAt = (number: number) => Page;

/**
 * Reads from where a catalog is kept.
 * @throws DamagedCatalog where it has less, or cannot be read
 */
export type ReadBytes = (at: number, length: number) => Uint8Array;

/** Something is not what was written: whoever asks a catalog then has no answer, and does without. */
export class DamagedCatalog extends Error {}

export function readsOf(bytes: Uint8Array): ReadBytes {
  return (at, length) => {
    if (at + length > bytes.length) throw new DamagedCatalog("it is cut off");
    return bytes.subarray(at, at + length);
  };
}

export const pageBytes = 1024;
const checksumBytes = 8;
const contentBytes = pageBytes - checksumBytes;
export const contentWords = contentBytes / 4;

/** How many pages are held in memory at a time. */
const mostPages = 4096;

/**
 * @param start where the first one begins
 * @param seed what was given to `writePages`
 */
export function readPages(read: ReadBytes, start: number, seed: Checksum): PageAt {
  const known = new Map<number, Page>();
  return number => {
    const page =
      known.get(number) ??
      verified(read(start + number * pageBytes, pageBytes), seedOf(seed, number));
    if (known.size === mostPages) known.clear();
    known.set(number, page);
    return page;
  };
}

function verified({ buffer, byteOffset }: Uint8Array, seed: Checksum): Page {
  const bytes = Buffer.from(buffer, byteOffset, contentBytes);
  const words = new Uint32Array(buffer, byteOffset, contentWords + 2);
  const [a, b] = checksumOf(bytes, seed);
  if (words[contentWords] !== a || words[contentWords + 1] !== b)
    throw new DamagedCatalog("a checksum is wrong");
  return { bytes, words };
}

/** How many bytes the pages of so many words take. */
export function lengthOfPages(words: number): number {
  return Math.ceil(words / contentWords) * pageBytes;
}

/** @param to is as long as they are, and zeros */
export function writePages(words: Uint32Array, to: Uint8Array, seed: Checksum): void {
  const all = new Uint32Array(to.buffer, to.byteOffset, to.length / 4);
  const pageWords = pageBytes / 4;
  for (let number = 0; number * pageWords < all.length; number++) {
    const page = all.subarray(number * pageWords, (number + 1) * pageWords);
    page.set(words.subarray(number * contentWords, (number + 1) * contentWords));
    const content = new Uint8Array(page.buffer, page.byteOffset, contentBytes);
    page.set(checksumOf(content, seedOf(seed, number)), contentWords);
  }
}

/** So that one page is not taken for another. */
function seedOf([a, b]: Checksum, number: number): Checksum {
  return [a ^ number, b];
}
