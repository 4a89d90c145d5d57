import { findCommit } from "../git/repository.ts";
import type { Hook } from "./context.ts";
import { foldNoted } from "./fold-noted.ts";
import { reportArrival } from "./report-arrival.ts";

/**
 * Runs when a merge is done and cannot stop it: folds what `pre-merge-commit` rewrote into the
 * merge commit; looks at what nobody has looked at yet, after a fast-forward or `--no-verify`.
 */
export const postMerge: Hook = async (context, [isSquash]) => {
  if (isSquash === "1") return 0; // nothing is committed yet; pre-commit will look
  const { repository, report } = context;
  if (await foldNoted(repository, report.say)) return 0;
  // git merge leaves the branch's old tip in ORIG_HEAD, after a fast-forward too.
  await reportArrival(context, await findCommit(repository.git, "ORIG_HEAD"), "merge");
  return 0;
};
