import { lstatSync } from "node:fs";
import { join } from "node:path";
import { GitError, UsageError } from "../errors.ts";
import { refreshIndex } from "../fix/apply-to-index.ts";
import type { Git } from "../git/git.ts";
import { hashFiles } from "../git/hash-files.ts";
import { records } from "../git/raw-diff.ts";
import { findCommit, type Repository } from "../git/repository.ts";
import { eachInTree } from "../snapshots/listing.ts";
import { filesAtOnce } from "../snapshots/records.ts";
import { lstatIfThere } from "../snapshots/worktree.ts";
import type { Change } from "./change.ts";
import { editedSince, type PendingCommit } from "./pending-commit.ts";

/** What git leaves while something is in progress that a commit would become a part of. */
const inProgress = [
  ["MERGE_HEAD", "a merge"],
  ["CHERRY_PICK_HEAD", "a cherry-pick"],
  ["REVERT_HEAD", "a revert"],
  ["rebase-merge", "a rebase"],
  ["rebase-apply", "a rebase"],
] as const;

const usualMode = "100644";

/** What a commit of the migration begins with. */
export interface Committable {
  /** Of files in HEAD, where it is not the usual one. */
  readonly modes: ReadonlyMap<string, string>;
  /** What an interrupted run of the same migration has begun, and this one commits with its own. */
  readonly begun: PendingCommit | undefined;
}

/**
 * Makes sure, before anything is written, that a commit can hold exactly what the migration changes:
 * nothing else is staged, and nobody has begun to edit what it changes, but an interrupted run.
 * @param pending what such a run may have left
 * @throws UsageError otherwise
 */
export async function refuseUncommittable(
  { git, gitDirectory }: Repository,
  topLevel: string,
  changes: readonly Change[],
  pending: PendingCommit | undefined,
): Promise<Committable> {
  for (const [name, what] of inProgress) {
    if (lstatIfThere(join(gitDirectory, name)) === undefined) continue;
    throw refusal(`${what} is in progress`, "complete it or give it up first");
  }
  const head = await findCommit(git, "HEAD");
  if (head === undefined) throw refusal("there is no commit yet", "commit what is there first");
  const args = ["diff-index", "--cached", "--name-only", "--ignore-submodules", "-z", head];
  const staged = records(await git.run(args));
  const modes = new Map<string, string>();
  const untracked = new Set([...changes, ...(pending?.changes ?? [])].map(({ path }) => path));
  await eachInTree(git, head, [""], ({ path, mode = usualMode }) => {
    untracked.delete(path);
    if (mode !== usualMode) modes.set(path, mode);
  });
  const edited = await pathsWithEdits(git);
  const isBegun = (path: string): boolean =>
    edited.has(path) || (untracked.has(path) && isThere(topLevel, path));
  const begun = pending?.changes.some(({ path }) => isBegun(path)) ? pending : undefined;
  const own = new Set(begun?.changes.map(({ path }) => path));
  const foreign = staged.filter(path => !own.has(path));
  if (foreign.length > 0) {
    throw refusal(`something is staged already: ${listed(foreign)}`, "commit or unstage it first");
  }
  const uncommitted = changes.flatMap(({ path, kind }) => {
    const isOthers = edited.has(path) || (kind !== "add" && untracked.has(path));
    return isOthers && !own.has(path) ? [path] : [];
  });
  if (begun !== undefined) uncommitted.push(...editedSince(topLevel, begun));
  if (uncommitted.length === 0) return { modes, begun };
  throw refusal(`not committed yet: ${listed(uncommitted)}`, "commit it first");
}

/** Tracked files whose content in the working tree is not the one in the index. */
async function pathsWithEdits(git: Git): Promise<ReadonlySet<string>> {
  const options = ["--porcelain=v1", "-z", "--no-renames", "--untracked-files=no"];
  const output = await git.run(["status", ...options, "--ignore-submodules"]);
  return new Set(records(output).map(line => line.slice(3)));
}

function isThere(topLevel: string, path: string): boolean {
  return lstatSync(join(topLevel, path), { throwIfNoEntry: false }) !== undefined;
}

/**
 * Commits what the migration changed, and nothing else. The files go through git's filters, and the
 * user's hooks and signature have their say, as in every commit.
 *
 * @param changes also those that an interrupted run had planned, and nobody carried out
 * @returns the commit
 * @throws GitError when git does not commit; the files stay migrated and staged
 */
export async function commitChanges(
  { git, head = "" }: Repository,
  topLevel: string,
  changes: readonly Change[],
  { modes }: Committable,
  message: string,
): Promise<string> {
  const present = changes.filter(({ path }) => isThere(topLevel, path));
  const gone = changes.filter(({ path }) => !isThere(topLevel, path));
  const paths = present.map(({ path }) => path);
  const oids = await hashFiles(git, paths);
  const nothing = head.replace(/./g, "0");
  // Where a file was that is gone, a folder may be.
  const input = Buffer.concat([
    ...linesOf(gone, ({ path }) => `0 ${nothing}\t${path}\0`),
    ...linesOf(present, ({ path, like = path }, i) => {
      return `${modes.get(like) ?? usualMode} ${oids[i]} 0\t${path}\0`;
    }),
  ]);
  await git.run(["update-index", "-z", "--index-info"], { input });
  await refreshIndex(git, paths);
  try {
    await git.run(["commit", "-F", "-"], { input: message, asUser: true });
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw new GitError("git did not commit; the tasks are migrated, and that is staged", {
      said: error.said,
      hint: "repair what is reported, then git commit",
    });
  }
  return (await git.run(["rev-parse", "--verify", "HEAD"])).trim();
}

/** As bytes, those of some files at a time: as texts they take three times the memory. */
function linesOf(
  changes: readonly Change[],
  lineOf: (change: Change, index: number) => string,
): readonly Buffer[] {
  const pieces: Buffer[] = [];
  for (let from = 0; from < changes.length; from += filesAtOnce) {
    const some = changes.slice(from, from + filesAtOnce);
    pieces.push(Buffer.from(some.map((change, i) => lineOf(change, from + i)).join("")));
  }
  return pieces;
}

function refusal(problem: string, hint: string): UsageError {
  return new UsageError(`--commit is not possible: ${problem}`, { hint });
}

function listed(paths: readonly string[]): string {
  const some = paths.slice(0, 3).join(", ");
  return paths.length > 3 ? `${some} and ${paths.length - 3} more` : some;
}
