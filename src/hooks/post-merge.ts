import { check, markExisting } from "../check.ts";
import { settingsOfCommit } from "../config/load.ts";
import { foldIntoMerge } from "../fix/fold.ts";
import { findCommit } from "../git/repository.ts";
import { fails } from "../model/finding.ts";
import { commitSnapshot } from "../snapshots/commit.ts";
import type { Hook, HookContext } from "./context.ts";
import { takePendingFold } from "./pending-fold.ts";

/**
 * Runs when a merge is done and cannot stop it: folds what `pre-merge-commit` rewrote into the
 * merge commit; looks at what nobody has looked at yet, after a fast-forward or `--no-verify`.
 */
export const postMerge: Hook = async (context, [isSquash]) => {
  const { repository, report } = context;
  const pending = await takePendingFold(repository);
  if (isSquash === "1") return 0; // nothing is committed yet; pre-commit will look
  const result =
    pending === undefined
      ? ({ status: "unseen" } as const)
      : await foldIntoMerge(repository.git, pending);
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
      await reportWhatCame(context);
      break;
    case "unneeded":
      break;
  }
  return 0;
};

async function reportWhatCame({ repository, report }: HookContext): Promise<void> {
  // git merge leaves the branch's old tip in ORIG_HEAD, after a fast-forward too.
  const [head, before] = await Promise.all([
    findCommit(repository.git, "HEAD"),
    findCommit(repository.git, "ORIG_HEAD"),
  ]);
  if (head === undefined) return;
  const settings = await settingsOfCommit(repository, before);
  const result = await check(repository, commitSnapshot(repository, head), settings);
  if (!result.findings.some(fails)) return;

  const base =
    before === undefined
      ? undefined
      : await check(repository, commitSnapshot(repository, before), settings);
  const findings = markExisting(result.findings, base?.findings ?? []).filter(
    finding => !finding.existing,
  );
  if (!findings.some(fails)) return;
  await report.findings({ ...result, findings }, []);
  report.say(
    "this merge brought in what is reported above, and no hook could stop it. To repair it:",
  );
  report.say("  npx session-assoc fix --staged && git commit -m 'Follow migrated tasks'");
}
