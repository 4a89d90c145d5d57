import { changedInDiff } from "../git/raw-diff.ts";
import type { Repository } from "../git/repository.ts";
import { differencesIn, entryReader, parseIndex, pathspecs } from "./listing.ts";
import type { Snapshot } from "./snapshot.ts";

/** What is staged; in a hook, the index that git is about to commit (`GIT_INDEX_FILE`). */
export function indexSnapshot({ git }: Repository, tips: readonly string[]): Snapshot {
  return {
    label: "index",
    tips,
    list: async bases =>
      parseIndex(await git.run(["ls-files", "-s", "-t", "-z", ...pathspecs(bases)])),
    read: entryReader(git),
    changesSince: (tip, bases) => changedInDiff(git, ["--cached", tip], pathspecs(bases)),
    differencesFrom: async (commit, bases) =>
      differencesIn(await changedInDiff(git, ["--cached", commit], pathspecs(bases))),
  };
}
