import { renameSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { WriteError } from "../errors.ts";
import type { Repository } from "../git/repository.ts";
import { lstatIfThere } from "../snapshots/worktree.ts";
import { groupGivenIn, writeBeside, writeWhole } from "../write-whole.ts";

/**
 * Writes a report to a file that the user named, whole or not at all. What stands there is replaced
 * if it is a regular file. In the working tree nothing is written through a symbolic link: a
 * stranger's branch may have put one in the file's place, or on the way to it. A repository that may
 * only be read is reported on like any other.
 *
 * @param path absolute
 * @throws WriteError when it cannot be written
 */
export async function writeReport(
  path: string,
  text: string,
  { commonDirectory, topLevel }: Repository,
): Promise<void> {
  try {
    await refuseUnwritable(path, topLevel);
    const attributes = lstatIfThere(path) ?? { gid: groupGivenIn(dirname(path)) };
    const put = (made: string): void => renameSync(made, path);
    try {
      writeWhole(commonDirectory, path, text, attributes, put);
    } catch {
      // A git directory that nobody may write to, or a full disk there, is no reason to report nothing.
      writeBeside(path, text, attributes, put);
    }
  } catch (cause) {
    throw asWriteError(path, cause);
  }
}

/**
 * Looks without writing: for who must not do half of the work and then fail.
 * @param topLevel the top of the working tree, if there is one
 * @throws WriteError where no report can or may be written
 */
export async function refuseUnwritable(path: string, topLevel: string | undefined): Promise<void> {
  try {
    await refuseIrregular(path);
    await realpath(dirname(path));
    if (topLevel !== undefined) await refuseDetour(path, topLevel);
  } catch (cause) {
    throw asWriteError(path, cause);
  }
}

/** @throws WriteError when something stands there that is no regular file, such as a symbolic link */
export async function refuseIrregular(path: string): Promise<void> {
  const stat = lstatIfThere(path);
  if (stat !== undefined && !stat.isFile()) {
    throw new WriteError(`${path} is not a regular file, so no report is written to it`, {
      hint: "name another file, or - for stdout",
    });
  }
}

export function asWriteError(path: string, cause: unknown): WriteError {
  if (cause instanceof WriteError) return cause;
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code !== "ENOENT") {
    return new WriteError(`${path} cannot be written: ${message}`, {
      hint: "name another file, or - for stdout",
      cause,
    });
  }
  const folder = dirname(path);
  return new WriteError(`${path} cannot be written: there is no folder ${folder}`, {
    cause,
    hint: "make the folder first",
  });
}

/**
 * Links that lead to the working tree are the user's own; from where the path enters it, it must be
 * what it says.
 */
async function refuseDetour(path: string, topLevel: string): Promise<void> {
  const folder = dirname(path);
  for (const ancestor of ancestorsOf(folder)) {
    const entered = await realpath(ancestor);
    if (!isInside(topLevel, entered)) continue;
    if ((await realpath(folder)) === join(entered, relative(ancestor, folder))) return;
    throw new WriteError(
      `${path} lies behind a symbolic link in the working tree, so no report is written to it`,
      { hint: "name a file elsewhere" },
    );
  }
}

/** From the root of the file system down to the folder itself. */
function ancestorsOf(folder: string): readonly string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [...ancestorsOf(above), folder];
}

function isInside(top: string, path: string): boolean {
  return path === top || path.startsWith(top.endsWith(sep) ? top : resolve(top) + sep);
}
