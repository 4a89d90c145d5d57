import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  type Stats,
} from "node:fs";
import { lstat } from "node:fs/promises";
import { dirname, join } from "node:path";
import fastGlob from "fast-glob";
import type { Git } from "../git/git.ts";
import { changedInDiff, type FileChange, records } from "../git/raw-diff.ts";
import { limits } from "../limits.ts";
import type { ProblemReason } from "../model/record.ts";
import { pathspecs } from "./listing.ts";
import type { Differences, FileContent, FileEntry, Snapshot } from "./snapshot.ts";

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

/**
 * A file whose stat matches the index is what the index says (git's own `diff-index` goes by that),
 * but for those that git is told not to look at, and those that are something else on disk than in
 * the object database. Other line ends are the same to every reader of YAML.
 */
async function differencesOnDisk(
  git: Git,
  topLevel: string,
  commit: string,
  bases: readonly string[],
): Promise<Differences | undefined> {
  const paths = pathspecs(bases);
  const [changed, others, tracked] = await Promise.all([
    changedInDiff(git, [commit], paths, wholeStat),
    git.ask(["ls-files", "--others", "-z", ...paths], [0]),
    git.run(["ls-files", "-v", "-s", "-z", ...paths]).then(parseTracked),
  ]);
  const untrackedPaths = records(others.output);
  // A folder that git cannot open it warns of, and goes on; whoever lists the files fails there.
  if (others.said !== "" || hasForeignFolder(topLevel, [...tracked.paths, ...untrackedPaths])) {
    return undefined;
  }
  if (tracked.modules.some(path => hasFilesOfOurs(join(topLevel, path)))) return undefined;
  const differing = new Set([
    ...changed.map(({ path }) => path),
    ...untrackedPaths,
    ...tracked.unseen,
    ...(await convertedFiles(git, tracked.paths)),
  ]);
  return { paths: [...differing], entries: [...differing].map(path => ({ path })) };
}

/**
 * git compares all that it knows of a file, and takes a file for no symbolic link, whatever the
 * configuration lets it overlook.
 */
const wholeStat = [
  ...["-c", "core.checkStat=default", "-c", "core.trustctime=true"],
  ...["-c", "core.symlinks=true"],
];

/**
 * Lines of `ls-files -v -s -z`: `<tag> SP <mode> SP <oid> SP <stage> TAB <path>`.
 * @returns all paths, and among them those that git was told not to look at, and the submodules
 */
function parseTracked(output: string) {
  const paths: string[] = [];
  const unseen: string[] = [];
  const modules: string[] = [];
  for (let start = 0; start < output.length; ) {
    const end = output.indexOf("\0", start);
    const path = output.slice(output.indexOf("\t", start) + 1, end);
    paths.push(path);
    if (!output.startsWith("H ", start)) unseen.push(path);
    if (output.startsWith("160000", start + 2)) modules.push(path);
    start = end + 1;
  }
  return { paths, unseen, modules };
}

/** Where a submodule was not checked out, git passes over files of which others see that they are ours. */
function hasFilesOfOurs(folder: string): boolean {
  try {
    return (
      lstatSync(folder).isDirectory() &&
      !isThere(join(folder, ".git")) &&
      readdirSync(folder).length > 0
    );
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ENOENT";
  }
}

/** Attributes by which a file on disk is something else than its blob, beside its line ends. */
const converting = new Set(["filter", "working-tree-encoding", "ident"]);

async function convertedFiles(git: Git, paths: readonly string[]): Promise<readonly string[]> {
  // simple-git leaves git waiting for an input that is empty.
  if (paths.length === 0) return [];
  const input = paths.map(path => `${path}\0`).join("");
  const words = records(await git.run(["check-attr", "--all", "-z", "--stdin"], { input }));
  const found: string[] = [];
  for (let i = 0; i + 2 < words.length; i += 3) {
    if (converting.has(words[i + 1] ?? "") && words[i + 2] !== "unset") found.push(words[i] ?? "");
  }
  return found;
}

/** Whether a folder with files has become another repository's. */
function hasForeignFolder(topLevel: string, paths: readonly string[]): boolean {
  const folders = new Set<string>();
  for (const path of paths) {
    for (let folder = dirname(path); folder !== "." && !folders.has(folder); ) {
      folders.add(folder);
      folder = dirname(folder);
    }
  }
  return [...folders].some(folder => isThere(join(topLevel, folder, ".git")));
}

/** Whether something stands at a path, or may: a folder on the way cannot be looked into. */
function isThere(path: string): boolean {
  try {
    // Below a file node throws, whatever it is told (ENOTDIR).
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ENOTDIR";
  }
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
  const stat = await lstatIfThere(join(topLevel, base));
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
    if (!(await lstat(path)).isDirectory()) return false;
    return (await lstatIfThere(join(path, ".git"))) === undefined;
  };
  const isOurs = (directory: string): Promise<boolean> => {
    const answer = known.get(directory) ?? look(directory);
    known.set(directory, answer);
    return answer;
  };
  return isOurs;
}

/** What stands at a path, be it a dangling link; `undefined` for nothing. */
export async function lstatIfThere(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
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
    if (code === "ENOENT" && path.includes("\uFFFD")) return { kind: "file-name" };
    if (code === "ENOENT" || code === "ENOTDIR" || code === "ELOOP") return undefined;
    return { kind: "unreadable", detail: code ?? message };
  }
}
