import type { Git } from "./git.ts";
import type { Take } from "./pieces.ts";

/** One file of a diff. `before` and `after` are blobs; absent where there is no file. */
export interface FileChange {
  readonly path: string;
  readonly before?: string;
  readonly after?: string;
  /** What the file is afterwards, as git writes it: `100644`; absent where it is gone. */
  readonly mode?: string;
  /** In conflict: the index has several versions of it. */
  readonly isUnmerged?: true;
  /** In a merge: what the file was in each parent, `before` being the first one's. */
  readonly befores?: readonly (string | undefined)[];
}

/**
 * For `diff-tree`, which reads all of an index before it compares two trees, and has no use for it:
 * there is no file whose name is empty, so the index is an empty one.
 */
export const withoutIndex = { GIT_INDEX_FILE: "" } as const;

const rawOptions = ["--raw", "-z", "--no-abbrev", "--no-renames", "--ignore-submodules"];

/**
 * The files that `git diff-index` names; with `--cached` in the index, else in the working tree.
 * @param configuration `-c <name>=<value>`…
 */
export async function changedInDiff(
  git: Git,
  args: readonly string[],
  paths: readonly string[],
  configuration: readonly string[] = [],
): Promise<readonly FileChange[]> {
  const output = await git.run([...configuration, "diff-index", ...rawOptions, ...args, ...paths]);
  return parseRaw(records(output));
}

/** The files in which a tree or commit differs from another. */
export async function changedBetween(
  git: Git,
  from: string,
  to: string,
  paths: readonly string[],
): Promise<readonly FileChange[]> {
  const args = ["diff-tree", "-r", ...rawOptions, from, to, ...paths];
  const output = await git.run(args, { env: withoutIndex });
  return parseRaw(records(output));
}

/** Headers and paths in turns, as git prints them with `-z`. */
export function parseRaw(tokens: readonly string[]): readonly FileChange[] {
  const changes: FileChange[] = [];
  for (let i = 0; i + 1 < tokens.length; i += 2) {
    changes.push(parseChange(tokens[i]?.trimStart().split(" ") ?? [], tokens[i + 1] ?? ""));
  }
  return changes;
}

/**
 * `:<mode> SP <mode> SP <oid> SP <oid> SP <status>`, then the path; for a merge one mode and one
 * oid for each parent stand before the result's (git-diff, RAW OUTPUT FORMAT). Of a merge's
 * parents the first one's blob is taken.
 * @param words of the header
 */
export function parseChange(words: readonly string[], path: string): FileChange {
  const parents = (words[0]?.lastIndexOf(":") ?? -1) + 1;
  const modes = words.slice(0, parents + 1);
  const oids = modes.map((mode, i) => blobOf(mode, words[parents + 1 + i] ?? ""));
  const [before] = oids;
  const after = oids.at(-1);
  const mode = words[parents];
  if (words.at(-1) === "A" && mode === "100644" && after !== undefined) {
    // A repository's history is full of them: they take as little memory as can be.
    return { path, mode: "100644", after };
  }
  return {
    path,
    ...(mode === undefined || isNull(mode) ? {} : { mode }),
    ...(words.at(-1)?.startsWith("U") ? { isUnmerged: true } : {}),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    ...(parents > 1 ? { befores: oids.slice(0, parents) } : {}),
  };
}

/** A submodule's object is a commit of another repository, and here there is no file. */
function blobOf(mode: string, oid: string): string | undefined {
  return isNull(oid) || mode.endsWith("160000") ? undefined : oid;
}

/** git writes a mode or an object ID of zeros where there is no file. */
function isNull(word: string): boolean {
  return /^0*$/.test(word);
}

/**
 * Takes an answer that git gives with `-z`, as it comes.
 * @param visit gets texts of whole records, with their ends
 */
export function takeRecords(visit: (text: string) => void): Take {
  return bytes => {
    const end = bytes.lastIndexOf(0) + 1;
    if (end > 0) visit(bytes.toString("utf8", 0, end));
    return end;
  };
}

/** The pieces of an answer that git gave with `-z`. */
export function records(output: string): readonly string[] {
  return output.split("\0").slice(0, -1);
}
