import { statSync } from "node:fs";
import { join } from "node:path";
import { type FoldResult, foldIntoMerge } from "../fix/fold.ts";
import { dropPendingFold, readPendingFold } from "../fix/pending-fold.ts";
import type { Git } from "../git/git.ts";
import { noteFile } from "../notes.ts";
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
  const isOfThisMerge = isNewerThanIndex(gitDirectory);
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
      return isOfThisMerge;
    case "unseen":
      return false;
  }
}

/**
 * Whether the note was left after git wrote the index for this merge. Where it was not, it may be one of
 * the same merge that came to nothing, and was made again with `--no-verify` and other options.
 */
function isNewerThanIndex(gitDirectory: string): boolean {
  const index = process.env.GIT_INDEX_FILE ?? join(gitDirectory, "index");
  return timeOf(noteFile(gitDirectory, "pending-fold")) > timeOf(index);
}

/** In nanoseconds; 0 where there is no file. */
function timeOf(path: string): bigint {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.mtimeNs ?? 0n;
}
