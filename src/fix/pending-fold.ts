import { readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseCommit } from "../git/raw-commit.ts";
import { changedInDiff } from "../git/raw-diff.ts";
import type { Repository } from "../git/repository.ts";
import { makeOwnFolder } from "../scratch.ts";
import { writeWhole } from "../write-whole.ts";
import { areExactly, everything, isSameMerge, type PendingFold } from "./fold.ts";

/** `pre-merge-commit` writes it, and it goes when the fold of the same merge is done. */
function pathIn(gitDirectory: string): string {
  return join(gitDirectory, "session-assoc", "pending-fold.json");
}

export function leavePendingFold(repository: Repository, fold: PendingFold): void {
  const { gitDirectory, commonDirectory } = repository;
  makeOwnFolder(gitDirectory);
  const path = pathIn(gitDirectory);
  writeWhole(commonDirectory, path, JSON.stringify(fold), {}, made => renameSync(made, path));
}

export function readPendingFold(gitDirectory: string): PendingFold | undefined {
  try {
    return JSON.parse(readFileSync(pathIn(gitDirectory), "utf8")) as PendingFold;
  } catch (error) {
    // A power cut may leave an empty file: what is staged tells as much.
    if (error instanceof SyntaxError) return undefined;
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

export function dropPendingFold(gitDirectory: string): void {
  rmSync(pathIn(gitDirectory), { force: true });
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
  const { parents } = parseCommit(await git.catFile(["commit", head]));
  if (isSameMerge(parents, pending.parents)) {
    const staged = await changedInDiff(git, ["--cached", ...everything, head], []);
    if (areExactly(pending.replacements, staged)) return pending;
    // Something more is staged: whoever commits it commits the rewrites along.
    if (staged.length > 0) return undefined;
  }
  dropPendingFold(gitDirectory);
  return undefined;
}
