import { type FoldResult, foldIntoMerge } from "../fix/fold.ts";
import { dropPendingFold, readPendingFold } from "../fix/pending-fold.ts";
import type { Git } from "../git/git.ts";
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
      return true;
    case "unseen":
      return false;
  }
}
