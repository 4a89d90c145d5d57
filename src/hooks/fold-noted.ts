import { join } from "node:path";
import { type FoldResult, foldIntoMerge, type PendingFold } from "../fix/fold.ts";
import { dropPendingFold, readPendingFold } from "../fix/pending-fold.ts";
import type { Git } from "../git/git.ts";
import { indexHash } from "../git/index-hash.ts";
import type { HookReport } from "./context.ts";
import { stagedRewrites } from "./repair-command.ts";

/**
 * Folds into the merge commit what `pre-merge-commit` noted of it, and says what came of it.
 * @returns whether HEAD is the merge that was noted: else nobody has looked at it yet
 */
export async function foldNoted(
  git: Git,
  gitDirectory: string,
  say: HookReport["say"],
): Promise<boolean> {
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
      return isAsNoted(gitDirectory, pending);
    case "unseen":
      return false;
  }
}

/**
 * Whether the index is the one that the note was left with. Where it is not, the note may be one of the same
 * merge that came to nothing, and was made again with `--no-verify` and other options.
 */
function isAsNoted(gitDirectory: string, pending: PendingFold | undefined): boolean {
  const hash = indexHash(process.env.GIT_INDEX_FILE ?? join(gitDirectory, "index"));
  return hash !== undefined && hash === pending?.index;
}
