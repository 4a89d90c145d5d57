import { findCommit } from "../git/repository.ts";
import type { Hook, HookContext } from "./context.ts";
import { reportArrival } from "./report-arrival.ts";

/**
 * Runs when `git commit --amend` or `git rebase` has replaced commits, and cannot stop it: reports
 * what is wrong in HEAD and was not before. A rebase that only moves the branch forward replaces
 * nothing, and git does not run the hook.
 */
export const postRewrite: Hook = async (context, args) => {
  // The framework pre-commit passes git's arguments on in the environment, and no input (seen in 3.0.4).
  const command = args[0] ?? context.environment.PRE_COMMIT_REWRITE_COMMAND ?? "rewrite";
  await reportArrival(context, await replacedBy(context, command), command);
  return 0;
};

/**
 * The commit that HEAD was before. When `git rebase` runs the hook, HEAD is rewritten already, and
 * ORIG_HEAD is where the branch was; but commands that were run on the way may have moved
 * ORIG_HEAD (git-rebase), so it is taken only if git says that it was replaced, or nothing else tells.
 */
async function replacedBy(
  { repository: { git, head }, input }: HookContext,
  command: string,
): Promise<string | undefined> {
  // `<old oid> SP <new oid> [SP <more>] LF`, several old ones to one new where commits were joined.
  const pairs = (await input())
    .split("\n")
    .filter(line => line !== "")
    .map(line => line.split(" "));
  const [replaced] = pairs.findLast(([, renewed]) => renewed === head) ?? [];
  if (command === "amend") return replaced ?? findCommit(git, "HEAD@{1}");
  const original = await findCommit(git, "ORIG_HEAD");
  const isReplaced = pairs.some(([old]) => old === original);
  return isReplaced ? original : (replaced ?? original);
}
