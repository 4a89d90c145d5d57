import type { Git } from "../git/git.ts";
import { type CommitChange, changesToParents } from "../git/log.ts";
import type { FileChange } from "../git/raw-diff.ts";
import type { Settings } from "../model/settings.ts";
import { type FileEvent, historyPaths } from "./file-history.ts";
import { tellingFiles } from "./telling-files.ts";

/** A change in the eyes of one parent. */
export interface Side {
  /** The commits that the state before the change comes from. */
  readonly heads: readonly string[];
  readonly files: readonly FileChange[];
}

/** The one file of an event, compared with each parent that has it. */
export function narrowSides({ change, file }: FileEvent): readonly Side[] {
  const { path, after, befores = [file.before] } = file;
  return befores.flatMap((before, i) => {
    if (before === undefined || after === undefined) return [];
    return [
      { heads: headsOf(change.parents, i, befores.length), files: [{ path, before, after }] },
    ];
  });
}

/**
 * All files of some events' commits that may tell where a record came from, compared with each parent:
 * it may have come from another file. A log shows of a merge only what differs from all parents, so
 * git is asked anew.
 * @returns for events of one commit the very same sides
 */
export async function wideSides(
  git: Git,
  settings: Settings,
  events: readonly FileEvent[],
): Promise<(event: FileEvent) => readonly Side[]> {
  const changes = new Set(events.map(({ change }) => change));
  const merges = [...changes].filter(({ files }) => files.some(isOfMerge));
  // The nearest ancestors that touched the files have what the parents have of them.
  const compared = await changesToParents(git, merges, historyPaths(settings));
  const sidesOf = (change: CommitChange): readonly Side[] => {
    const { commit, parents, files } = change;
    if (!files.some(isOfMerge)) return [{ heads: parents, files: tellingFiles(settings, files) }];
    return (compared.get(commit) ?? []).map((some, i) => {
      return { heads: parents.slice(i, i + 1), files: tellingFiles(settings, some) };
    });
  };
  const sides = new Map([...changes].map(change => [change, sidesOf(change)]));
  return ({ change }) => sides.get(change) ?? [];
}

function isOfMerge({ befores }: FileChange): boolean {
  return befores !== undefined;
}

/** Where two parents have the same nearest ancestor, git names it once. */
function headsOf(parents: readonly string[], i: number, count: number): readonly string[] {
  return parents.length === count ? parents.slice(i, i + 1) : parents;
}
