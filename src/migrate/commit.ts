import { lstatSync } from "node:fs";
import { join } from "node:path";
import { GitError, UsageError } from "../errors.ts";
import { refreshIndex } from "../fix/apply-to-index.ts";
import type { Git } from "../git/git.ts";
import { hashFiles } from "../git/hash-files.ts";
import { records } from "../git/raw-diff.ts";
import { findCommit, type Repository } from "../git/repository.ts";
import { listTree } from "../snapshots/listing.ts";
import type { FileEntry } from "../snapshots/snapshot.ts";
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

/** What a commit of the migration begins with. */
export interface Committable {
  /** The files of HEAD. */
  readonly entries: readonly FileEntry[];
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
  const entries = await listTree(git, head, [""]);
  const tracked = new Set(entries.map(({ path }) => path));
  const edited = await pathsWithEdits(git);
  const isBegun = (path: string): boolean =>
    edited.has(path) || (!tracked.has(path) && isThere(topLevel, path));
  const begun = pending?.changes.some(({ path }) => isBegun(path)) ? pending : undefined;
  const own = new Set(begun?.changes.map(({ path }) => path));
  const foreign = staged.filter(path => !own.has(path));
  if (foreign.length > 0) {
    throw refusal(`something is staged already: ${listed(foreign)}`, "commit or unstage it first");
  }
  const uncommitted = changes.flatMap(({ path, kind }) => {
    const isOthers = edited.has(path) || (kind !== "add" && !tracked.has(path));
    return isOthers && !own.has(path) ? [path] : [];
  });
  if (begun !== undefined) uncommitted.push(...editedSince(topLevel, begun));
  if (uncommitted.length === 0) return { entries, begun };
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
  { git }: Repository,
  topLevel: string,
  changes: readonly Change[],
  { entries }: Committable,
  message: string,
): Promise<string> {
  const modes = new Map(entries.map(({ path, mode = "100644" }) => [path, mode]));
  const present = changes.filter(({ path }) => isThere(topLevel, path));
  const gone = changes.filter(({ path }) => modes.has(path) && !isThere(topLevel, path));
  const oids = await hashFiles(
    git,
    present.map(({ path }) => path),
  );
  const nothing = (oids[0] ?? entries[0]?.oid ?? "").replace(/./g, "0");
  const lines = [
    ...gone.map(({ path }) => `0 ${nothing}\t${path}\0`),
    ...present.map(({ path, like = path }, i) => {
      return `${modes.get(like) ?? "100644"} ${oids[i]} 0\t${path}\0`;
    }),
  ];
  await git.run(["update-index", "-z", "--index-info"], { input: lines.join("") });
  await refreshIndex(
    git,
    present.map(({ path }) => path),
  );
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

function refusal(problem: string, hint: string): UsageError {
  return new UsageError(`--commit is not possible: ${problem}`, { hint });
}

function listed(paths: readonly string[]): string {
  const some = paths.slice(0, 3).join(", ");
  return paths.length > 3 ? `${some} and ${paths.length - 3} more` : some;
}
