import { fastImport } from "./fast-import.ts";
import type { Git } from "./git.ts";

/** A file that a tree is to have. */
export interface TreeFile {
  readonly path: string;
  readonly mode: string;
  /** The object ID of its blob. */
  readonly oid: string;
}

/**
 * Writes the tree of a commit with some files replaced. Only the folders above these are read, while
 * `git write-tree` writes a whole index anew. A commit that nothing refers to stays behind.
 * @returns the tree's object ID
 */
export async function treeWith(
  git: Git,
  commit: string,
  files: readonly TreeFile[],
): Promise<string> {
  const commands = [
    // A branch that has no commit in the end is not made.
    `commit ${branch}`,
    "committer session-assoc <session-assoc> 0 +0000",
    "data 0",
    `from ${commit}`,
    ...files.map(({ path, mode, oid }) => `M ${mode} ${oid} ${quoted(path)}`),
    'ls ""',
    `reset ${branch}`,
    "",
    "done\n",
  ];
  // Where case does not count, git would take another file of the same letters for the one meant.
  const output = await fastImport(git, commands.join("\n"), ["-c", "core.ignoreCase=false"]);
  // `040000 SP tree SP <oid> TAB`
  return output.split(/\s/)[2] ?? "";
}

const branch = "refs/session-assoc/tree";

function quoted(path: string): string {
  return `"${path.replace(/["\\]/g, "\\$&").replaceAll("\n", "\\n")}"`;
}
