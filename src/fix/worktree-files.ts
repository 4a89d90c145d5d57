import { randomBytes } from "node:crypto";
import { lstatSync, realpathSync } from "node:fs";
import { link, lstat, mkdir, open, rm, rmdir, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { WriteError } from "../errors.ts";
import { lstatIfThere, readWorktreeFile } from "../snapshots/worktree.ts";

/**
 * All that is ever written below the top of a working tree, or as a hook, goes through here. Nothing is written
 * through a symbolic link, so nothing outside the repository; nothing that exists is overwritten,
 * save by `replaceFile` and `writeFile`, whose business that is; and a file is whole at any moment:
 * the old one or the new one. No fsync: what counts was in git before.
 */

/** Replaces a file's content, if it still is what it was when it was read. */
export async function replaceFile(
  topLevel: string,
  path: string,
  before: Buffer,
  after: Buffer,
): Promise<void> {
  await refuseChanged(topLevel, path, before);
  await writeFile(topLevel, path, after);
}

/** Replaces a file's content, which must be a regular file's. */
export async function writeFile(topLevel: string, path: string, content: Buffer): Promise<void> {
  await attempt(path, async () => {
    const absolute = ownPath(topLevel, path);
    if (!lstatSync(absolute).isFile()) throw new Error(obstructed);
    // As with reading, promises and their threads would take five times as long.
    writeFileAtomic.sync(absolute, content, { fsync: false });
  });
}

/**
 * Makes a new file.
 * @throws WriteError where something stands there already
 */
export function createFile(
  topLevel: string,
  path: string,
  content: Buffer,
  permissions: Permissions = {},
): Promise<void> {
  return attempt(path, async () => {
    const absolute = ownPath(topLevel, path);
    const mode = await modeOf(topLevel, permissions);
    const temporary = `${absolute}.${randomBytes(6).toString("hex")}.tmp`;
    try {
      await writeNew(temporary, content, mode);
      await link(temporary, absolute);
    } finally {
      await rm(temporary, { force: true });
    }
  });
}

/**
 * Moves a file. A crash between the two steps leaves both names, never none.
 * @throws WriteError where something stands there already
 */
export function moveFile(topLevel: string, from: string, to: string): Promise<void> {
  return attempt(to, async () => {
    const [source, target] = [ownPath(topLevel, from), ownPath(topLevel, to)];
    if (!(await lstat(source)).isFile()) throw new Error(obstructed);
    await link(source, target);
    await unlink(source);
  });
}

/** Removes a file, if it still is what it was when it was read. */
export async function removeFile(topLevel: string, path: string, before: Buffer): Promise<void> {
  await refuseChanged(topLevel, path, before);
  await attempt(path, async () => unlink(ownPath(topLevel, path)));
}

/** Makes a directory below the top, with those above it; each must be a directory of its own. */
export async function makeDirectory(topLevel: string, directory: string): Promise<void> {
  if (directory === "." || directory === "") return;
  await makeDirectory(topLevel, dirname(directory));
  await attempt(directory, async () => {
    const absolute = join(topLevel, directory);
    if ((await lstatIfThere(absolute)) === undefined) await mkdir(absolute);
    if (!(await lstat(absolute)).isDirectory()) throw new Error(obstructed);
  });
}

/** Removes a directory and those above it as far as they are empty; the top stays. */
export async function removeIfEmpty(topLevel: string, directory: string): Promise<void> {
  if (directory === "." || directory === "") return;
  try {
    await rmdir(ownPath(topLevel, directory));
  } catch {
    return; // not empty, or not ours to remove: it may stay
  }
  await removeIfEmpty(topLevel, dirname(directory));
}

/** What a new file gets where it is not left to the umask: a mode, or that of another file. */
export interface Permissions {
  readonly mode?: number;
  readonly like?: string | undefined;
}

async function modeOf(topLevel: string, { mode, like }: Permissions): Promise<number | undefined> {
  if (like === undefined) return mode;
  return (await lstat(ownPath(topLevel, like))).mode & 0o777;
}

const obstructed = "a symbolic link, or something else that is no file, stands in the way";

/** The absolute path, once no symbolic link stands on the way to it. */
function ownPath(topLevel: string, path: string): string {
  const absolute = join(topLevel, path);
  const directory = dirname(absolute);
  if (realpathSync.native(directory) !== directory) throw new Error(obstructed);
  return absolute;
}

async function writeNew(path: string, content: Buffer, mode?: number): Promise<void> {
  const file = await open(path, "wx", mode);
  try {
    if (mode !== undefined) await file.chmod(mode); // whatever the umask takes away
    await file.writeFile(content);
  } finally {
    await file.close();
  }
}

async function refuseChanged(topLevel: string, path: string, before: Buffer): Promise<void> {
  const now = readWorktreeFile(topLevel, path);
  if (Buffer.isBuffer(now) && now.equals(before)) return;
  throw new WriteError(`${path} changed since it was read; it was left alone`, {
    hint: "run the same command again",
  });
}

function appeared(path: string): WriteError {
  return new WriteError(`${path} is there already; it was left alone`, {
    hint: "run the same command again; it goes on from here",
  });
}

async function attempt<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (cause) {
    // From `link`, which never overwrites, as `rename` does.
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") throw appeared(path);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new WriteError(`${path} could not be written: ${reason}`, {
      hint: "repair what the system says, then run the same command again",
      cause,
    });
  }
}
