import { eachBlob } from "../git/blobs.ts";
import type { Git } from "../git/git.ts";
import { readTree } from "../git/tree-contents.ts";
import { limits } from "../limits.ts";
import { pathspecs, type SizedEntry } from "../snapshots/listing.ts";
import type { FileEntry } from "../snapshots/snapshot.ts";

/** The session and task files of a commit, and what lies beside them. */
export interface CommitFiles {
  readonly commit: string;
  /** The session and task files, sorted by path. */
  readonly entries: readonly FileEntry[];
  /** The paths below which they lie. */
  readonly bases: readonly string[];
  /** All regular files there, the entries among them, as git sorts them; absent where a blob is missing. */
  readonly all?: readonly SizedEntry[] | undefined;
}

/**
 * Reads session and task files of a commit, each once, in any order.
 * @param wanted their places among the entries, ascending
 * @param visit is told a place, and the content, or the size of one that is too large; the memory
 *   of a content is the next one's too
 */
export async function eachContent(
  git: Git,
  files: CommitFiles,
  wanted: readonly number[],
  visit: (place: number, content: Buffer | number) => void,
): Promise<void> {
  const left = wanted.slice(await readTogether(git, files, wanted, visit));
  const oids = left.map(place => files.entries[place]?.oid ?? "");
  await eachBlob(git, oids, limits.fileBytes, (i, content) => visit(left[i] ?? 0, content));
}

/**
 * Reads all that is there, if that is worth it.
 * @returns how many of the wanted files were read, the first ones
 */
async function readTogether(
  git: Git,
  { commit, entries, bases, all = [] }: CommitFiles,
  wanted: readonly number[],
  visit: (place: number, content: Buffer) => void,
): Promise<number> {
  if (!isWorthAll(all, entries, wanted)) return 0;
  let read = 0;
  await readTree(git, commit, pathspecs(bases), all, (index, content) => {
    const place = wanted[read];
    if (place === undefined || entries[place] !== all[index]) return;
    visit(place, content);
    read++;
  });
  return read;
}

/** Fewer files are read as quickly by their object IDs. */
const worthAll = 1000;

/** Whether most of what is there is wanted, and none of it is large: git holds one file at a time. */
function isWorthAll(
  all: readonly SizedEntry[],
  entries: readonly FileEntry[],
  wanted: readonly number[],
): boolean {
  if (wanted.length < worthAll) return false;
  let found = 0;
  let bytes = 0;
  let otherBytes = 0;
  for (const file of all) {
    if (file.size > limits.fileBytes) return false;
    if (file === entries[wanted[found] ?? -1]) {
      found++;
      bytes += file.size;
    } else {
      otherBytes += file.size;
    }
  }
  // git sorts the bytes of paths: not all may have been found.
  return found === wanted.length && otherBytes <= bytes;
}
