import { lstatSync } from "node:fs";
import { join, resolve } from "node:path";
import { openGit } from "../git/git.ts";
import { foldNoted } from "../hooks/fold-noted.ts";
import { probeVariable } from "../setup/runner-files.ts";
import { complain } from "./complain.ts";
import { sayOn } from "./say.ts";
import type { Terminal } from "./streams.ts";

/**
 * `hook post-merge` where `pre-merge-commit` has left a note, and the hook's script did not do what it says:
 * no more is loaded and asked than that takes.
 * @returns the exit code; `undefined` where the hook has to run as a whole
 */
export async function startPostMerge(
  [isSquash]: readonly string[],
  terminal: Terminal,
): Promise<number | undefined> {
  const { cwd, environment } = terminal;
  if (isSquash === "1" || environment.SESSION_ASSOC === "0") return undefined;
  const gitDirectory = environment[probeVariable] === undefined && gitDirectoryAt(terminal);
  if (!gitDirectory) return undefined;
  try {
    const say = (line: string): void => sayOn(terminal.stderr)(line);
    const repository = { git: openGit(cwd), gitDirectory, topLevel: cwd };
    return (await foldNoted(repository, say)) ? 0 : undefined;
  } catch (error) {
    return complain(error, {}, terminal);
  }
}

/**
 * The git directory, where that can be told without git, which runs its hooks at the top of the working
 * tree, and names the git directory of a linked one (FIELD-NOTES, git 4 and 5).
 */
function gitDirectoryAt({ cwd, environment }: Terminal): string | undefined {
  if (environment.GIT_DIR !== undefined) return resolve(cwd, environment.GIT_DIR);
  const directory = join(cwd, ".git");
  return lstatSync(directory, { throwIfNoEntry: false })?.isDirectory() ? directory : undefined;
}
