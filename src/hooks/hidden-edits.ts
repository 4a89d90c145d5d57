import { readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { Repository } from "../git/repository.ts";
import { isRunning } from "../scratch.ts";
import type { HookContext } from "./context.ts";

/**
 * Some hook runners take unstaged edits out of the working tree while their hooks run, and put them
 * back as a patch. Where a hook rewrites the lines around such an edit, the patch no longer applies
 * and the edit is left in a file that nobody looks for (seen in pre-commit 3.0.4 and lefthook 2.2.2):
 * nothing may be rewritten then.
 *
 * @param files those that would be rewritten
 * @returns what is in the way, for people, also where a patch cannot be read; `undefined` when nothing is
 */
export async function hiddenEdits(
  { repository, environment }: HookContext,
  files: readonly string[],
): Promise<string | undefined> {
  const patches = [...patchesOfPreCommit(environment), ...patchesOfLefthook(repository)];
  for (const patch of patches) {
    const hidden = await filesIn(repository, patch);
    const file = files.find(one => hidden === undefined || hidden.has(one));
    if (file !== undefined) return `unstaged edits of ${file} are kept in ${patch}`;
  }
  return undefined;
}

/** `patch<time>-<process>` in its cache; never deleted, so that those of ended processes say nothing. */
function patchesOfPreCommit(environment: NodeJS.ProcessEnv): readonly string[] {
  if (environment.PRE_COMMIT !== "1") return [];
  const { HOME = homedir(), XDG_CACHE_HOME, PRE_COMMIT_HOME } = environment;
  const cache = PRE_COMMIT_HOME || join(XDG_CACHE_HOME || join(HOME, ".cache"), "pre-commit");
  return namesIn(cache)
    .filter(name => isRunning(/^patch\d+-(\d+)$/.exec(name)?.[1]))
    .map(name => resolve(cache, name));
}

/** It deletes them when the edits are back, so that one that is there holds what is not. */
function patchesOfLefthook({ commonDirectory }: Repository): readonly string[] {
  const info = join(commonDirectory, "info");
  return namesIn(info)
    .filter(name => /^lefthook-unstaged.*\.patch$/.test(name))
    .map(name => join(info, name));
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** `<added> TAB <deleted> TAB <path> NUL` for each file; nothing is applied. */
async function filesIn(
  { git }: Repository,
  patch: string,
): Promise<ReadonlySet<string> | undefined> {
  const args = ["apply", "--numstat", "-z", "--unidiff-zero", "--", patch];
  const { code, output } = await git.ask(args, [0, 1, 128]);
  if (code !== 0) return undefined;
  return new Set(output.split("\0").map(line => line.split("\t").slice(2).join("\t")));
}
