import { lstatSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Git } from "../git/git.ts";
import { changedInDiff, records } from "../git/raw-diff.ts";
import { pathspecs } from "./listing.ts";
import type { Differences } from "./snapshot.ts";

/**
 * A file whose stat matches the index is what the index says (git's own `diff-index` goes by that),
 * but for those that git is told not to look at, and those that are something else on disk than in
 * the object database. Other line ends are the same to every reader of YAML.
 */
export async function differencesOnDisk(
  git: Git,
  topLevel: string,
  commit: string,
  bases: readonly string[],
): Promise<Differences | undefined> {
  const paths = pathspecs(bases);
  const [changed, others, tracked] = await Promise.all([
    changedInDiff(git, [commit], paths, wholeStat),
    git.ask(["ls-files", "--others", "-z", ...paths], [0]),
    trackedFiles(git, paths),
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
    ...tracked.converted,
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

/** All paths, and among them those that git was told not to look at, submodules, and converted files. */
async function trackedFiles(git: Git, paths: readonly string[]) {
  const tracked = parseTracked(await git.run(["ls-files", "-v", "-s", "-z", ...paths]));
  return { ...tracked, converted: await convertedFiles(git, tracked.paths) };
}

/** Lines of `ls-files -v -s -z`: `<tag> SP <mode> SP <oid> SP <stage> TAB <path>`. */
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
  let last = "";
  for (const path of paths) {
    const parent = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    if (parent === last) continue;
    last = parent;
    for (let folder = parent; folder !== "" && folder !== "." && !folders.has(folder); ) {
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
