import type { QualifiedId } from "../model/task-id.ts";
import { checksumOf } from "../snapshots/checksum.ts";
import type { Catalog, CatalogFile, CatalogId } from "./catalog.ts";
import { afterHead, byteOrder, type Head, prefixBytes } from "./head.ts";
import { type ReadBytes, readPages } from "./pages.ts";
import { type RawRecord, recordsIn, rowsIn } from "./records.ts";
import { type Words, wordsIn } from "./words.ts";

/**
 * @param read reads of the bytes that `encode` gave
 * @param size how many there are
 * @returns `undefined` where they are not a catalog for this key
 * @throws DamagedCatalog
 */
export function decode(read: ReadBytes, size: number, key: string): Catalog | undefined {
  const [length = 0, ...checksum] = new Uint32Array(new Uint8Array(read(0, prefixBytes)).buffer);
  if (prefixBytes + length > size) return undefined;
  const text = read(prefixBytes, length);
  const seed = checksumOf(text);
  if (seed.some((half, i) => half !== checksum[i])) return undefined;
  const head = JSON.parse(Buffer.from(text).toString("utf8")) as Head;
  if (head.order !== byteOrder || head.key !== key) return undefined;
  return catalogIn(head, wordsIn(readPages(read, afterHead(length), seed)));
}

function catalogIn({ commit, sessions, tasks, oidBytes, sections }: Head, words: Words): Catalog {
  const { start, count } = sections.unsettled;
  return {
    commit,
    sessions,
    tasks,
    files: recordsIn(words, sections.files, raw => fileOf(raw, oidBytes)),
    ids: recordsIn(words, sections.ids, idOf),
    byPath: rowsIn(words, sections.byPath),
    byLocal: rowsIn(words, sections.byLocal),
    byName: rowsIn(words, sections.byName),
    unsettled: () => words.some(start, count),
  };
}

function fileOf({ numbers: [flags = 0, ...mentions], bytes }: RawRecord, oidBytes: number) {
  const oid = bytes.toString("hex", 0, oidBytes);
  return { path: bytes.toString("utf8", oidBytes), oid, flags, mentions } satisfies CatalogFile;
}

function idOf({ numbers: places, bytes }: RawRecord): CatalogId {
  return { id: bytes.toString("utf8") as QualifiedId, places };
}
