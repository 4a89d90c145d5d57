import type { Settings } from "../model/settings.ts";
import { readWorktreeFile } from "../snapshots/worktree.ts";
import { type FileEdit, rewriteLike } from "./edit.ts";
import { type Place, replaceFile } from "./worktree-files.ts";

/**
 * Writes edited files. Each is whole at any moment: the old one or the new one.
 * @throws WriteError for a file that cannot be written, or changed since it was read
 */
export async function applyToWorktree(place: Place, edits: readonly FileEdit[]): Promise<void> {
  for (const { entry, before, after } of edits) {
    await replaceFile(place, entry.path, before, after);
  }
}

/**
 * Makes in the working tree the edits that are made in the index. A file with edits that are not
 * staged keeps them; one that is missing, unreadable or a symbolic link is left alone.
 *
 * @param skipped the paths that are outside a sparse checkout
 */
export async function followInWorktree(
  place: Place,
  edits: readonly FileEdit[],
  skipped: ReadonlySet<string>,
  settings: Settings,
): Promise<void> {
  for (const { entry, before, after, rewrites } of edits) {
    if (skipped.has(entry.path)) continue;
    const now = readWorktreeFile(place.root, entry.path);
    if (!Buffer.isBuffer(now)) continue;
    const next = now.equals(before) ? after : rewriteLike(entry.path, now, rewrites, settings);
    if (next !== undefined) await replaceFile(place, entry.path, now, next);
  }
}
