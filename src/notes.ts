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
  writeWhole(commonDirectory, path, linesOf(value), {}, made => renameSync(made, path));
}

/** JSON, each property on a line of its own: a shell reads it, too (setup/hook-script.ts). */
function linesOf(value: object): string {
  const lines = Object.entries(value).flatMap(([key, one]) =>
    one === undefined ? [] : [`${JSON.stringify(key)}:${JSON.stringify(one)}`],
  );
  return `{${lines.join(",\n")}}\n`;
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
