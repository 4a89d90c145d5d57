import { checksumOf } from "../snapshots/checksum.ts";
import type { EncodedCatalog, Outline } from "./decode.ts";
import type { EncodedContent } from "./encode.ts";
import { pageBytes, piecesOfPages, type ReadBytes, wordsInPages } from "./pages.ts";

/** What a file begins with, as JSON; its length and its checksum stand before it. Pages follow. */
interface Head extends Outline {
  /** What the catalog is kept for. */
  readonly key: string;
  /** How many words are in the pages. */
  readonly count: number;
  /** 1 as this machine writes it: a file from one with another byte order is of no use. */
  readonly order: string;
}

const prefixBytes = 12;
/** Settings have no more by far: so long a head is damaged. */
const mostHeadBytes = 16 * 1024 * 1024;
const byteOrder = Buffer.from(new Uint32Array([1]).buffer).toString("hex");

/**
 * What a file holds, piece by piece: the memory of one may be the next one's too.
 * @param key what the catalog is kept for
 */
export function* piecesOfFile(
  { outline, words }: EncodedContent,
  key: string,
): Generator<Uint8Array> {
  const head: Head = { ...outline, key, count: words.length, order: byteOrder };
  const text = Buffer.from(JSON.stringify(head));
  const checksum = checksumOf(text);
  const bytes = new Uint8Array(afterHead(text.length));
  bytes.set(new Uint8Array(Uint32Array.of(text.length, ...checksum).buffer));
  bytes.set(text, prefixBytes);
  yield bytes;
  yield* piecesOfPages(words, checksum);
}

/**
 * @param read reads of the bytes that `piecesOfFile` gave
 * @returns `undefined` where they are not those of a catalog for this key
 * @throws DamagedCatalog
 */
export function openFile(read: ReadBytes, key: string): EncodedCatalog | undefined {
  const prefix = new Uint8Array(read(0, prefixBytes));
  const [length = 0, ...checksum] = new Uint32Array(prefix.buffer);
  if (length > mostHeadBytes) return undefined;
  const text = read(prefixBytes, length);
  const seed = checksumOf(text);
  if (seed.some((half, i) => half !== checksum[i])) return undefined;
  const head = JSON.parse(Buffer.from(text).toString("utf8")) as Head;
  if (head.order !== byteOrder || head.key !== key) return undefined;
  return { outline: head, words: wordsInPages(read, afterHead(length), seed, head.count) };
}

/** Where the pages begin: at a multiple of their length. */
function afterHead(length: number): number {
  return Math.ceil((prefixBytes + length) / pageBytes) * pageBytes;
}
