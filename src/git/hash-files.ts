import type { Git } from "./git.ts";
import { quotePath } from "./quote-path.ts";

/**
 * Writes files of the working tree as blobs, as `git add` would: line ends and the like are
 * converted as attributes and configuration say. One process, whatever the number of files.
 * @param paths from the top of the working tree
 * @returns the blobs' object IDs, in order
 */
export async function hashFiles(git: Git, paths: readonly string[]): Promise<readonly string[]> {
  if (paths.length === 0) return [];
  const input = paths.map(path => `${quotePath(path)}\n`).join("");
  const output = await git.run(["hash-object", "-w", "--stdin-paths"], { input });
  return output.trimEnd().split("\n");
}
