import { realpath } from "node:fs/promises";
import { dirname } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { WriteError } from "../errors.ts";
import { lstatIfThere } from "../snapshots/worktree.ts";

/**
 * Writes a report to a file that the user named, whole or not at all. What stands there is replaced
 * if it is a regular file: a stranger's branch may have put a symbolic link in its place, or on the
 * way to it.
 *
 * @param path absolute
 * @throws WriteError when it cannot be written
 */
export async function writeReport(path: string, text: string): Promise<void> {
  try {
    const stat = await lstatIfThere(path);
    if (stat !== undefined && !stat.isFile()) {
      throw new WriteError(`${path} is not a regular file, so no report is written to it`);
    }
    await realpath(dirname(path));
    await writeFileAtomic(path, text);
  } catch (cause) {
    if (cause instanceof WriteError) throw cause;
    throw new WriteError(`${path} cannot be written: ${(cause as Error).message}`, { cause });
  }
}
