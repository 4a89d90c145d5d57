import { changesOf } from "../git/diff-pairs.ts";
import type { Git } from "../git/git.ts";
import { type CommitChange, changesToParents } from "../git/log.ts";
import { automaticMerge } from "../git/merge-tree.ts";
import { changedBetween, type FileChange } from "../git/raw-diff.ts";
import type { RangeCommit } from "./range.ts";

/** A commit, and the files that it changed. */
export interface Added {
  readonly parents: readonly string[];
  /** Of a merge, what it adds to the automatic merge. */
  readonly change: CommitChange;
}

/**
 * The commits that did something to some files, in their order. A merge that has all of them as one
 * of its parents does nothing. All others are compared with what git makes of the merge on its own;
 * where that is a conflict, and with more than two parents, what a parent had is nothing new.
 *
 * @param paths pathspec arguments
 * @throws GitError where there are merges and git is older than 2.38
 */
export async function addedChanges(
  git: Git,
  commits: readonly RangeCommit[],
  paths: readonly string[],
): Promise<readonly Added[]> {
  const compared = await comparedWithParents(git, commits, paths);
  const added: Added[] = [];
  for (const { commit, parents } of commits) {
    const sides = compared.get(commit) ?? [];
    if (sides.length === 0 || sides.some(files => files.length === 0)) continue;
    const [ours, theirs, ...more] = parents;
    const isPair = ours !== undefined && theirs !== undefined && more.length === 0;
    const files = isPair
      ? await addedToMerge(git, commit, [ours, theirs], sides, paths)
      : changedInAll(sides);
    added.push({ parents, change: { commit, parents, files } });
  }
  return added;
}

/** What each commit changed in the eyes of each parent; a root commit in those of none. */
async function comparedWithParents(
  git: Git,
  commits: readonly RangeCommit[],
  paths: readonly string[],
): Promise<ReadonlyMap<string, readonly (readonly FileChange[])[]>> {
  const roots = commits.filter(({ parents }) => parents.length === 0);
  const compared = new Map(
    await changesToParents(
      git,
      roots.map(({ commit }) => commit),
      paths,
    ),
  );
  const pairs = commits.flatMap(({ commit, parents }) =>
    parents.map(base => ({ base, tip: commit })),
  );
  for (const [i, files] of (await changesOf(git, pairs, paths)).entries()) {
    const { tip = "" } = pairs[i] ?? {};
    compared.set(tip, [...(compared.get(tip) ?? []), files]);
  }
  return compared;
}

async function addedToMerge(
  git: Git,
  commit: string,
  [ours, theirs]: readonly [string, string],
  sides: readonly (readonly FileChange[])[],
  paths: readonly string[],
): Promise<readonly FileChange[]> {
  const { tree, conflicts } = await automaticMerge(git, ours, theirs);
  const inConflict = new Set(conflicts.map(({ path }) => path));
  const changed = await changedBetween(git, tree, commit, paths);
  const clean = changed.filter(({ path }) => !inConflict.has(path));
  const both = clean.map(file => ({ ...file, befores: [file.before, file.before] }));
  const resolved = changedInAll(sides).filter(({ path }) => inConflict.has(path));
  return [...both, ...resolved];
}

/** The files that differ from every parent, with what each of them had. */
function changedInAll(sides: readonly (readonly FileChange[])[]): readonly FileChange[] {
  const [first = [], ...others] = sides;
  if (others.length === 0) return first;
  const byPath = others.map(files => new Map(files.map(file => [file.path, file])));
  return first.flatMap(file => {
    const there = byPath.map(files => files.get(file.path));
    if (there.some(other => other === undefined)) return [];
    return [{ ...file, befores: [file.before, ...there.map(other => other?.before)] }];
  });
}
