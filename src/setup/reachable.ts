import { accessSync, constants, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Repository } from "../git/repository.ts";
import { lefthookConfigs, lefthookExtension, preCommitConfig } from "./runner-files.ts";

/** Where the well-known hook runners keep what a hook does, from the top. */
const runnerConfigs = [...lefthookConfigs, lefthookExtension, preCommitConfig];

/**
 * Whether git's hook of a name would call session-assoc, as far as reading can tell: the hook
 * that git runs says so, or hands over to husky or another runner whose file says so. When in
 * doubt the answer is no, and the caller does without the hook.
 */
export function isHookReachable(repository: Repository, name: string): boolean {
  const { topLevel, hooksDirectory } = repository;
  if (topLevel === undefined) return false;
  const hook = join(hooksDirectory, name);
  if (!isExecutable(hook)) return false;

  const text = readIfThere(hook);
  if (callsHook(text, name)) return true;
  return filesBehind(hook, text, topLevel).some(file => callsHook(readIfThere(file), name));
}

function filesBehind(hook: string, text: string, topLevel: string): readonly string[] {
  // husky points core.hooksPath at `.husky/_`, whose files source `h`, which runs the file of the
  // same name one folder up.
  if (/^\. .*\/h"$/m.test(text)) return [join(dirname(hook), "..", basename(hook))];
  const isRunner = /\b(lefthook|pre-commit)\b/.test(text);
  return isRunner ? runnerConfigs.map(file => join(topLevel, file)) : [];
}

/** Whether a line that is no comment calls session-assoc for the hook. */
export function callsHook(text: string, name: string): boolean {
  return text
    .split("\n")
    .some(line => !/^\s*#/.test(line) && line.includes("session-assoc") && line.includes(name));
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // missing or not executable: git would not run it either
  }
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR") return "";
    throw error;
  }
}
