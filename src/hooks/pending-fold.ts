import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { PendingFold } from "../fix/fold.ts";

/** `pre-merge-commit` writes it and `post-merge` of the same merge takes it. */
function pathIn(gitDirectory: string): string {
  return join(gitDirectory, "session-assoc", "pending-fold.json");
}

export function leavePendingFold(gitDirectory: string, fold: PendingFold): void {
  const path = pathIn(gitDirectory);
  mkdirSync(dirname(path), { recursive: true });
  // Whole or not there, and no fsync: a merge that the machine did not survive is made anew. One merge at
  // a time writes it, so that a name will do for what a package would take as long as a git to load for.
  writeFileSync(`${path}.new`, JSON.stringify(fold));
  renameSync(`${path}.new`, path);
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
