import type { RangeCommit } from "../git/commit-range.ts";
import { changesOfTrees } from "../git/diff-pairs.ts";
import type { Git } from "../git/git.ts";
import { changesToParents } from "../git/log.ts";
import { automaticMerges, type MergedPair } from "../git/merge-tree.ts";
import type { FileChange } from "../git/raw-diff.ts";
import { historyPaths } from "../history/file-history.ts";
import { tellingFiles } from "../history/telling-files.ts";
import type { Settings } from "../model/settings.ts";
import { fileKinds } from "../snapshots/records.ts";

/** The session and task files that a commit touched. */
export interface CommitFiles {
  readonly commit: RangeCommit;
  /**
   * What it changed, as far as that tells where anything came from; of a merge, what it adds to the
   * automatic one.
   */
  readonly files: Files;
  /**
   * Where a merge cannot be compared with an automatic one, `files` is what no parent has, and this
   * is what differs from each parent.
   */
  readonly perParent: readonly Files[] | undefined;
  /** What git makes of a merge by itself: `files` is compared with it, but for its conflicts. */
  readonly automatic: MergedPair | undefined;
}

type Files = readonly FileChange[];

/**
 * Finds out what commits changed in session and task files, with a constant number of processes.
 * @returns the commits that touch such files, or merge what does
 */
export async function commitFiles(
  git: Git,
  settings: Settings,
  commits: readonly RangeCommit[],
): Promise<readonly CommitFiles[]> {
  const paths = historyPaths(settings);
  const kindOf = fileKinds(settings);
  const relevant = (files: Files): Files => files.filter(({ path }) => kindOf(path) !== undefined);
  const compared = await changesToParents(git, commits, paths);
  const touching = commits.flatMap(commit => {
    const sides = (compared.get(commit.commit) ?? []).map(relevant);
    return sides.some(files => files.length > 0) ? [{ commit, sides }] : [];
  });
  const merged = await compareWithAutomatic(
    git,
    touching.map(({ commit }) => commit),
    paths,
  );
  return touching.map(({ commit, sides }): CommitFiles => {
    const [only = [], ...others] = sides;
    if (others.length === 0) {
      const files = tellingFiles(settings, only);
      return { commit, files, perParent: undefined, automatic: undefined };
    }
    const { automatic, changes } = merged.get(commit.commit) ?? {};
    if (automatic === undefined || changes === undefined) {
      return { commit, files: inNoParent(sides), perParent: sides, automatic: undefined };
    }
    const files = added(relevant(changes), automatic, sides);
    return { commit, files, perParent: undefined, automatic };
  });
}

/** What merges of two parents add to what git makes of them by itself. */
async function compareWithAutomatic(
  git: Git,
  commits: readonly RangeCommit[],
  paths: readonly string[],
) {
  const merges = commits.flatMap(({ commit, tree, parents }) => {
    const [ours, theirs, ...others] = parents;
    if (ours === undefined || theirs === undefined || others.length > 0) return [];
    return [{ commit, tree, pair: [ours, theirs] as const }];
  });
  const all = await automaticMerges(
    git,
    merges.map(({ pair }) => pair),
  );
  const done = merges.flatMap(({ commit, tree }, i) => {
    const automatic = all === "git-too-old" ? undefined : all[i];
    return automatic === undefined ? [] : [{ commit, tree, automatic }];
  });
  const pairs = done.map(({ tree, automatic }) => [automatic.tree, tree] as const);
  const changes = await changesOfTrees(git, pairs, paths);
  return new Map(
    done.map(({ commit, automatic }, i) => [commit, { automatic, changes: changes[i] ?? [] }]),
  );
}

/**
 * Where the automatic merge left a file in conflict, each parent's version stands before it: what one
 * of them had is nothing new.
 */
function added(changes: Files, { conflicted }: MergedPair, sides: readonly Files[]): Files {
  const clean = changes.filter(({ path }) => !conflicted.has(path));
  const touched = new Set(sides.flat().map(({ path }) => path));
  const resolved = [...conflicted].filter(path => touched.has(path));
  if (resolved.length === 0) return clean;
  return [
    ...clean.map(file => ({ ...file, befores: sides.map(() => file.before) })),
    ...resolved.map(versionsOn(sides)),
  ];
}

function inNoParent(sides: readonly Files[]): Files {
  const [first = [], ...others] = sides;
  const known = others.map(files => new Set(files.map(({ path }) => path)));
  const paths = first.map(({ path }) => path).filter(path => known.every(some => some.has(path)));
  return paths.map(versionsOn(sides));
}

/** A file as it was in each parent; where one does not differ from the result, it has its blob. */
function versionsOn(sides: readonly Files[]): (path: string) => FileChange {
  const byPath = sides.map(files => new Map(files.map(file => [file.path, file])));
  return path => {
    const perSide = byPath.map(files => files.get(path));
    const after = perSide.find(file => file !== undefined)?.after;
    const befores = perSide.map(file => (file === undefined ? after : file.before));
    const [before] = befores;
    return {
      path,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
      befores,
    };
  };
}
