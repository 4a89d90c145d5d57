import type { Git } from "../git/git.ts";
import { changesToParents } from "../git/log.ts";
import type { FileChange } from "../git/raw-diff.ts";
import type { FileEvent } from "./file-history.ts";

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
 * All files of some events' commits, compared with each parent: a record may have come from
 * another file. A log shows of a merge only what differs from all parents, so git is asked anew.
 */
export async function wideSides(
  git: Git,
  events: readonly FileEvent[],
  paths: readonly string[],
): Promise<(event: FileEvent) => readonly Side[]> {
  const merges = events.filter(({ file }) => file.befores !== undefined);
  // The nearest ancestors that touched the files have what the parents have of them.
  const compared = await changesToParents(git, new Set(merges.map(({ change }) => change)), paths);
  return ({ change, file }) => {
    const { commit, parents, files } = change;
    if (file.befores === undefined) return [{ heads: parents, files }];
    const perParent = compared.get(commit) ?? [];
    return perParent.map((some, i) => ({ heads: parents.slice(i, i + 1), files: some }));
  };
}

/** Where two parents have the same nearest ancestor, git names it once. */
function headsOf(parents: readonly string[], i: number, count: number): readonly string[] {
  return parents.length === count ? parents.slice(i, i + 1) : parents;
}
