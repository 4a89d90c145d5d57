import { mkdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import type { PendingFold } from "../fix/fold.ts";
import type { Repository } from "../git/repository.ts";

/** `pre-merge-commit` writes it and `post-merge` of the same merge takes it. */
function pathIn({ gitDirectory }: Repository): string {
  return join(gitDirectory, "session-assoc", "pending-fold.json");
}

export async function leavePendingFold(repository: Repository, fold: PendingFold): Promise<void> {
  const path = pathIn(repository);
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomic(path, JSON.stringify(fold));
}

/** Reads it once: whatever becomes of it, it is of no use to a later merge. */
export async function takePendingFold(repository: Repository): Promise<PendingFold | undefined> {
  try {
    const text = await readFile(pathIn(repository), "utf8");
    return JSON.parse(text) as PendingFold;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  } finally {
    await dropPendingFold(repository);
  }
}

export async function dropPendingFold(repository: Repository): Promise<void> {
  await rm(pathIn(repository), { force: true });
}
