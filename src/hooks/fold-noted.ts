import { type FoldResult, foldIntoMerge, type PendingFold } from "../fix/fold.ts";
import { dropPendingFold, readPendingFold } from "../fix/pending-fold.ts";
import { indexHash } from "../git/index-hash.ts";
import { indexFile, type Repository } from "../git/repository.ts";
import type { HookReport } from "./context.ts";
import { stagedRewrites } from "./repair-command.ts";

/** As much of a repository as it takes. */
type Noted = Pick<Repository, "git" | "gitDirectory" | "topLevel">;

/**
 * Folds into the merge commit what `pre-merge-commit` noted of it, and says what came of it.
 * @returns whether HEAD is the merge that was noted: else nobody has looked at it yet
 */
export async function foldNoted(repository: Noted, say: HookReport["say"]): Promise<boolean> {
  const { git, gitDirectory } = repository;
  const pending = readPendingFold(gitDirectory);
  const result: FoldResult =
    pending === undefined ? { status: "unseen" } : await foldIntoMerge(git, pending);
  // Only now: until then whoever comes next finds what is left to do.
  if (pending !== undefined) dropPendingFold(gitDirectory);
  switch (result.status) {
    case "folded":
      say(`the merge commit holds the rewritten IDs: ${result.commit.slice(0, 10)}`);
      return true;
    case "refused":
      say(`the merge commit could not be rewritten: ${result.reason}`);
      stagedRewrites.forEach(say);
      return true;
    case "unneeded":
      return isAsNoted(repository, pending);
    case "unseen":
      return false;
  }
}

/**
 * Whether the index is the one that the note was left with. Where it is not, the note may be one of the same
 * merge that came to nothing, and was made again with `--no-verify` and other options.
 */
function isAsNoted(repository: Noted, pending: PendingFold | undefined): boolean {
  const hash = indexHash(indexFile(repository));
  return hash !== undefined && hash === pending?.index;
}
