import { automaticMerge, withoutAncestors } from "../git/merge-tree.ts";
import { changedBetween, type FileChange } from "../git/raw-diff.ts";
import type { Repository } from "../git/repository.ts";
import { compareText } from "../model/finding.ts";
import {
  differencesIn,
  entryReader,
  isAtOrBelow,
  isRegular,
  listTree,
  pathspecs,
} from "./listing.ts";
import type { Snapshot } from "./snapshot.ts";

/** A merge that was not made: what its index would hold. */
export interface MergeSnapshot extends Snapshot {
  readonly conflicts: readonly string[];
}

/**
 * What the merge of two commits would leave behind. Works in a bare repository.
 *
 * @param into the object ID of the commit that is merged into
 * @param ref the object ID of the one that is merged
 * @throws GitError where git is older than 2.38, or the two have no common ancestor
 */
export async function mergeSnapshot(
  { git }: Repository,
  into: string,
  ref: string,
): Promise<MergeSnapshot> {
  const [{ tree, conflicts }, tips] = await Promise.all([
    automaticMerge(git, into, ref),
    // A fast-forward, and the merge of what is merged already, have one side only.
    withoutAncestors(git, [into, ref]),
  ]);
  const unmerged = conflicts
    .filter(({ stages }) => stages.some(({ mode }) => isRegular(mode)))
    .map(({ path }) => path);
  const isUnmerged = new Set(unmerged);
  const unmergedBelow = (bases: readonly string[]): readonly string[] =>
    unmerged.filter(path => isAtOrBelow(path, bases));

  const changesSince: Snapshot["changesSince"] = async (tip, bases) => {
    const changes = await changedBetween(git, tip, tree, pathspecs(bases));
    const paths = unmergedBelow(bases);
    if (paths.length === 0) return changes;
    // What the tip has of a file in conflict: the tree may hold the same, and no change then.
    const same = (await listTree(git, tree, bases)).map(({ path, oid }) => [path, oid] as const);
    const blobs = new Map(same);
    for (const { path, before } of changes) blobs.set(path, before);
    return [
      ...changes.filter(({ path }) => !isUnmerged.has(path)),
      ...paths.map((path): FileChange => {
        const before = blobs.get(path);
        return { path, isUnmerged: true, ...(before === undefined ? {} : { before }) };
      }),
    ];
  };

  return {
    label: `merge:${into}+${ref}`,
    tips,
    conflicts: conflicts.map(({ path }) => path).sort(compareText),
    list: async bases => {
      const files = await listTree(git, tree, bases);
      const merged = files.filter(({ path }) => !isUnmerged.has(path));
      return [...merged, ...unmergedBelow(bases).map(path => ({ path }))];
    },
    read: entryReader(git),
    differencesFrom: async (commit, bases) => differencesIn(await changesSince(commit, bases)),
    changesSince,
  };
}
