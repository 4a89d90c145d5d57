import { lstat, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { WriteError } from "../errors.ts";
import type { Settings } from "../model/settings.ts";
import { readWorktreeFile } from "../snapshots/worktree.ts";
import { type FileEdit, rewriteLike } from "./edit.ts";

/**
 * Writes edited files. Each is whole at any moment: the old one or the new one.
 * @throws WriteError for a file that cannot be written, or changed since it was read
 */
export async function applyToWorktree(topLevel: string, edits: readonly FileEdit[]): Promise<void> {
  for (const { entry, before, after } of edits) {
    const now = await readWorktreeFile(topLevel, entry.path);
    if (!Buffer.isBuffer(now) || !now.equals(before)) {
      throw new WriteError(`${entry.path} changed while it was being fixed; it was left alone`, {
        hint: "run the same command again",
      });
    }
    await write(topLevel, entry.path, after);
  }
}

/**
 * Makes in the working tree the edits that were made in the index. A file with edits that are not
 * staged keeps them; one that is missing, unreadable or a symbolic link is left alone.
 */
export async function followInWorktree(
  topLevel: string,
  edits: readonly FileEdit[],
  settings: Settings,
): Promise<void> {
  for (const { entry, before, after, rewrites } of edits) {
    if (entry.isSkipped) continue;
    const now = await readWorktreeFile(topLevel, entry.path);
    if (!Buffer.isBuffer(now)) continue;
    const next = now.equals(before) ? after : rewriteLike(entry.path, now, rewrites, settings);
    if (next !== undefined) await write(topLevel, entry.path, next);
  }
}

/** Never writes through a symbolic link, so never outside the repository. */
async function write(topLevel: string, path: string, content: Buffer): Promise<void> {
  const absolute = join(topLevel, path);
  try {
    const directory = dirname(absolute);
    const isOurs = (await realpath(directory)) === directory && (await lstat(absolute)).isFile();
    if (!isOurs) throw new Error("a symbolic link stands in the way");
    // No fsync: the rename is atomic, and git holds the old content.
    await writeFileAtomic(absolute, content, { fsync: false });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new WriteError(`${path} could not be written: ${reason}`, { cause });
  }
}
