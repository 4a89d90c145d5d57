import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PendingFold } from "../fix/fold.ts";
import { ownFolder } from "../git/own-folder.ts";

/** `pre-merge-commit` writes it and `post-merge` of the same merge takes it. */
function pathIn(gitDirectory: string): string {
  return join(gitDirectory, "session-assoc", "pending-fold.json");
}

export function leavePendingFold(gitDirectory: string, fold: PendingFold): void {
  const path = pathIn(gitDirectory);
  ownFolder(gitDirectory);
  // Whole or not there, and no fsync: a merge that the machine did not survive is made anew. One merge at
  // a time writes it, so that a name will do for what a package would take as long as a git to load for.
  rmSync(`${path}.new`, { force: true });
  writeFileSync(`${path}.new`, JSON.stringify(fold), { flag: "wx" });
  renameSync(`${path}.new`, path);
}

/** Reads it once: whatever becomes of it, it is of no use to a later merge. */
export function takePendingFold(gitDirectory: string): PendingFold | undefined {
  try {
    return JSON.parse(readFileSync(pathIn(gitDirectory), "utf8")) as PendingFold;
  } catch (error) {
    // What is no note of ours tells nothing; what is staged tells as much.
    if (error instanceof SyntaxError) return undefined;
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  } finally {
    dropPendingFold(gitDirectory);
  }
}

export function dropPendingFold(gitDirectory: string): void {
  rmSync(pathIn(gitDirectory), { force: true });
}
