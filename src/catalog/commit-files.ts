import { eachBlob } from "../git/blobs.ts";
import type { Git } from "../git/git.ts";
import type { Repository } from "../git/repository.ts";
import { eachPrinted } from "../git/tree-contents.ts";
import { limits } from "../limits.ts";
import type { Settings } from "../model/settings.ts";
import { listTree, pathspecs } from "../snapshots/listing.ts";
import { recordBases, recordFilesAmong } from "../snapshots/records.ts";
import type { FileEntry } from "../snapshots/snapshot.ts";

/** The session and task files of a commit. */
export interface CommitFiles {
  readonly commit: string;
  /** Sorted by path. */
  readonly entries: readonly FileEntry[];
  /** The paths below which they lie. */
  readonly bases: readonly string[];
  /**
   * git may print all at once: most of what lies there is one of them, in a part of the repository, and no
   * name has several lines.
   */
  readonly isPrintable: boolean;
}

export async function listCommitFiles(
  { git }: Repository,
  settings: Settings,
  commit: string,
): Promise<CommitFiles> {
  const bases = recordBases(settings);
  const all = bases.length === 0 ? [] : await listTree(git, commit, bases);
  const entries = recordFilesAmong(all, settings);
  const isPrintable =
    entries.length * 2 >= all.length &&
    !bases.includes("") &&
    !all.some(({ path }) => path.includes("\n"));
  return { commit, entries, bases, isPrintable };
}

/** Fewer files are read as quickly by their object IDs. */
const worthPrinting = 1000;

/**
 * Reads session and task files of a commit, in any order.
 * @param wanted their places among the entries, ascending
 * @param takeLines is given a place, and the content, with a line feed at its end that may not be there;
 *   returns whether that was enough. The memory of a content is the next one's, too.
 * @param visit is given the exact content, or the size of one that is too large, where it was not
 */
export async function eachContent(
  git: Git,
  { commit, entries, bases, isPrintable }: CommitFiles,
  wanted: readonly number[],
  takeLines: (place: number, lines: Buffer) => boolean,
  visit: (place: number, content: Buffer | number) => void,
): Promise<void> {
  let left: readonly number[] = wanted;
  if (isPrintable && wanted.length >= worthPrinting) {
    const taken = new Set<number>();
    let next = 0;
    await eachPrinted(git, commit, pathspecs(bases), limits.fileBytes, (path, lines) => {
      // git prints nothing of an empty file, and sorts some names in another way: these are left. (Most often
      // it is the next one, and to know that two texts are the same takes less than which one comes first.)
      let own = pathAt(next);
      while (own !== path && own < path && next < wanted.length) own = pathAt(++next);
      const place = wanted[next];
      if (place !== undefined && own === path && takeLines(place, lines)) taken.add(place);
    });
    left = wanted.filter(place => !taken.has(place));
  }
  const oids = left.map(place => entries[place]?.oid ?? "");
  await eachBlob(git, oids, limits.fileBytes, (i, content) => visit(left[i] ?? 0, content));

  function pathAt(index: number): string {
    return entries[wanted[index] ?? -1]?.path ?? "";
  }
}
