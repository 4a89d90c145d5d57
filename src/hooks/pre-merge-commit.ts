import { dropPendingFold, leavePendingFold } from "../fix/pending-fold.ts";
import type { Git } from "../git/git.ts";
import { headsInEnvironment } from "../git/repository.ts";
import { canSign, mustSign, namesTag } from "../git/sign.ts";
import { isHookReachable } from "../setup/reachable.ts";
import type { Hook, HookContext } from "./context.ts";
import { guardIndex } from "./guard-index.ts";

/**
 * Runs before git makes a merge commit on its own. What it stages does not reach that commit, so
 * `post-merge` folds it in; where that cannot be, the merge stops and `git commit` completes it.
 */
export const preMergeCommit: Hook = async context => {
  const { repository, report } = context;
  const { git, gitDirectory } = repository;
  dropPendingFold(gitDirectory);
  let obstacle: string | undefined;
  const guarded = await guardIndex(context, async configured => {
    if (configured !== "fix") return { mode: configured };
    const tree = writeTree(git);
    tree.catch(() => {}); // it is awaited where something is rewritten
    obstacle = await obstacleToFolding(context);
    return obstacle === undefined ? { mode: "fix", tree } : { mode: "stop" };
  });
  const { parents, trees, replacements, mustStop, mode } = guarded;

  if (mustStop) {
    report.say(
      "the merge is stopped before its commit; repair what is reported and stage it, then:",
    );
    report.say("  git commit           completes the merge");
    report.say("  git merge --abort    undoes it");
    return 1;
  }
  if (replacements.length === 0 || mode === "fix") {
    leavePendingFold(repository, { parents, trees, replacements });
    return 0;
  }
  if (obstacle !== undefined) report.say(obstacle);
  report.say("the merge is stopped with the rewritten IDs staged:");
  report.say("  git diff --cached    shows what will be committed");
  report.say("  git commit           completes the merge");
  report.say("  git merge --abort    undoes it");
  return 1;
};

/** The tree that git commits, of which it tells nobody (FIELD-NOTES, git 1): the index is it still. */
async function writeTree(git: Git): Promise<string> {
  return (await git.run(["write-tree", "--missing-ok"])).trim();
}

/** Why `post-merge` will not be able to put the rewrites into the merge commit. */
async function obstacleToFolding(context: HookContext): Promise<string | undefined> {
  const { repository, environment } = context;
  const { git } = repository;
  if (!isHookReachable(repository, "post-merge")) {
    return "no post-merge hook calls session-assoc, so the merge commit cannot be rewritten";
  }
  if (!(await mustSign(git))) return undefined;
  if (!(await canSign(git))) return "commits must be signed here, and signing failed";
  const names = headsInEnvironment(environment).values();
  return (await namesTag(git, [...names]))
    ? "the merge of a tag cannot be signed a second time"
    : undefined;
}
