import { rmSync } from "node:fs";
import { GitError } from "../errors.ts";
import type { Git } from "./git.ts";

/**
 * Writes objects with `git fast-import`, with one process whatever their number.
 * @param input commands, up to `done`
 * @returns what they print
 * @throws GitError; the report of its crash, which git leaves in the git directory, goes
 */
export async function fastImport(
  git: Git,
  input: string | Buffer,
  configuration: readonly string[] = [],
): Promise<string> {
  try {
    return await git.run([...configuration, "fast-import", "--quiet", "--done"], { input });
  } catch (error) {
    if (error instanceof GitError) await removeReport(git, error.said);
    throw error;
  }
}

async function removeReport(git: Git, said: string): Promise<void> {
  const [name] = /fast_import_crash_\d+/.exec(said) ?? [];
  if (name === undefined) return;
  const args = ["rev-parse", "--path-format=absolute", "--git-path", name];
  rmSync((await git.run(args)).replace(/\n$/, ""), { force: true });
}
