import { lstatSync } from "node:fs";
import { join } from "node:path";
import { WriteError } from "../errors.ts";
import type { Git } from "../git/git.ts";
import { fewObjects } from "../git/object-reader.ts";
import { indexVersion, type Repository } from "../git/repository.ts";
import { parseIndex, pathspecs } from "../snapshots/listing.ts";
import type { FileEntry } from "../snapshots/snapshot.ts";
import { readWorktreeFile } from "../snapshots/worktree.ts";
import { applyToWorktree } from "./apply-to-worktree.ts";
import type { FileEdit } from "./edit.ts";
import type { Place } from "./worktree-files.ts";

/** An index entry whose blob is replaced. */
export interface Replacement {
  readonly path: string;
  readonly mode: string;
  readonly before: string;
  readonly after: string;
}

/**
 * Makes edits in the working tree, and has git add the files, which it then knows by their stats: one
 * process that reads and writes the index. Only where all files are what the index has, so that nothing
 * else is added. git starts, and reads the index, while the blobs are written.
 * @param writing of the new blobs, which must be there before the first file is rewritten
 * @returns the entries, as they are now, of which git has made something else (behind a filter), or
 *   nothing (`assume-unchanged`); `undefined` where nothing was done, in the working tree either
 */
export async function addRewritten(
  git: Git,
  place: Place,
  edits: readonly FileEdit[],
  writing: Promise<{ readonly oids: readonly string[] }>,
): Promise<readonly FileEntry[] | undefined> {
  const entries = edits.map(({ entry }) => entry);
  const paths = entries.map(({ path }) => path);
  const areAsStaged = (): boolean => edits.every(edit => isAsStaged(place.root, edit));
  if (paths.length > fewObjects || !paths.every(isOnOneLine) || !areAsStaged()) return undefined;
  const write = async (): Promise<string | undefined> => {
    await writing;
    // Somebody may have saved one meanwhile.
    if (!areAsStaged()) return undefined;
    await applyToWorktree(place, edits);
    return paths.map(path => `${path}\0`).join("");
  };
  const input = write();
  await git.ask(["update-index", "-z", "--stdin"], "any", { input });
  if ((await input) === undefined) return undefined;
  const { oids } = await writing;
  const staged = await git.objects.read(
    paths.map(path => `:0:${path}`),
    0,
  );
  return entries.flatMap((entry, i) => {
    const oid = staged[i]?.oid;
    return oid === oids[i] ? [] : [{ ...entry, oid: oid ?? "" }];
  });
}

/** Whether git can be asked for it by a line, of whose end it takes CR LF for one. */
function isOnOneLine(path: string): boolean {
  return !path.includes("\n") && !path.endsWith("\r");
}

/** Whether a file has the bytes of its entry, and its mode. */
function isAsStaged(root: string, { entry: { path, mode }, before }: FileEdit): boolean {
  const now = readWorktreeFile(root, path);
  if (!Buffer.isBuffer(now) || !now.equals(before)) return false;
  const isExecutable = (lstatSync(join(root, path)).mode & 0o100) !== 0;
  return isExecutable === (mode === "100755");
}

/**
 * Puts replacements into the index, which git replaces as a whole, under its lock, without reading the
 * working tree; then git compares them with it.
 * @param left the entries that are to be replaced, as they are now
 * @param follow makes the edits in the working tree; is told the paths outside a sparse checkout
 * @throws WriteError when an entry is not what it was
 */
export async function stage(
  repository: Repository,
  left: readonly FileEntry[],
  replacements: readonly Replacement[],
  follow: (skipped: ReadonlySet<string>) => Promise<void>,
): Promise<void> {
  if (left.length === 0) return;
  const { git, topLevel } = repository;
  const version = indexVersion(repository);
  const current = await currentEntries(git, left);
  const skipped = current.filter(({ isSkipped }) => isSkipped).map(({ path }) => path);
  await follow(new Set(skipped));
  // Most often nobody else has written it meanwhile, and no process is needed to tell.
  if (indexVersion(repository) !== version) await currentEntries(git, left);
  const paths = new Set(left.map(({ path }) => path));
  const lines = replacements.flatMap(({ mode, after, path }) =>
    paths.has(path) ? [`${mode} ${after} 0\t${path}\0`] : [],
  );
  await git.run(["update-index", "-z", "--index-info"], { input: lines.join("") });

  // A new entry has lost the mark that keeps it out of a sparse checkout.
  if (skipped.length > 0) {
    const input = skipped.map(path => `${path}\0`).join("");
    await git.run(["update-index", "--skip-worktree", "-z", "--stdin"], { input });
  }
  if (topLevel !== undefined) await refreshIndex(git, [...paths]);
}

/**
 * Has git compare the new entries with the working tree, which needs to be rewritten by then.
 * Without it `git merge --abort` takes the files for edited and refuses.
 * @param paths of few of them only these are looked at: `update-index` would look at all files
 */
export async function refreshIndex(git: Git, paths: readonly string[]): Promise<void> {
  if (paths.length > mostPathspecs) {
    // 1: some files differ from the index, which is theirs to do.
    await git.ask(["update-index", "-q", "--refresh"], [0, 1]);
    return;
  }
  // What `status` finds out about these files it writes into the index, where it may take the lock.
  const options = ["--porcelain", "-z", "-uno", "--no-renames", "--ignore-submodules=all"];
  const args = [...statusOfFew, "status", ...options, ...pathspecs(paths)];
  await git.run(args, { writesIndex: true });
}

/** To ask for all files ahead of time, in threads, takes longer than to ask for these. */
const statusOfFew = ["-c", "core.preloadIndex=false"];

/** git compares each entry of an index with all pathspecs that it is given. */
const mostPathspecs = 100;

/** The entries that are to be replaced, which must be what they were when they were read. */
async function currentEntries(git: Git, read: readonly FileEntry[]): Promise<readonly FileEntry[]> {
  const paths = read.map(({ path }) => path);
  const only = paths.length > mostPathspecs ? [] : pathspecs(paths);
  const entries = parseIndex(await git.run(["ls-files", "-s", "-t", "-z", ...only]));
  const current = new Map(entries.map(entry => [entry.path, entry]));
  return read.map(({ path, oid }) => {
    const entry = current.get(path);
    if (oid !== undefined && entry?.oid === oid) return entry;
    throw new WriteError(`${path} changed in the index while it was being fixed`, {
      hint: "nothing was staged; run the same command again",
    });
  });
}
