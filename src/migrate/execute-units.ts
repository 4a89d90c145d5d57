import { dirname } from "node:path";
import {
  changedSinceRead,
  createFile,
  makeDirectory,
  moveFile,
  type Place,
  removeFile,
  removeIfEmpty,
  replaceFile,
} from "../fix/worktree-files.ts";
import type { Settings } from "../model/settings.ts";
import { readWorktreeFile } from "../snapshots/worktree.ts";
import type { Change } from "./change.ts";
import { digestsOf } from "./digest.ts";
import { filesFor, type Operation, workOn } from "./operations.ts";
import type { PlannedWork } from "./plan.ts";
import { editReferences, type ReferenceEdit } from "./reference-edits.ts";
import { digestsOfWork, type Unit } from "./units.ts";

/** How many files are written at once; what one of them needs is done in its order. */
const atOnce = 16;

/**
 * Migrates the tasks, then lets the references follow. Whatever stops it, the files can be read,
 * and the same command finishes the work.
 * @throws WriteError when a file cannot be written, or is not what it was when it was read
 */
export async function executeUnits(
  place: Place,
  { units, references }: PlannedWork,
  settings: Settings,
): Promise<void> {
  const changes = units.flatMap(unit => unit.changes);
  for (const folder of foldersOf(changes, "add")) await makeDirectory(place, folder);
  await inParallel(units, unit => migrateTasks(place, unit, settings));
  for (const folder of foldersOf(changes, "remove")) await removeIfEmpty(place, folder);
  await inParallel(references, edit => letFollow(place, edit, settings));
}

/** Does the work on one file, if it is what was planned, to the last byte. */
async function migrateTasks(
  place: Place,
  { file, moves, digests }: Unit,
  settings: Settings,
): Promise<void> {
  const contents = new Map<string, Buffer>();
  for (const path of filesFor(file, moves)) {
    const content = readWorktreeFile(place.root, path);
    if (Buffer.isBuffer(content)) contents.set(path, content);
  }
  const work = workOn(file, moves, contents, settings);
  const isAsPlanned =
    work !== undefined && work.refused.length === 0 && digestsOfWork(work) === digests;
  if (!isAsPlanned) throw changedSinceRead(file);
  for (const operation of work.operations) await perform(place, operation);
}

async function perform(place: Place, operation: Operation): Promise<void> {
  const { path } = operation;
  switch (operation.kind) {
    case "edit":
      return replaceFile(place, path, operation.before, operation.after);
    case "remove":
      return removeFile(place, path, operation.before);
    case "move":
      return moveFile(place, path, operation.target);
    case "create":
      return createFile(place, path, operation.content, { like: operation.like });
  }
}

/** Rewrites the references in one file, if that makes of it what was planned, to the last byte. */
async function letFollow(place: Place, edit: ReferenceEdit, settings: Settings): Promise<void> {
  const before = readWorktreeFile(place.root, edit.path);
  const after = Buffer.isBuffer(before) ? editReferences(edit, before, settings) : undefined;
  if (!Buffer.isBuffer(before) || after === undefined) throw changedSinceRead(edit.path);
  if (digestsOf([before, after]) !== edit.digests) throw changedSinceRead(edit.path);
  await replaceFile(place, edit.path, before, after);
}

/** @throws what the first one that failed threw, once nothing is under way any more */
async function inParallel<T>(items: Iterable<T>, work: (item: T) => Promise<void>): Promise<void> {
  let begun: Promise<void>[] = [];
  const finish = async (): Promise<void> => {
    const results = await Promise.allSettled(begun);
    begun = [];
    for (const result of results) if (result.status === "rejected") throw result.reason;
  };
  for (const item of items) {
    begun.push(work(item));
    if (begun.length === atOnce) await finish();
  }
  await finish();
}

function foldersOf(changes: readonly Change[], kind: Change["kind"]): ReadonlySet<string> {
  return new Set(changes.flatMap(change => (change.kind === kind ? [dirname(change.path)] : [])));
}
