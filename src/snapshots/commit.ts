import { changedBetween } from "../git/raw-diff.ts";
import type { Repository } from "../git/repository.ts";
import { differencesIn, entryReader, listTree, pathspecs } from "./listing.ts";
import type { Snapshot } from "./snapshot.ts";

/** The tree of a commit, which must exist; works in a bare repository. */
export function commitSnapshot({ git }: Repository, commit: string): Snapshot {
  return {
    label: `commit:${commit}`,
    tips: [commit],
    list: bases => listTree(git, commit, bases),
    read: entryReader(git),
    changesSince: async () => [],
    differencesFrom: async (other, bases) =>
      differencesIn(
        other === commit ? [] : await changedBetween(git, other, commit, pathspecs(bases)),
      ),
  };
}
