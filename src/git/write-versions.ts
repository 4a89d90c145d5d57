import { fastImport } from "./fast-import.ts";
import type { Git } from "./git.ts";
import { quotePath } from "./quote-path.ts";

/** A file, and what is to be in it. */
export interface NewVersion {
  readonly path: string;
  readonly mode: string;
  readonly content: Buffer;
}

/**
 * Writes blobs, and a tree that has them in the place of what is there: with one process, whatever their
 * number. Only the folders above the files are read, while `git write-tree` writes a whole index anew.
 * @param onto the object ID of a tree that has these files
 * @returns the blobs' object IDs, in order, and that of the new tree
 */
export async function writeVersions(
  git: Git,
  files: readonly NewVersion[],
  onto?: string,
): Promise<{ readonly oids: readonly string[]; readonly tree: string | undefined }> {
  const blobs = files.flatMap(({ content }, i) => [
    Buffer.from(`blob\nmark :${i + 1}\ndata ${content.length}\n`),
    content,
    Buffer.from(`\nget-mark :${i + 1}\n`),
  ]);
  const tree = onto === undefined ? [] : commandsForTree(files, onto);
  const input = Buffer.concat([...blobs, Buffer.from([...tree, "done\n"].join("\n"))]);
  // Where case does not count, git would take another file of the same letters for the one meant.
  const output = await fastImport(git, input, ["-c", "core.ignoreCase=false"]);
  const lines = output.split("\n");
  return {
    oids: lines.slice(0, files.length),
    // `040000 SP tree SP <oid> TAB`
    tree: onto === undefined ? undefined : lines[files.length]?.split(/\s/)[2],
  };
}

function commandsForTree(files: readonly NewVersion[], onto: string): readonly string[] {
  return [
    // A branch that has no commit in the end is not made.
    `commit ${branch}`,
    "committer session-assoc <session-assoc> 0 +0000",
    "data 0",
    `M 040000 ${onto} ""`,
    ...files.map(({ path, mode }, i) => `M ${mode} :${i + 1} ${quotePath(path)}`),
    'ls ""',
    `reset ${branch}`,
    "",
  ];
}

const branch = "refs/session-assoc/tree";
