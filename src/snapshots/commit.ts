import type { Repository } from "../git/repository.ts";
import { listTree, readEntries } from "./listing.ts";
import type { Snapshot } from "./snapshot.ts";

/** The tree of a commit, which must exist; works in a bare repository. */
export function commitSnapshot({ git }: Repository, commit: string): Snapshot {
  return {
    label: `commit:${commit}`,
    tips: [commit],
    list: bases => listTree(git, commit, bases),
    read: entries => readEntries(git, entries),
    changesSince: async () => [],
  };
}
