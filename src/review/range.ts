import { type CommitRange, mergeBases } from "../git/commit-range.ts";
import type { Git } from "../git/git.ts";
import { commitNamed } from "../git/repository.ts";

/**
 * The commits that a user's words mean: `A..B` and `A...B` as `git log` reads them, where a side that
 * is left out is HEAD; one revision is that commit alone, as for `git show`.
 * @throws UsageError when a revision names no commit
 */
export async function rangeNamed(git: Git, words: string): Promise<CommitRange> {
  const [, left, dots, right] = /^(.*?)(\.{2,3})(.*)$/s.exec(words) ?? [];
  if (left === undefined || right === undefined) {
    return { tips: [await commitNamed(git, words)], without: "parents" };
  }
  const from = await commitNamed(git, left || "HEAD");
  const to = await commitNamed(git, right || "HEAD");
  if (dots === "..") return { tips: [to], without: [from] };
  return { tips: [from, to], without: await mergeBases(git, from, to) };
}
