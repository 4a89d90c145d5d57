import { readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { makeOwnFolder } from "./scratch.ts";
import { writeWhole } from "./write-whole.ts";

/**
 * What one process leaves for the next in the git directory of a working tree, so that what was
 * interrupted is finished. Each user of a note has its own name.
 */
export interface Directories {
  readonly gitDirectory: string;
  readonly commonDirectory: string;
}

export type NoteName = "pending-fold" | "pending-commit";

export function leaveNote(
  { gitDirectory, commonDirectory }: Directories,
  name: NoteName,
  value: object,
): void {
  makeOwnFolder(gitDirectory);
  const path = noteFile(gitDirectory, name);
  writeWhole(
    commonDirectory,
    path,
    () => piecesOf(value),
    {},
    made => renameSync(made, path),
  );
}

/** In one piece, where it is not long: a migration may have changed all files of a repository. */
function* piecesOf(value: object): Generator<Buffer> {
  let text = "";
  for (const part of partsOf(value)) {
    text += part;
    if (text.length < pieceLength) continue;
    yield Buffer.from(text);
    text = "";
  }
  yield Buffer.from(text);
}

const pieceLength = 64 * 1024;

/** JSON, each property on a line of its own: a shell reads it, too (setup/hook-script.ts). */
function* partsOf(value: object): Generator<string> {
  let before = "{";
  for (const [key, one] of Object.entries(value)) {
    if (one === undefined) continue;
    yield `${before}${JSON.stringify(key)}:`;
    if (Array.isArray(one)) yield* partsOfList(one);
    else yield JSON.stringify(one);
    before = ",\n";
  }
  yield before === "{" ? "{}\n" : "}\n";
}

function* partsOfList(items: readonly unknown[]): Generator<string> {
  yield "[";
  for (const [i, item] of items.entries()) yield (i > 0 ? "," : "") + JSON.stringify(item);
  yield "]";
}

/** @returns `undefined` where there is none; a power cut may leave an empty one, which is none either */
export function readNote(gitDirectory: string, name: NoteName): unknown {
  try {
    return JSON.parse(readFileSync(noteFile(gitDirectory, name), "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

export function dropNote(gitDirectory: string, name: NoteName): void {
  rmSync(noteFile(gitDirectory, name), { force: true });
}

function noteFile(gitDirectory: string, name: NoteName): string {
  return join(gitDirectory, "session-assoc", `${name}.json`);
}
