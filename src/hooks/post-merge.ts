import { foldIntoMerge } from "../fix/fold.ts";
import { dropPendingFold, readPendingFold } from "../fix/pending-fold.ts";
import { findCommit } from "../git/repository.ts";
import type { Hook } from "./context.ts";
import { reportArrival } from "./report-arrival.ts";

/**
 * Runs when a merge is done and cannot stop it: folds what `pre-merge-commit` rewrote into the
 * merge commit; looks at what nobody has looked at yet, after a fast-forward or `--no-verify`.
 */
export const postMerge: Hook = async (context, [isSquash]) => {
  const { repository, report } = context;
  if (isSquash === "1") return 0; // nothing is committed yet; pre-commit will look
  const pending = await readPendingFold(repository);
  const result =
    pending === undefined
      ? ({ status: "unseen" } as const)
      : await foldIntoMerge(repository, pending);
  // Only now: until then whoever comes next finds what is left to do.
  await dropPendingFold(repository);
  switch (result.status) {
    case "folded":
      report.say(`the merge commit holds the rewritten IDs: ${result.commit.slice(0, 10)}`);
      break;
    case "refused":
      report.say(`the merge commit could not be rewritten: ${result.reason}`);
      report.say("the rewritten IDs are staged; commit them:");
      report.say("  git commit -m 'Follow migrated tasks'");
      break;
    case "unseen":
      // git merge leaves the branch's old tip in ORIG_HEAD, after a fast-forward too.
      await reportArrival(context, await findCommit(repository.git, "ORIG_HEAD"), "merge");
      break;
    case "unneeded":
      break;
  }
  return 0;
};
