import { nameFromFile } from "../model/record.ts";
import type { LocalId } from "../model/task-id.ts";

/**
 * What the session and task files of a commit say of each other: which IDs and names each of them
 * mentions, and which of them hold nothing that has to be reported or asked of history. Numbers in
 * columns, so that a hundred thousand files take a few megabytes, and a millisecond to look through.
 */
export interface Catalog {
  readonly commit: string;
  /** Sorted by the paths' code units. */
  readonly files: FileColumns;
  readonly ids: IdTable;
  /** In all files together. */
  readonly sessions: number;
  readonly tasks: number;
}

/** One row a file; a column of texts or of mentions says where each row's begin. */
export interface FileColumns {
  readonly count: number;
  readonly paths: Texts;
  /** Object IDs, 20 or 32 bytes each. */
  readonly oids: Buffer;
  /** See `flag`. */
  readonly flags: Uint8Array;
  readonly sessions: Uint32Array;
  readonly tasks: Uint32Array;
  readonly mentions: Uint32Array;
  /** `count + 1` numbers: where each file's mentions begin, and where the last one's end. */
  readonly mentionStarts: Uint32Array;
}

/** Every ID that is mentioned, sorted by local ID, so that those with the same one are neighbours. */
export interface IdTable {
  readonly count: number;
  readonly locals: Texts;
  /** Empty for a plain ID that nothing narrows. */
  readonly backends: Texts;
}

/** Texts one after the other, as UTF-8. */
export interface Texts {
  readonly bytes: Buffer;
  /** One more than there are texts. */
  readonly starts: Uint32Array;
}

export const flag = {
  /** Something in the file is to be reported, or may have to be asked of history. */
  unsettled: 1,
  /** Unsettled whatever other files say: something in it cannot be read, or names no backend. */
  doubtful: 2,
  executable: 4,
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
  /** A session's own name, of which only a hash is kept. */
  name: 5,
  /** A session that is called after its file. */
  unnamed: 6,
} as const;

const kindBits = 3;

/** A mention as it stands in the column: a kind, and the number of an ID or the hash of a name. */
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

/** FNV-1a over code units, as many bits as a mention has room for. Two names may share one. */
export function nameHash(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) {
    hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  }
  return hash >>> kindBits;
}

/** The hash of the name of a session that is called after its file. */
export function hashOfUnnamed(path: string): number {
  return nameHash(nameFromFile(path));
}

export function textAt({ bytes, starts }: Texts, index: number): string {
  return bytes.toString("utf8", starts[index], starts[index + 1]);
}

export function oidAt({ files: { oids, count } }: Catalog, file: number): string {
  const length = oids.length / count;
  return oids.toString("hex", file * length, (file + 1) * length);
}

export function modeAt({ files: { flags } }: Catalog, file: number): string {
  return ((flags[file] ?? 0) & flag.executable) === 0 ? "100644" : "100755";
}

/** The row of a file; `undefined` where the commit has none there. */
export function fileAt({ files: { paths, count } }: Catalog, path: string): number | undefined {
  const row = firstFrom(paths, count, path);
  return row < count && textAt(paths, row) === path ? row : undefined;
}

/** The IDs with one local part: from the first, up to but without the last. */
export function idsWith({ locals, count }: IdTable, local: LocalId): readonly [number, number] {
  const first = firstFrom(locals, count, local);
  let end = first;
  while (end < count && textAt(locals, end) === local) end++;
  return [first, end];
}

/** The first of some sorted texts that is not before another, in the order of code units. */
function firstFrom(texts: Texts, count: number, text: string): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (textAt(texts, middle) < text) low = middle + 1;
    else high = middle;
  }
  return low;
}
