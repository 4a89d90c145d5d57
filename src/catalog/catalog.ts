import { type LocalId, localIdOf, type QualifiedId } from "../model/task-id.ts";
import type { Records, Rows } from "./records.ts";

/**
 * What the session and task files of a commit say of each other: which IDs and names each of them
 * mentions, and which of them hold nothing that has to be reported or asked of history. Of what is
 * kept only the pages are read that hold what is asked for: anything but the head may throw
 * `DamagedCatalog`.
 */
export interface Catalog {
  readonly commit: string;
  /** Sorted by the paths' code units. */
  readonly files: Records<CatalogFile>;
  /** Every ID that is mentioned. */
  readonly ids: Records<CatalogId>;
  /** What is mixed into the hashes of paths and local IDs: nobody can choose them so that they fall together. */
  readonly salt: number;
  readonly byPath: Rows;
  readonly byLocal: Rows;
  /** The rows of files, by the names of their sessions. */
  readonly byName: Rows;
  /** The rows of files in which something is to be reported, or may have to be asked of history. */
  unsettled(): readonly number[];
  /** In all files together. */
  readonly sessions: number;
  readonly tasks: number;
  /** The same in memory: quicker where most of it is asked for. */
  whole(): Catalog;
}

export interface CatalogFile {
  readonly path: string;
  readonly oid: string;
  /** See `flag`. */
  readonly flags: number;
  /** Of IDs their rows, of names their hashes: see `mentionOf`. */
  readonly mentions: readonly number[];
}

export interface CatalogId {
  /** Of a plain ID that nothing narrows, the backend is empty. */
  readonly id: QualifiedId;
  /** Where it is mentioned: as what, and the file's row. */
  readonly places: readonly number[];
}

export const flag = {
  /** Unsettled whatever other files say: something in it cannot be read, or names no backend. */
  doubtful: 1,
  executable: 2,
} as const;

/** What a mention is. In the order of a record: a task's own ID stands before all else of it. */
export const mention = {
  reference: 0,
  /** The ID of a live task. */
  live: 1,
  /** The ID of a tombstone. */
  tombstone: 2,
  /** An ID that the task before it had: `migratedFrom`. */
  former: 3,
  /** Where the tombstone before it leads: `migratedTo`. */
  target: 4,
  /** A session's name, of which only a hash is kept. */
  name: 5,
} as const;

const kindBits = 3;

/** A mention as a number: its kind, and another number of up to 29 bits. */
export function mentionOf(kind: number, number: number): number {
  return ((number << kindBits) | kind) >>> 0;
}

export function kindOfMention(one: number): number {
  return one & ((1 << kindBits) - 1);
}

export function numberOfMention(one: number): number {
  return one >>> kindBits;
}

/** Whether it stands in the record of a task: its ID, one that it had, or the one where it went. */
export function isOfTask(one: number): boolean {
  const kind = kindOfMention(one);
  return kind >= mention.live && kind <= mention.target;
}

/** Whether it is a task's own ID: there is one for each task. */
export function isTask(one: number): boolean {
  const kind = kindOfMention(one);
  return kind === mention.live || kind === mention.tombstone;
}

/** Whether it is a name: there is one for each session. */
export function isName(one: number): boolean {
  return kindOfMention(one) === mention.name;
}

/** FNV-1a over UTF-8, as many bits as a mention has room for. Two texts may share one. */
export function textHash(text: string, salt = 0): number {
  let hash = offsetBasis ^ salt;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) return bytesHash(Buffer.from(text, "utf8"), salt);
    hash = Math.imul(hash ^ code, prime);
  }
  return hash >>> kindBits;
}

/** The same of a text that is bytes already: some of many. */
export function bytesHash(bytes: Uint8Array, salt: number, start = 0, end = bytes.length): number {
  let hash = offsetBasis ^ salt;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), prime);
  return hash >>> kindBits;
}

const offsetBasis = 0x811c9dc5;
const prime = 0x01000193;

/** The row of a file; `undefined` where the commit has none there. */
export function rowOfFile({ byPath, files, salt }: Catalog, path: string): number | undefined {
  return byPath(textHash(path, salt)).find(row => files.at(row).path === path);
}

/** The IDs with one local part. */
export function idsWith({ byLocal, ids, salt }: Catalog, local: LocalId): readonly CatalogId[] {
  return byLocal(textHash(local, salt))
    .map(row => ids.at(row))
    .filter(({ id }) => localIdOf(id) === local);
}

/** The rows of files that have a session whose name has this hash. */
export function rowsWithName({ byName, files }: Catalog, hash: number): readonly number[] {
  const name = mentionOf(mention.name, hash);
  return byName(hash).filter(row => files.at(row).mentions.includes(name));
}
