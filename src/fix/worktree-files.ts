import {
  linkSync,
  lstatSync,
  mkdirSync,
  realpathSync,
  renameSync,
  rmdirSync,
  unlinkSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { WriteError } from "../errors.ts";
import { lstatIfThere, readWorktreeFile } from "../snapshots/worktree.ts";
import { type Attributes, groupGivenIn, writeWhole } from "../write-whole.ts";

/**
 * All that is ever written below the top of a working tree, or as a hook, goes through here. Nothing is written
 * through a symbolic link, so nothing outside the repository; nothing that exists is overwritten,
 * save by `replaceFile`, whose business that is; and a file is whole at any moment: the old one or the
 * new one. No fsync: what counts was in git before.
 */

/** A folder below which may be written, and the repository that it belongs to. */
export interface Place {
  /** Absolute, without symbolic links: the top of the working tree, or the git directory. */
  readonly root: string;
  /** Where new files are made. */
  readonly commonDirectory: string;
}

/**
 * Replaces a file's content, if it still is what it was when it was read: that is looked at just
 * before the last step.
 * @param mode by default the file's own, as its owner and group are
 */
export function replaceFile(
  place: Place,
  path: string,
  before: Buffer,
  after: Buffer,
  mode?: number,
): Promise<void> {
  return replaceIf(place, path, after, mode, () => refuseChanged(place, path, before));
}

/** Replaces a regular file's content, of which the caller knows that nobody else writes it. */
export function writeFile(place: Place, path: string, content: Buffer): Promise<void> {
  return replaceIf(place, path, content, undefined, () => {});
}

function replaceIf(
  place: Place,
  path: string,
  content: Buffer,
  mode: number | undefined,
  refuse: () => void,
): Promise<void> {
  return attempt(path, async () => {
    const absolute = ownPath(place, path);
    const stat = lstatSync(absolute, { throwIfNoEntry: false });
    if (stat === undefined) throw changedSinceRead(path);
    if (!stat.isFile()) throw new Error(obstructed);
    const attributes = { uid: stat.uid, gid: stat.gid, mode: mode ?? stat.mode };
    writeWhole(place.commonDirectory, absolute, content, attributes, made => {
      refuse();
      renameSync(made, absolute);
    });
  });
}

/**
 * Makes a new file.
 * @throws WriteError where something stands there already
 */
export function createFile(
  place: Place,
  path: string,
  content: Buffer,
  permissions: Permissions = {},
): Promise<void> {
  return attempt(path, async () => {
    const absolute = ownPath(place, path);
    const attributes = attributesIn(place, dirname(absolute), permissions);
    writeWhole(place.commonDirectory, absolute, content, attributes, made => {
      linkSync(made, absolute);
    });
  });
}

/**
 * Moves a file. A crash between the two steps leaves both names, never none.
 * @throws WriteError where something stands there already
 */
export function moveFile(place: Place, from: string, to: string): Promise<void> {
  return attempt(to, async () => {
    const [source, target] = [ownPath(place, from), ownPath(place, to)];
    if (!lstatSync(source).isFile()) throw new Error(obstructed);
    linkSync(source, target);
    unlinkSync(source);
  });
}

/** Removes a file, if it still is what it was when it was read. */
export async function removeFile(place: Place, path: string, before: Buffer): Promise<void> {
  await attempt(path, async () => {
    const absolute = ownPath(place, path);
    refuseChanged(place, path, before);
    unlinkSync(absolute);
  });
}

/** Makes a directory below the top, with those above it; each must be a directory of its own. */
export async function makeDirectory(place: Place, directory: string): Promise<void> {
  if (directory === "." || directory === "") return;
  await makeDirectory(place, dirname(directory));
  await attempt(directory, async () => {
    const absolute = join(place.root, directory);
    if (lstatIfThere(absolute) === undefined) mkdirSync(absolute);
    if (!lstatSync(absolute).isDirectory()) throw new Error(obstructed);
  });
}

/** Removes a directory and those above it as far as they are empty; the top stays. */
export async function removeIfEmpty(place: Place, directory: string): Promise<void> {
  if (directory === "." || directory === "") return;
  try {
    rmdirSync(ownPath(place, directory));
  } catch {
    return; // not empty, or not ours to remove: it may stay
  }
  await removeIfEmpty(place, dirname(directory));
}

/** What a new file gets where it is not left to the umask: a mode, or that of another file. */
export interface Permissions {
  readonly mode?: number;
  readonly like?: string | undefined;
}

function attributesIn(place: Place, folder: string, { mode, like }: Permissions): Attributes {
  return {
    mode: like === undefined ? mode : lstatSync(ownPath(place, like)).mode & 0o777,
    gid: groupGivenIn(folder),
  };
}

const obstructed = "a symbolic link, or something else that is no file, stands in the way";

/** The absolute path, once no symbolic link stands on the way to it. */
function ownPath({ root }: Place, path: string): string {
  const absolute = join(root, path);
  const directory = dirname(absolute);
  if (realpathSync.native(directory) !== directory) throw new Error(obstructed);
  return absolute;
}

function refuseChanged({ root }: Place, path: string, before: Buffer): void {
  const now = readWorktreeFile(root, path);
  if (Buffer.isBuffer(now) && now.equals(before)) return;
  throw changedSinceRead(path);
}

/** What changed is left alone, whatever was to be made of it. */
export function changedSinceRead(path: string): WriteError {
  return new WriteError(`${path} changed since it was read; it was left alone`, {
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
    if (cause instanceof WriteError) throw cause;
    // From `link`, which never overwrites, as `rename` does.
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") throw appeared(path);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new WriteError(`${path} could not be written: ${reason}`, {
      hint: "repair what the system says, then run the same command again",
      cause,
    });
  }
}
