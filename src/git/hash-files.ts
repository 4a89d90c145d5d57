import type { Git } from "./git.ts";

/**
 * Writes files of the working tree as blobs, as `git add` would: line ends and the like are
 * converted as attributes and configuration say. One process, whatever the number of files.
 * @param paths from the top of the working tree
 * @returns the blobs' object IDs, in order
 */
export async function hashFiles(git: Git, paths: readonly string[]): Promise<readonly string[]> {
  if (paths.length === 0) return [];
  const input = paths.map(path => `${quote(path)}\n`).join("");
  const output = await git.run(["hash-object", "-w", "--stdin-paths"], { input });
  return output.trimEnd().split("\n");
}

/** There is no `-z` for these paths, but git reads them in quotes, with C escapes. */
function quote(path: string): string {
  const escaped = path
    .replace(/["\\]/g, "\\$&")
    .replace(/[\x00-\x1f]/g, byte => `\\${byte.charCodeAt(0).toString(8).padStart(3, "0")}`);
  return `"${escaped}"`;
}
