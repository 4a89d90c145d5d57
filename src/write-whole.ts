import {
  closeSync,
  existsSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  lstatSync,
  openSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { besideEnding, besidePrefix, scratchName, scratchPath } from "./scratch.ts";

/** What a new file has beside its content; what is not said is left to the system. */
export interface Attributes {
  readonly mode?: number | undefined;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
}

/** What is to be in a file; what is large can be made piece by piece, and is made anew where it has to be. */
export type Content = Uint8Array | string | (() => Iterable<Uint8Array>);

/**
 * Writes a file in the scratch folder and has it put in its place in one step, so that it is whole at
 * any moment, whatever ends this process. All at once and without promises, which would take five
 * times as long.
 *
 * @param target where it is to go
 * @param put renames or links the file to where it is to go; called again with a file beside `target`
 *   where that is on another file system
 * @throws what the system says; nothing is left but what is at `target`
 */
export function writeWhole(
  commonDirectory: string,
  target: string,
  content: Content,
  attributes: Attributes,
  put: (made: string) => void,
): void {
  const path = scratchPath(commonDirectory);
  try {
    writeNew(path, content, attributes);
    put(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EXDEV") throw error;
    // A working tree may be elsewhere than its git directory; the note has the file found again.
    const [beside, note] = [besideOf(target, path), path + besideEnding];
    try {
      writeFileSync(note, beside, { flag: "wx" });
      writeNew(beside, content, attributes);
      put(beside);
    } finally {
      removeIfThere(beside);
      removeIfThere(note);
    }
  } finally {
    removeIfThere(path);
  }
}

/**
 * The same where nothing can be written in the git directory: the file is made beside its place, and
 * nothing tells of one that a killed process left there.
 */
export function writeBeside(
  target: string,
  content: Content,
  attributes: Attributes,
  put: (made: string) => void,
): void {
  const beside = besideOf(target, scratchName());
  try {
    writeNew(beside, content, attributes);
    put(beside);
  } finally {
    removeIfThere(beside);
  }
}

/**
 * The group that a folder gives to what is made in it, if it does; what is made elsewhere does not
 * belong to it.
 */
export function groupGivenIn(folder: string): number | undefined {
  const { mode, gid } = lstatSync(folder);
  return (mode & setGroupId) === 0 ? undefined : gid;
}

const setGroupId = 0o2000;

function besideOf(target: string, path: string): string {
  return join(dirname(target), besidePrefix + basename(path));
}

function writeNew(path: string, content: Content, { mode, uid, gid }: Attributes): void {
  const file = openSync(path, "wx");
  try {
    const pieces = typeof content === "function" ? content() : [content];
    for (const piece of pieces) writeFileSync(file, piece);
    giveTo(file, uid, gid);
    if (mode !== undefined) fchmodSync(file, mode & 0o7777); // whatever the umask takes away
  } finally {
    closeSync(file);
  }
}

function giveTo(file: number, uid: number | undefined, gid: number | undefined): void {
  const own = fstatSync(file);
  if ((uid ?? own.uid) === own.uid && (gid ?? own.gid) === own.gid) return;
  try {
    fchownSync(file, uid ?? own.uid, gid ?? own.gid);
  } catch (error) {
    // Only root may give files away: who replaces another's becomes its owner, as in every editor.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") throw error;
  }
}

function removeIfThere(path: string): void {
  if (existsSync(path)) unlinkSync(path);
}
