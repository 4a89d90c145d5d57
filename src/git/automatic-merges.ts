import type { Git } from "./git.ts";

/** What git makes of a merge by itself. */
export interface AutomaticMerge {
  readonly tree: string;
  /** The files that it leaves in conflict: what the tree has there, nobody wrote. */
  readonly conflicted: ReadonlySet<string>;
}

/**
 * Merges pairs of commits as git does without help, with one process for all. Trees and blobs that
 * are new stay in the object database until git tidies up; nothing else is touched.
 *
 * @returns in order; `undefined` for a pair that cannot be merged, and for all where git is too old
 *   (`merge-tree --stdin` came with 2.39)
 */
export async function automaticMerges(
  git: Git,
  pairs: readonly (readonly [ours: string, theirs: string])[],
): Promise<readonly (AutomaticMerge | undefined)[] | "git-too-old"> {
  if (pairs.length === 0) return [];
  const options = ["--name-only", "--no-messages", "--allow-unrelated-histories"];
  const input = pairs.map(([ours, theirs]) => `${ours} ${theirs}\n`).join("");
  const args = ["merge-tree", "--write-tree", "--stdin", "-z", ...options];
  const { code, output } = await git.ask(args, [0, unknownOption], { input });
  if (code === unknownOption) return "git-too-old";
  const tokens = output.split("\0");
  let at = 0;
  return pairs.map(() => {
    const [status = "", tree = ""] = tokens.slice(at, at + 2);
    const end = tokens.indexOf("", at + 2);
    const conflicted = new Set(tokens.slice(at + 2, end));
    at = end + 1;
    return isMerged.test(status) ? { tree, conflicted } : undefined;
  });
}

const unknownOption = 129;
/** 0: with conflicts, 1: clean; else git gave up. */
const isMerged = /^[01]$/;
