import { changedInDiff } from "../git/raw-diff.ts";
import { indexVersion, type Repository } from "../git/repository.ts";
import { differencesIn, entryReader, parseIndex, pathspecs } from "./listing.ts";
import type { Snapshot } from "./snapshot.ts";

/** What is staged; in a hook, the index that git is about to commit (`GIT_INDEX_FILE`). */
export function indexSnapshot(repository: Repository, tips: readonly string[]): Snapshot {
  const { git } = repository;
  const version = indexVersion(repository);
  return {
    label: "index",
    tips,
    isCurrent: () => indexVersion(repository) === version,
    list: async bases =>
      parseIndex(await git.run(["ls-files", "-s", "-t", "-z", ...pathspecs(bases)])),
    read: entryReader(git),
    changesSince: (tip, bases) => changedInDiff(git, ["--cached", tip], pathspecs(bases)),
    differencesFrom: async (commit, bases) => {
      const changes = await changedInDiff(git, ["--cached", commit], pathspecs(bases));
      const { paths, entries } = differencesIn(changes);
      if (!changes.some(({ isUnmerged }) => isUnmerged)) return { paths, entries };
      // A diff does not tell whether a path in conflict is a file.
      const args = ["ls-files", "-u", "-s", "-t", "-z", ...pathspecs(bases)];
      const unmerged = parseIndex(await git.run(args));
      return { paths, entries: [...entries.filter(({ oid }) => oid !== undefined), ...unmerged] };
    },
  };
}
