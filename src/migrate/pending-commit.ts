import { createHash } from "node:crypto";
import type { Repository } from "../git/repository.ts";
import type { Backend } from "../model/task-id.ts";
import { dropNote, leaveNote, readNote } from "../notes.ts";
import { readWorktreeFile } from "../snapshots/worktree.ts";
import type { Change } from "./change.ts";
import type { MigrationPlan } from "./plan.ts";
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

/** Digests of what the files of a plan hold before, meanwhile and afterwards. */
export function contentsOf(
  { units, references }: MigrationPlan,
  retirement: Retirement | undefined,
): readonly string[] {
  const operations = [...units.flatMap(unit => unit.operations), ...references];
  const contents = operations.flatMap(operation => {
    if (operation.kind === "move") return [];
    if (operation.kind === "create") return [operation.content];
    return operation.kind === "edit" ? [operation.before, operation.after] : [operation.before];
  });
  const results = units.flatMap(unit => unit.results.map(({ after }) => after));
  const { before, after } = retirement ?? {};
  const all = [...contents, ...results, ...(before ? [before] : []), ...(after ? [after] : [])];
  return [...new Set(all.map(digestOf))];
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

function digestOf(content: Buffer | string): string {
  return createHash("sha256").update(content).digest("base64url").slice(0, 22);
}
