import { GitError } from "../errors.ts";
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
    "\n",
  ];
  // Without `--done`: a git whose caller was killed would leave a report of its own crash behind.
  // Where case does not count, git would take another file of the same letters for the one meant.
  const args = ["-c", "core.ignoreCase=false", "fast-import", "--quiet"];
  const output = await git.run(args, { input: commands.join("\n") });
  // `040000 SP tree SP <oid> TAB`
  const [, , oid] = output.split(/\s/);
  if (oid === undefined) throw new GitError("git fast-import did not say which tree it made");
  return oid;
}

const branch = "refs/session-assoc/tree";

function quoted(path: string): string {
  return `"${path.replace(/["\\]/g, "\\$&").replaceAll("\n", "\\n")}"`;
}
