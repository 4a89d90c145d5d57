import { statSync } from "node:fs";
import { WriteError } from "../errors.ts";
import { writeBlobs } from "../git/blobs.ts";
import type { Git } from "../git/git.ts";
import { waitForLock } from "../git/locks.ts";
import { indexFile, type Repository } from "../git/repository.ts";
import { parseIndex, pathspecs } from "../snapshots/listing.ts";
import type { FileEntry } from "../snapshots/snapshot.ts";
import type { FileEdit } from "./edit.ts";

/** An index entry whose blob was replaced. */
export interface Replacement {
  readonly path: string;
  readonly mode: string;
  readonly before: string;
  readonly after: string;
}

/** Edited contents that are in the object database and not in the index yet. */
export interface Prepared {
  readonly replacements: readonly Replacement[];
  /** The paths among them that are outside a sparse checkout. */
  readonly skipped: ReadonlySet<string>;
  /** The index that was compared with what was read. */
  readonly index: string;
}

/**
 * Makes objects of edited contents, without reading the working tree, once the index can be written.
 * @throws WriteError when an entry is not what it was when it was read
 * @throws GitError when another process does not give the index free
 */
export async function prepareReplacements(
  repository: Repository,
  edits: readonly FileEdit[],
): Promise<Prepared> {
  const { git } = repository;
  await waitForLock(indexFile(repository));
  const index = versionOfIndex(repository);
  const [oids, current] = await Promise.all([
    writeBlobs(
      git,
      edits.map(({ after }) => after),
    ),
    currentEntries(
      git,
      edits.map(({ entry }) => entry),
    ),
  ]);
  const replacements = edits.map(({ entry }, i): Replacement => {
    const { path, mode = "", oid: before = "" } = entry;
    return { path, mode, before, after: oids[i] ?? "" };
  });
  const skipped = current.filter(({ isSkipped }) => isSkipped).map(({ path }) => path);
  return { replacements, skipped: new Set(skipped), index };
}

/**
 * Puts prepared contents into the index, which git replaces as a whole, under its lock.
 * @throws WriteError when an entry is not what it was when it was read
 */
export async function stage(
  repository: Repository,
  { replacements, skipped, index }: Prepared,
): Promise<void> {
  const { git } = repository;
  // Most often nobody else has written it meanwhile, and no process is needed to tell.
  if (versionOfIndex(repository) !== index) {
    await currentEntries(
      git,
      replacements.map(({ path, before }) => ({ path, oid: before })),
    );
  }
  const lines = replacements.map(({ mode, after, path }) => `${mode} ${after} 0\t${path}\0`);
  await git.run(["update-index", "-z", "--index-info"], { input: lines.join("") });

  // A new entry has lost the mark that keeps it out of a sparse checkout.
  if (skipped.size > 0) {
    const input = [...skipped].map(path => `${path}\0`).join("");
    await git.run(["update-index", "--skip-worktree", "-z", "--stdin"], { input });
  }
}

/** The same for the same file: git writes a new one, and gives it the old one's name. */
function versionOfIndex(repository: Repository): string {
  const stat = statSync(indexFile(repository), { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? "" : `${stat.ino} ${stat.mtimeNs} ${stat.size}`;
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
