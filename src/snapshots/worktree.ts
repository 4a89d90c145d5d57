import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  realpathSync,
  type Stats,
} from "node:fs";
import { dirname, join } from "node:path";
import fastGlob from "fast-glob";
import type { Git } from "../git/git.ts";
import { changedInDiff, type FileChange, records } from "../git/raw-diff.ts";
import { limits } from "../limits.ts";
import type { ProblemReason } from "../model/record.ts";
import { isNoName, pathspecs } from "./listing.ts";
import type { FileContent, FileEntry, Snapshot } from "./snapshot.ts";
import { differencesOnDisk } from "./worktree-differences.ts";

/** The files on disk, tracked or not. */
export function worktreeSnapshot(git: Git, topLevel: string, tips: readonly string[]): Snapshot {
  return {
    label: "worktree",
    tips,
    list: bases => listFiles(topLevel, bases),
    read: entries => readFiles(topLevel, entries),
    changesSince: async (tip, bases) => [
      ...(await changedInDiff(git, [tip], pathspecs(bases))),
      ...(await untracked(git, bases)),
    ],
    differencesFrom: (commit, bases) => differencesOnDisk(git, topLevel, commit, bases),
  };
}

async function untracked(git: Git, bases: readonly string[]): Promise<readonly FileChange[]> {
  const output = await git.run(["ls-files", "--others", "-z", ...pathspecs(bases)]);
  return records(output).map(path => ({ path }));
}

async function listFiles(
  topLevel: string,
  bases: readonly string[],
): Promise<readonly FileEntry[]> {
  const isOurs = ownDirectories(topLevel);
  const entries: FileEntry[] = [];
  for (const base of bases) {
    for (const path of await filesAt(topLevel, base)) {
      if (await isOurs(dirname(path))) entries.push({ path });
    }
  }
  return entries;
}

/** The file at a path, or all files below the folder there. */
async function filesAt(topLevel: string, base: string): Promise<readonly string[]> {
  const stat = lstatIfThere(join(topLevel, base));
  if (stat?.isFile()) return [base];
  if (!stat?.isDirectory()) return [];
  const folder = base === "" ? "" : `${fastGlob.escapePath(base)}/`;
  // A wildcard of fast-glob's does not match a line break at the beginning of a name.
  const found = await fastGlob([`${folder}**/*`, `${folder}**/[\n\r]*`], {
    cwd: topLevel,
    dot: true,
    followSymbolicLinks: false,
    ignore: ["**/.git/**"],
    objectMode: true,
    onlyFiles: false,
  });
  const paths = found.filter(({ dirent }) => dirent.isFile()).map(({ path }) => path);
  // Nor does `**` match a folder with a line break in its name: what is below is asked for anew.
  const missed = found.filter(({ dirent, name }) => dirent.isDirectory() && /[\n\r]/.test(name));
  const below = await Promise.all(missed.map(({ path }) => filesAt(topLevel, path)));
  return [...paths, ...below.flat()];
}

/**
 * Whether a directory belongs to this repository: reached without a symbolic link, and not inside
 * a submodule or another repository. Each directory is looked at once.
 */
function ownDirectories(topLevel: string): (directory: string) => Promise<boolean> {
  const known = new Map<string, Promise<boolean>>([[".", Promise.resolve(true)]]);
  const look = async (directory: string): Promise<boolean> => {
    if (!(await isOurs(dirname(directory)))) return false;
    const path = join(topLevel, directory);
    if (!lstatSync(path).isDirectory()) return false;
    return lstatIfThere(join(path, ".git")) === undefined;
  };
  const isOurs = (directory: string): Promise<boolean> => {
    const answer = known.get(directory) ?? look(directory);
    known.set(directory, answer);
    return answer;
  };
  return isOurs;
}

/** What stands at a path, be it a dangling link; `undefined` for nothing. */
export function lstatIfThere(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}

async function readFiles(
  topLevel: string,
  entries: readonly FileEntry[],
): Promise<readonly FileContent[]> {
  return entries.flatMap(entry => {
    const content = readWorktreeFile(topLevel, entry.path);
    return content === undefined ? [] : [{ entry, content }];
  });
}

/**
 * Reads one regular file below the top. Small files are read five times as fast one after the other
 * as by promises, with all their threads.
 * @returns `undefined` when there is none: it vanished, or a symbolic link stands at its path or
 *   on the way to it, so that following it might leave the repository
 */
export function readWorktreeFile(
  topLevel: string,
  path: string,
): Buffer | ProblemReason | undefined {
  const absolute = join(topLevel, path);
  try {
    const directory = dirname(absolute);
    if (realpathSync.native(directory) !== directory) return undefined;
    // O_NONBLOCK: opening a named pipe must not wait for its writer.
    const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
    const file = openSync(absolute, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const stat = fstatSync(file);
      if (!stat.isFile()) return undefined;
      const limit = limits.fileBytes;
      if (stat.size > limit) return { kind: "too-large", bytes: stat.size, limit };
      return readFileSync(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // node shows a name that is not UTF-8 with U+FFFD in it, and does not find it by that.
    if (code === "ENOENT" && isNoName(path)) return { kind: "file-name" };
    if (code === "ENOENT" || code === "ENOTDIR" || code === "ELOOP") return undefined;
    return { kind: "unreadable", detail: code ?? message };
  }
}
