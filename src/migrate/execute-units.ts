import { dirname } from "node:path";
import {
  createFile,
  makeDirectory,
  moveFile,
  type Place,
  removeFile,
  removeIfEmpty,
  replaceFile,
} from "../fix/worktree-files.ts";
import type { Operation, Unit } from "./operations.ts";

/** How many files are written at once; what one of them needs is done in its order. */
const atOnce = 16;

/**
 * Migrates the tasks, then lets the references follow. Whatever stops it, the files can be read,
 * and the same command finishes the work.
 * @throws WriteError when a file cannot be written, or is not what it was when it was read
 */
export async function executeUnits(
  place: Place,
  units: readonly Unit[],
  references: readonly Operation[],
): Promise<void> {
  const operations = units.flatMap(unit => unit.operations);
  for (const folder of foldersOf(operations.flatMap(newPathsOf))) {
    await makeDirectory(place, folder);
  }
  await inParallel(units, async unit => {
    for (const operation of unit.operations) await perform(place, operation);
  });
  for (const folder of foldersOf(operations.flatMap(oldPathsOf))) {
    await removeIfEmpty(place, folder);
  }
  await inParallel(references, operation => perform(place, operation));
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

/** @throws what the first one that failed threw, once nothing is under way any more */
async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for (let i = 0; i < items.length; i += atOnce) {
    const results = await Promise.allSettled(items.slice(i, i + atOnce).map(work));
    for (const result of results) if (result.status === "rejected") throw result.reason;
  }
}

function newPathsOf(operation: Operation): readonly string[] {
  if (operation.kind === "move") return [operation.target];
  return operation.kind === "create" ? [operation.path] : [];
}

function oldPathsOf({ kind, path }: Operation): readonly string[] {
  return kind === "move" || kind === "remove" ? [path] : [];
}

function foldersOf(paths: readonly string[]): ReadonlySet<string> {
  return new Set(paths.map(path => dirname(path)));
}
