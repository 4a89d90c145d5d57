import { eachBlob } from "../git/blobs.ts";
import type { Git } from "../git/git.ts";
import type { Repository } from "../git/repository.ts";
import { readTree } from "../git/tree-contents.ts";
import { limits } from "../limits.ts";
import { compareText } from "../model/finding.ts";
import type { Settings } from "../model/settings.ts";
import { commitSnapshot } from "../snapshots/commit.ts";
import { eachSized, pathspecs, type SizedEntry } from "../snapshots/listing.ts";
import { fileKinds, listRecordFiles, recordBases } from "../snapshots/records.ts";
import type { FileEntry } from "../snapshots/snapshot.ts";

/** The session and task files of a commit, and what lies beside them. */
export interface CommitFiles {
  readonly commit: string;
  /** The session and task files, sorted by path. */
  readonly entries: readonly FileEntry[];
  /** The paths below which they lie. */
  readonly bases: readonly string[];
  /** All regular files there, the entries among them, as git sorts them; absent where they are of no use. */
  readonly all?: readonly SizedEntry[];
}

/** @param isNew whether no other commit is known, so that all files will have to be read */
export async function listCommitFiles(
  repository: Repository,
  settings: Settings,
  commit: string,
  isNew: boolean,
): Promise<CommitFiles> {
  const bases = recordBases(settings);
  // Of a whole repository, most is something else.
  if (isNew && !bases.includes("")) {
    const kindOf = fileKinds(settings);
    const all: SizedEntry[] = [];
    const entries: SizedEntry[] = [];
    const isAll = await eachSized(repository.git, commit, bases, entry => {
      all.push(entry);
      if (kindOf(entry.path) !== undefined) entries.push(entry);
    });
    entries.sort((a, b) => compareText(a.path, b.path));
    if (isAll) return { commit, entries, bases, all };
  }
  const entries = await listRecordFiles(commitSnapshot(repository, commit), settings);
  return { commit, entries, bases };
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
