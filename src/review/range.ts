import { UsageError } from "../errors.ts";
import type { Git } from "../git/git.ts";
import { commitNamed } from "../git/repository.ts";

/** The commits that are reviewed, parents before children. */
export interface Range {
  /** As the user named it. */
  readonly label: string;
  /** The commit at its end. */
  readonly tip: string;
  /** What the commits are added to, whose configuration judges them; absent for a root commit. */
  readonly base: string | undefined;
  readonly commits: readonly RangeCommit[];
}

export interface RangeCommit {
  readonly commit: string;
  readonly parents: readonly string[];
}

/**
 * `A..B`, and `A...B` as pull requests have it: the commits of B that A does not have. A revision
 * alone is that commit, as for `git show`; without any, it is HEAD.
 *
 * @throws UsageError when a side names no commit
 */
export async function parseRange(git: Git, text = "HEAD"): Promise<Range> {
  const [, from, to] = /^(.*?)\.\.\.?(.*)$/s.exec(text) ?? [];
  if (from === undefined || to === undefined) {
    const tip = await commitNamed(git, text);
    const commits = await listCommits(git, ["--max-count=1", tip]);
    return { label: text, tip, base: commits[0]?.parents[0], commits };
  }
  if (from === "" && to === "") throw new UsageError(`${text} names no commit`);
  const base = await commitNamed(git, from || "HEAD");
  const tip = await commitNamed(git, to || "HEAD");
  return { label: text, tip, base, commits: await listCommits(git, [tip, `^${base}`]) };
}

async function listCommits(git: Git, args: readonly string[]): Promise<readonly RangeCommit[]> {
  const output = await git.run(["rev-list", "--topo-order", "--reverse", "--parents", ...args]);
  const lines = output.split("\n").filter(line => line !== "");
  return lines.map(line => {
    const [commit = "", ...parents] = line.split(" ");
    return { commit, parents };
  });
}
