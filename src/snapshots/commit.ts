import type { Repository } from "../git/repository.ts";
import { parseTree, pathspecs, readEntries } from "./listing.ts";
import type { Snapshot } from "./snapshot.ts";

/** The tree of a commit, which must exist; works in a bare repository. */
export function commitSnapshot({ git }: Repository, commit: string): Snapshot {
  return {
    label: `commit:${commit}`,
    tips: [commit],
    list: async bases => {
      const args = ["ls-tree", "-r", "-z", "--full-tree", commit, ...pathspecs(bases)];
      return parseTree(await git.run(args));
    },
    read: entries => readEntries(git, entries),
    changesSince: async () => [],
  };
}
