import type { Git } from "./git.ts";
import type { FileChange } from "./raw-diff.ts";
import { parseRaw, records, withoutIndex } from "./raw-diff.ts";

/** A commit and another that it is compared with; with nothing where there is none. */
export interface CommitPair {
  readonly base: string | undefined;
  readonly tip: string;
}

/**
 * The files in which commits differ from their bases, with one process whatever the number of
 * pairs; it starts while they are found out.
 * @param paths pathspec arguments
 * @returns the changes of each pair, in order
 */
export async function changesOf(
  git: Git,
  pairs: readonly CommitPair[] | Promise<readonly CommitPair[]>,
  paths: readonly string[],
): Promise<readonly (readonly FileChange[])[]> {
  if ("length" in pairs && pairs.length === 0) return [];
  // A second commit on a line stands for the parents of the first. The tip is printed before its
  // changes, with `--always` also where there are none.
  const options = ["-m", "-r", "--raw", "-z", "--no-renames", "--no-abbrev", "--root", "--always"];
  const lineOf = ({ base, tip }: CommitPair): string =>
    base === undefined ? `${tip}\n` : `${tip} ${base}\n`;
  const input = (async () => (await pairs).map(lineOf).join(""))();
  const output = await git.run(["diff-tree", "--stdin", ...options, ...paths], {
    input,
    env: withoutIndex,
  });

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

/** What differs between two trees each, with one process for all pairs. */
export async function changesOfTrees(
  git: Git,
  pairs: readonly (readonly [before: string, after: string])[],
  paths: readonly string[],
): Promise<readonly (readonly FileChange[])[]> {
  if (pairs.length === 0) return [];
  const args = ["diff-tree", "--stdin", "-r", "--raw", "-z", "--no-renames", "--no-abbrev"];
  const input = pairs.map(([before, after]) => `${before} ${after}\n`).join("");
  const output = await git.run([...args, "--always", ...paths], {
    input,
    env: withoutIndex,
  });
  const changes: string[][] = [];
  const tokens = output.split("\0");
  for (let i = 0; i < tokens.length; i += 2) {
    let token = tokens[i] ?? "";
    // A line names the pair, even with `-z`; a pair that does not differ has just that line.
    for (let line = pairLine.exec(token); line !== null; line = pairLine.exec(token)) {
      changes.push([]);
      token = token.slice(line[0].length);
    }
    if (token !== "") changes.at(-1)?.push(token, tokens[i + 1] ?? "");
  }
  return changes.map(parseRaw);
}

const pairLine = /^[0-9a-f]{40,64} [0-9a-f]{40,64}\n/;
