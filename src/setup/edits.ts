import { dirname, join } from "node:path";
import {
  createFile,
  makeDirectory,
  removeFile,
  removeIfEmpty,
  replaceFile,
} from "../fix/worktree-files.ts";
import type { Repository } from "../git/repository.ts";
import { lstatIfThere, readWorktreeFile } from "../snapshots/worktree.ts";
import type { ByHand, Change } from "./change.ts";
import { fromTop } from "./hook-home.ts";
import { isOwnFile } from "./marked-lines.ts";

/** What `init` does to one file. */
export interface SetupStep {
  /** From the top where it lies below, else absolute. */
  readonly file: string;
  readonly status: "created" | "updated" | "unchanged" | "removed" | "left-alone";
  /** Why it is left alone, and what to do by hand. */
  readonly byHand?: ByHand;
  readonly edit?: Edit;
}

/** A file as it was read, and as it is to be. */
interface Edit {
  /** Absolute: the working tree, or the repository's own folder. Nothing is written outside. */
  readonly root: string;
  readonly path: string;
  readonly before: Buffer | undefined;
  /** `undefined`: the file goes. */
  readonly after: Buffer | undefined;
  /** The mode that the file gets; else it keeps its own, and that of a new one is left to the umask. */
  readonly mode?: number;
}

interface Script {
  readonly root: string;
  readonly path: string;
  readonly topLevel: string;
  /** git runs it itself, if it may be executed. */
  readonly isExecuted: boolean;
}

/**
 * Reads a file of the working tree and decides what becomes of it; nothing is written yet.
 * @param change given the text, UTF-8; `undefined` where there is no file
 */
export function planTextEdit(
  topLevel: string,
  path: string,
  change: (text: string | undefined) => Change,
): Promise<SetupStep> {
  return planEdit({ root: topLevel, path, topLevel, isExecuted: false }, before => {
    const text = before?.toString("utf8");
    if (text !== undefined && !Buffer.from(text, "utf8").equals(before ?? Buffer.of())) {
      return { reason: "it is not UTF-8", next: `store ${path} as UTF-8` };
    }
    return encoded(change(text), "utf8");
  });
}

/**
 * The same of a script, whose encoding is not known.
 * @param change given the text, a character for each byte
 */
export function planScriptEdit(
  script: Script,
  change: (text: string | undefined) => Change,
): Promise<SetupStep> {
  return planEdit(script, before => encoded(change(before?.toString("latin1")), "latin1"));
}

type Changed = { readonly content: Buffer | undefined } | ByHand;

function encoded(change: Change, encoding: "utf8" | "latin1"): Changed {
  if (!("text" in change)) return change;
  return { content: change.text === undefined ? undefined : Buffer.from(change.text, encoding) };
}

async function planEdit(
  { root, path, topLevel, isExecuted }: Script,
  change: (before: Buffer | undefined) => Changed,
): Promise<SetupStep> {
  const file = fromTop(topLevel, join(root, path));
  const leave = (reason: string, next: string): SetupStep => {
    return { file, status: "left-alone", byHand: { reason, next } };
  };
  const stat = lstatIfThere(join(root, path));
  const content = readWorktreeFile(root, path);
  const before = Buffer.isBuffer(content) ? content : undefined;
  if (stat !== undefined && before === undefined) {
    return leave(
      "a symbolic link stands there or on the way, or it cannot be read",
      `make ${file} a file`,
    );
  }
  const changed = change(before);
  if ("reason" in changed) return leave(changed.reason, changed.next);

  const after = changed.content;
  const edit = { root, path, before, after };
  const executable = { ...edit, mode: 0o755 };
  // git ignores a script that is not executable; what else is in it must not begin to run by itself.
  if (isExecuted && stat !== undefined && after !== undefined && (stat.mode & 0o111) === 0) {
    return isOwnFile(after.toString("latin1"))
      ? { file, status: "updated", edit: executable }
      : leave("it is not executable, so git ignores it", `chmod +x ${file}`);
  }
  const isSame = before === undefined ? after === undefined : after?.equals(before);
  if (isSame) return { file, status: "unchanged" };
  const status = before === undefined ? "created" : after === undefined ? "removed" : "updated";
  return { file, status, edit: isExecuted && before === undefined ? executable : edit };
}

/** @throws WriteError where a file changed since it was read, or cannot be written */
export async function carryOut(
  { commonDirectory }: Repository,
  { edit }: SetupStep,
): Promise<void> {
  if (edit === undefined) return;
  const { root, path, before, after, mode } = edit;
  const place = { root, commonDirectory };
  if (before !== undefined && after !== undefined) {
    return replaceFile(place, path, before, after, mode);
  }
  if (before !== undefined) await removeFile(place, path, before);
  if (after === undefined) return removeIfEmpty(place, dirname(path));
  await makeDirectory(place, dirname(path));
  return createFile(place, path, after, mode === undefined ? {} : { mode });
}
