import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import type { PendingFold } from "../fix/fold.ts";

/** `pre-merge-commit` writes it and `post-merge` of the same merge takes it. */
function pathIn(gitDirectory: string): string {
  return join(gitDirectory, "session-assoc", "pending-fold.json");
}

export function leavePendingFold(gitDirectory: string, fold: PendingFold): void {
  const path = pathIn(gitDirectory);
  mkdirSync(dirname(path), { recursive: true });
  // No fsync: a merge that the machine did not survive is made anew.
  writeFileAtomic.sync(path, JSON.stringify(fold), { fsync: false });
}

/** Reads it once: whatever becomes of it, it is of no use to a later merge. */
export function takePendingFold(gitDirectory: string): PendingFold | undefined {
  try {
    return JSON.parse(readFileSync(pathIn(gitDirectory), "utf8")) as PendingFold;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  } finally {
    dropPendingFold(gitDirectory);
  }
}

export function dropPendingFold(gitDirectory: string): void {
  rmSync(pathIn(gitDirectory), { force: true });
}
