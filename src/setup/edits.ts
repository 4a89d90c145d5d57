import { dirname, join, relative } from "node:path";
import {
  createFile,
  makeDirectory,
  removeFile,
  removeIfEmpty,
  replaceFile,
} from "../fix/worktree-files.ts";
import { lstatIfThere, readWorktreeFile } from "../snapshots/worktree.ts";
import { isOwnFile } from "./marked-lines.ts";

/** What `init` does to one file. */
export interface SetupStep {
  /** From the top where it lies below, else absolute. */
  readonly file: string;
  readonly status: "created" | "updated" | "unchanged" | "removed" | "left-alone";
  /** Why it is left alone, and what to do by hand. */
  readonly problem?: Obstacle;
  readonly edit?: Edit;
}

export interface Obstacle {
  readonly reason: string;
  readonly next: string;
}

/** A file as it was read, and as it is to be. */
interface Edit {
  /** Absolute: the working tree, or the repository's own folder. Nothing is written outside. */
  readonly root: string;
  readonly path: string;
  readonly before: Buffer | undefined;
  /** `undefined`: the file goes. */
  readonly after: Buffer | undefined;
  /** The mode that a new file gets; else it is left to the umask. */
  readonly mode?: number;
  /** The old file goes first, so that the new one gets its mode. */
  readonly isMadeAnew?: boolean;
}

export interface FileToEdit {
  readonly root: string;
  readonly path: string;
  readonly topLevel: string;
  readonly isScript?: boolean;
}

/** What to make of a text: another one, none, or an obstacle. */
export type Change = { readonly text: string | undefined } | Obstacle;

/**
 * Reads a file and decides what becomes of it; nothing is written yet.
 * @param change given the text, a character for each byte; `undefined` where there is no file
 */
export async function planEdit(
  { root, path, topLevel, isScript = false }: FileToEdit,
  change: (text: string | undefined) => Change,
): Promise<SetupStep> {
  const absolute = join(root, path);
  const file = root === topLevel ? path : labelOf(topLevel, absolute);
  const stat = await lstatIfThere(absolute);
  const content = await readWorktreeFile(root, path);
  const before = Buffer.isBuffer(content) ? content : undefined;
  if (stat !== undefined && before === undefined) {
    const reason = "a symbolic link stands there or on the way, or it cannot be read";
    return { file, status: "left-alone", problem: { reason, next: `replace ${file} by a file` } };
  }
  const changed = change(before?.toString("latin1"));
  if ("reason" in changed) return { file, status: "left-alone", problem: changed };

  const after = changed.text === undefined ? undefined : Buffer.from(changed.text, "latin1");
  const isSame = before === undefined ? after === undefined : after?.equals(before);
  // git ignores a script that is not executable; what else is in it must not begin to run by itself.
  if (isScript && stat !== undefined && after !== undefined && (stat.mode & 0o111) === 0) {
    if (changed.text === undefined || !isOwnFile(changed.text)) {
      const reason = "it is not executable, so git ignores it";
      return { file, status: "left-alone", problem: { reason, next: `chmod +x ${file}` } };
    }
    const edit = { root, path, before, after, mode: 0o755, isMadeAnew: true };
    return { file, status: "updated", edit };
  }
  if (isSame) return { file, status: "unchanged" };
  const edit = { root, path, before, after, ...(isScript ? { mode: 0o755 } : {}) };
  const status = before === undefined ? "created" : after === undefined ? "removed" : "updated";
  return { file, status, edit };
}

function labelOf(topLevel: string, absolute: string): string {
  const path = relative(topLevel, absolute);
  return path.startsWith("..") ? absolute : path;
}

/** @throws WriteError where a file changed since it was read, or cannot be written */
export async function carryOut({ edit }: SetupStep): Promise<void> {
  if (edit === undefined) return;
  const { root, path, before, after, mode, isMadeAnew } = edit;
  if (before !== undefined && after !== undefined && !isMadeAnew) {
    return replaceFile(root, path, before, after);
  }
  if (before !== undefined) await removeFile(root, path, before);
  if (after === undefined) return removeIfEmpty(root, dirname(path));
  await makeDirectory(root, dirname(path));
  return createFile(root, path, after, mode === undefined ? {} : { mode });
}
