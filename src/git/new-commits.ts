import type { Git } from "./git.ts";

/** What a remote repository is known to hold. */
export interface Held {
  /** Options of `git rev-list` that name refs, e.g. `--all`. */
  readonly refs: readonly string[];
  /** Commits that exist here. */
  readonly commits: readonly string[];
}

/**
 * The commits that some tips bring to where they are not yet, each with its parents; one process
 * whatever the number of tips. A tip that is held already is not among them.
 */
export async function newCommits(
  git: Git,
  tips: readonly string[],
  held: Held,
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (tips.length === 0) return new Map();
  const lines = [...tips, ...held.commits.map(commit => `^${commit}`)];
  // What comes from standard input is not turned round by `--not`.
  const args = ["rev-list", "--parents", "--stdin", "--not", ...held.refs];
  const output = await git.run(args, { input: `${lines.join("\n")}\n` });
  return new Map(
    output
      .split("\n")
      .filter(line => line !== "")
      .map(line => {
        const [commit = "", ...parents] = line.split(" ");
        return [commit, parents];
      }),
  );
}
