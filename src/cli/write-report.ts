import { appendFile, realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { WriteError } from "../errors.ts";
import { lstatIfThere } from "../snapshots/worktree.ts";

/**
 * Writes a report to a file that the user named, whole or not at all.
 *
 * @param path absolute
 * @param topLevel the top of the working tree: where the path lies below it, a stranger's branch may
 *   have put a symbolic link in its place, or on the way to it, and none is followed
 * @throws WriteError when it cannot be written
 */
export async function writeReport(
  path: string,
  text: string,
  topLevel: string | undefined,
): Promise<void> {
  try {
    const stat = await lstatIfThere(path);
    if (stat !== undefined && !stat.isFile()) {
      throw new WriteError(`${path} is not a regular file, so no report is written to it`);
    }
    const folder = await realpath(dirname(path));
    const isBelow = (place: string): boolean =>
      topLevel !== undefined && (place === topLevel || place.startsWith(`${topLevel}/`));
    if (isBelow(dirname(path)) && !isBelow(folder)) {
      throw new WriteError(`${dirname(path)} leads out of the working tree by a symbolic link`, {
        hint: "name a file elsewhere",
      });
    }
    await writeFileAtomic(join(folder, basename(path)), text);
  } catch (cause) {
    throw cause instanceof WriteError ? cause : unwritable(path, cause);
  }
}

/** Adds a report to the file that GitHub Actions shows as the summary of a job. */
export async function appendReport(path: string, text: string): Promise<void> {
  await appendFile(path, text).catch((cause: unknown) => {
    throw unwritable(path, cause);
  });
}

function unwritable(path: string, cause: unknown): WriteError {
  return new WriteError(`${path} cannot be written: ${(cause as Error).message}`, { cause });
}
