import { renameSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseCommit } from "../git/raw-commit.ts";
import { changedInDiff } from "../git/raw-diff.ts";
import type { Repository } from "../git/repository.ts";
import { makeOwnFolder } from "../scratch.ts";
import { writeWhole } from "../write-whole.ts";
import { areExactly, isSameMerge, type PendingFold } from "./fold.ts";

/** `pre-merge-commit` writes it, and it goes when the fold of the same merge is done. */
function pathIn({ gitDirectory }: Repository): string {
  return join(gitDirectory, "session-assoc", "pending-fold.json");
}

export function leavePendingFold(repository: Repository, fold: PendingFold): void {
  makeOwnFolder(repository.gitDirectory);
  const path = pathIn(repository);
  writeWhole(repository.commonDirectory, path, JSON.stringify(fold), {}, made =>
    renameSync(made, path),
  );
}

export async function readPendingFold(repository: Repository): Promise<PendingFold | undefined> {
  try {
    return JSON.parse(await readFile(pathIn(repository), "utf8")) as PendingFold;
  } catch (error) {
    // A power cut may leave an empty file: what is staged tells as much.
    if (error instanceof SyntaxError) return undefined;
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

export async function dropPendingFold(repository: Repository): Promise<void> {
  await rm(pathIn(repository), { force: true });
}

/**
 * The fold that `post-merge` did not come to, or did not finish: HEAD is the merge, and the rewrites are
 * staged. A note that nobody will need any more goes.
 * @returns `undefined` where there is none, and while the merge is not committed yet
 */
export async function interruptedFold(repository: Repository): Promise<PendingFold | undefined> {
  const pending = await readPendingFold(repository);
  const { git, head } = repository;
  if (pending === undefined || head === undefined) return undefined;
  if (head === pending.parents[0]) return undefined;
  const { parents } = parseCommit(await git.catFile(["commit", head]));
  if (isSameMerge(parents, pending.parents)) {
    const staged = await changedInDiff(git, ["--cached", head], []);
    if (areExactly(pending.replacements, staged)) return pending;
    // Something more is staged: whoever commits it commits the rewrites along.
    if (staged.length > 0) return undefined;
  }
  await dropPendingFold(repository);
  return undefined;
}
