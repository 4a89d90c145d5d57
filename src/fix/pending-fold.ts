import { indexHash } from "../git/index-hash.ts";
import { readCommit } from "../git/raw-commit.ts";
import { indexFile, type Repository } from "../git/repository.ts";
import { dropNote, leaveNote, readNote } from "../notes.ts";
import {
  areExactly,
  type FoldResult,
  foldIntoMerge,
  isSameMerge,
  type PendingFold,
  stagedSince,
} from "./fold.ts";

/**
 * `pre-merge-commit` leaves it when the index is as it will be committed; it goes when the fold of the
 * same merge is done.
 */
export function leavePendingFold(
  repository: Repository,
  { parents, trees, replacements }: Omit<PendingFold, "index">,
): void {
  const index = indexHash(indexFile(repository));
  // In this order a shell reads it, too (setup/hook-script.ts).
  leaveNote(repository, "pending-fold", { parents, index, trees, replacements });
}

export function readPendingFold(gitDirectory: string): PendingFold | undefined {
  return readNote(gitDirectory, "pending-fold") as PendingFold | undefined;
}

export function dropPendingFold(gitDirectory: string): void {
  dropNote(gitDirectory, "pending-fold");
}

/**
 * The fold that `post-merge` did not come to, or did not finish: HEAD is the merge, and the rewrites are
 * staged. A note that nobody will need any more goes.
 * @returns `undefined` where there is none, and while the merge is not committed yet
 */
export async function interruptedFold(repository: Repository): Promise<PendingFold | undefined> {
  const { git, gitDirectory, head } = repository;
  const pending = readPendingFold(gitDirectory);
  if (pending === undefined || head === undefined) return undefined;
  if (head === pending.parents[0]) return undefined;
  const merge = await readCommit(git, head);
  if (merge === undefined) return undefined;
  if (isSameMerge(merge.commit.parents, pending.parents)) {
    const staged = await stagedSince(git, head);
    if (areExactly(pending.replacements, staged)) return pending;
    // Something more is staged: whoever commits it commits the rewrites along.
    if (staged.length > 0) return undefined;
  }
  dropPendingFold(gitDirectory);
  return undefined;
}

/** Folds what was interrupted, where nobody but the present branch has the merge yet. */
export async function finishFold(
  { git, head = "" }: Repository,
  pending: PendingFold,
): Promise<FoldResult> {
  const { output } = await git.ask(["symbolic-ref", "--quiet", "HEAD"], [0, 1]);
  const refs = await git.run(["for-each-ref", "--contains", head, "--format=%(refname)"]);
  const others = refs.split("\n").filter(ref => ref !== "" && ref !== output.trim());
  if (others.length === 0) return foldIntoMerge(git, pending);
  return { status: "refused", reason: `${others[0]} holds it already` };
}
