import type { Git } from "./git.ts";
import type { FileChange } from "./raw-diff.ts";
import { parseRaw, records } from "./raw-diff.ts";

/** A commit and another that it is compared with; with nothing where there is none. */
export interface CommitPair {
  readonly base: string | undefined;
  readonly tip: string;
}

/**
 * The files in which commits differ from their bases, with one process whatever the number of
 * pairs.
 * @param paths pathspec arguments
 * @returns the changes of each pair, in order
 */
export async function changesOf(
  git: Git,
  pairs: readonly CommitPair[],
  paths: readonly string[],
): Promise<readonly (readonly FileChange[])[]> {
  if (pairs.length === 0) return [];
  // A second commit on a line stands for the parents of the first. The tip is printed before its
  // changes, with `--always` also where there are none.
  const options = ["-m", "-r", "--raw", "-z", "--no-renames", "--no-abbrev", "--root", "--always"];
  const input = pairs
    .map(({ base, tip }) => `${tip}${base === undefined ? "" : ` ${base}`}\n`)
    .join("");
  const output = await git.run(["diff-tree", "--stdin", ...options, ...paths], { input });

  const changes: FileChange[][] = [];
  const tokens = records(output);
  for (let i = 0; i < tokens.length; ) {
    const isChange = tokens[i]?.startsWith(":") ?? false;
    const end = i + (isChange ? 2 : 1);
    if (isChange) changes.at(-1)?.push(...parseRaw(tokens.slice(i, end)));
    else changes.push([]);
    i = end;
  }
  return changes;
}
