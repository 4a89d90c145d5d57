import type { Repository } from "../git/repository.ts";
import type { Backend } from "../model/task-id.ts";
import { dropNote, leaveNote, readNote } from "../notes.ts";
import { readWorktreeFile } from "../snapshots/worktree.ts";
import type { Change } from "./change.ts";
import { digestOf, splitDigests } from "./digest.ts";
import type { PlannedWork } from "./plan.ts";
import type { Retirement } from "./retire.ts";

/**
 * What a migration leaves until it is committed: where it is interrupted, the next run cannot tell
 * its edits from those of people, nor say in the commit what the first one did.
 */
export interface PendingCommit {
  readonly head: string;
  readonly from: Backend;
  readonly to: Backend;
  readonly changes: readonly Change[];
  readonly message: string;
  /** Digests of all that its files may hold, on the way and in the end. */
  readonly contents: readonly string[];
}

export function leavePendingCommit(
  repository: Repository,
  { from, to }: Direction,
  pending: Pick<PendingCommit, "changes" | "message" | "contents">,
): void {
  const { head } = repository;
  leaveNote(repository, "pending-commit", { head, from, to, ...pending });
}

type Direction = Pick<PendingCommit, "from" | "to">;

export function dropPendingCommit({ gitDirectory }: Repository): void {
  dropNote(gitDirectory, "pending-commit");
}

/** What an interrupted run of the same migration left, if nothing was committed since. */
export function readPendingCommit(
  { gitDirectory, head }: Repository,
  { from, to }: Direction,
): PendingCommit | undefined {
  const pending = readNote(gitDirectory, "pending-commit") as PendingCommit | undefined;
  const isSame = pending?.head === head && pending?.from === from && pending?.to === to;
  return isSame ? pending : undefined;
}

/** Digests of what the files of planned work hold before, meanwhile and afterwards. */
export function digestsIn(
  { units, references }: PlannedWork,
  retirement: Retirement | undefined,
): readonly string[] {
  const { before, after } = retirement ?? {};
  return [
    ...new Set([
      ...units.flatMap(({ digests }) => splitDigests(digests)),
      ...[...references].flatMap(({ digests }) => splitDigests(digests)),
      ...[before, after].flatMap(content => (content === undefined ? [] : digestOf(content))),
    ]),
  ];
}

/** Those of its files that are not as it left them. */
export function editedSince(
  topLevel: string,
  { changes, contents }: PendingCommit,
): readonly string[] {
  const known = new Set(contents);
  return changes.flatMap(({ path }) => {
    const content = readWorktreeFile(topLevel, path);
    const isOurs =
      content === undefined || (Buffer.isBuffer(content) && known.has(digestOf(content)));
    return isOurs ? [] : [path];
  });
}
