import { dropPendingFold, finishFold, interruptedFold } from "../fix/pending-fold.ts";
import { findCommit, type Repository } from "../git/repository.ts";
import { stagedRewrites } from "../hooks/repair-command.ts";
import { sayOn } from "./say.ts";
import type { Terminal } from "./streams.ts";

/** Says of a merge whose hooks were interrupted what is missing in it, and what puts it there. */
export async function tellInterruptedMerge(
  repository: Repository,
  { stderr }: Terminal,
): Promise<void> {
  if ((await interruptedFold(repository)) === undefined) return;
  stderr.write(
    "session-assoc: the merge was interrupted before the rewritten IDs got into its commit; they are staged\n" +
      "  next: npx session-assoc fix\n",
  );
}

/**
 * Puts the rewrites into the merge commit after all.
 * @returns whether HEAD is another commit now
 */
export async function finishInterruptedMerge(
  repository: Repository,
  { stderr }: Terminal,
): Promise<boolean> {
  const pending = await interruptedFold(repository);
  if (pending === undefined) return false;
  const result = await finishFold(repository, pending);
  dropPendingFold(repository.gitDirectory);
  const say = sayOn(stderr);
  if (result.status === "refused") {
    say(`the interrupted merge commit is not rewritten: ${result.reason}`);
    stagedRewrites.forEach(say);
  }
  if (result.status !== "folded") return false;
  say(
    `the interrupted merge is finished; its commit holds the rewritten IDs: ${result.commit.slice(0, 10)}`,
  );
  if ((await findCommit(repository.git, "MERGE_HEAD")) !== undefined) {
    say("git was interrupted too, and takes the merge for unfinished; to tell it:");
    say("  git merge --quit");
  }
  return true;
}
