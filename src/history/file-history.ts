import { type CommitChange, historyOf, newestIn } from "../git/log.ts";
import type { FileChange } from "../git/raw-diff.ts";
import type { Repository } from "../git/repository.ts";
import { shallowCommits } from "../git/repository.ts";
import type { Settings } from "../model/settings.ts";
import { pathspecs } from "../snapshots/listing.ts";
import { recordBases } from "../snapshots/records.ts";

/** The whole history of the session and task files, in memory: trees only, no contents. */
export interface FileHistory {
  /** Children before their parents. */
  readonly commits: readonly CommitChange[];
  /** The changes of one file, newest first. */
  changesOf(path: string): readonly FileEvent[];
  /** Whether a commit is another, or an ancestor of it. Both must be among `commits`. */
  isWithin(ancestor: string, descendant: string): boolean;
  /** The newest of `commits` within a tip. */
  newestWithin(tip: string): string | undefined;
  /** Whether history before a commit is missing: the clone is shallow. */
  isCutAt(commit: string): boolean;
}

/** One file's part of a commit's change. */
export interface FileEvent {
  readonly change: CommitChange;
  readonly file: FileChange;
  /** The one before it in the order of the history. */
  readonly earlier: FileEvent | undefined;
}

export async function readFileHistory(
  repository: Repository,
  settings: Settings,
  tips: readonly string[],
): Promise<FileHistory> {
  const paths = historyPaths(settings);
  const commits = await historyOf(repository.git, tips, paths);
  const cut = repository.isShallow ? await shallowCommits(repository) : new Set<string>();
  const heads = new Map<string, string | undefined>();
  for (const tip of tips) {
    const isOnly = tips.length === 1;
    heads.set(tip, isOnly ? commits[0]?.commit : await newestIn(repository.git, tip, paths));
  }

  const newest = new Map<string, FileEvent>();
  for (const change of commits.toReversed()) {
    for (const file of change.files) {
      newest.set(file.path, { change, file, earlier: newest.get(file.path) });
    }
  }
  return {
    commits,
    changesOf: path => {
      const events: FileEvent[] = [];
      for (let one = newest.get(path); one !== undefined; one = one.earlier) events.push(one);
      return events;
    },
    isWithin: ancestryOf(commits),
    newestWithin: tip => heads.get(tip),
    isCutAt: commit => cut.has(commit),
  };
}

/** The pathspec arguments that history is read with. */
export function historyPaths(settings: Settings): readonly string[] {
  return pathspecs(recordBases(settings));
}

/** @param commits children before their parents */
export function ancestryOf(
  commits: readonly Pick<CommitChange, "commit" | "parents">[],
): FileHistory["isWithin"] {
  const indexes = new Map(commits.map(({ commit }, index) => [commit, index]));
  return (ancestor, descendant) => {
    const goal = indexes.get(ancestor);
    const start = indexes.get(descendant);
    if (goal === undefined || start === undefined) return false;
    const seen = new Set([start]);
    for (const index of seen) {
      if (index === goal) return true;
      for (const parent of commits[index]?.parents ?? []) {
        const next = indexes.get(parent);
        // Children come first: what stands behind the goal does not lead to it.
        if (next !== undefined && next <= goal) seen.add(next);
      }
    }
    return false;
  };
}
