import type { Git } from "../git/git.ts";
import { type RawCommit, readCommit } from "../git/raw-commit.ts";
import { changedInDiff, type FileChange } from "../git/raw-diff.ts";
import { signCommit } from "../git/sign.ts";
import type { Replacement } from "./apply-to-index.ts";

/**
 * Folding puts staged rewrites into the merge commit that git made a moment ago. git writes the
 * merge's tree before it runs `pre-merge-commit`, so what that hook stages does not reach the
 * commit (FIELD-NOTES, git 1); and `git commit --amend` refuses in `post-merge`, where the merge
 * is still in progress (note 3). So a new commit object is made, the same but for its tree, and
 * moved into place if HEAD still is the merge.
 */
export type FoldResult =
  | { readonly status: "folded"; readonly commit: string }
  /** The merge needed no rewriting. */
  | { readonly status: "unneeded" }
  /** HEAD is not the merge that the hook looked at. */
  | { readonly status: "unseen" }
  /** Nothing was changed; the rewrites are still staged. */
  | { readonly status: "refused"; readonly reason: string };

/** What `pre-merge-commit` leaves for `post-merge`: the merge that it let pass, and what to fold. */
export interface PendingFold {
  /** The commits that are being merged, the target branch's first. */
  readonly parents: readonly string[];
  /** The hash of the index as the hook left it, where it has one. */
  readonly index?: string | undefined;
  /** The merge's tree, and the same with the replacements in it; absent where nothing is replaced. */
  readonly trees?: readonly [merged: string, folded: string] | undefined;
  readonly replacements: readonly Replacement[];
}

/** @param pending what was staged for the merge that HEAD may be */
export async function foldIntoMerge(git: Git, pending: PendingFold): Promise<FoldResult> {
  const { parents, trees, replacements } = pending;
  const isNeeded = replacements.length > 0;
  // Both at once: each takes git longer to start than to do.
  const comparing = isNeeded ? stagedSince(git, "HEAD") : Promise.resolve([]);
  comparing.catch(() => {}); // it is awaited where HEAD is the merge
  const head = await readCommit(git, "HEAD");
  if (head === undefined || !isSameMerge(head.commit.parents, parents)) {
    return { status: "unseen" };
  }
  if (!isNeeded) return { status: "unneeded" };
  const staged = await comparing;
  if (staged.length === 0) return { status: "unseen" }; // left by a merge of the same that came to nothing
  const isAsNoted = head.commit.tree === trees?.[0] && areExactly(replacements, staged);
  if (trees === undefined || !isAsNoted) {
    return refused("something else is staged, or the merge commit holds other versions");
  }
  const folded = await writeCommit(git, head.commit, trees[1]);
  if (typeof folded !== "string") return folded;
  const reason = "session-assoc: task IDs rewritten in the merge";
  await git.run(["update-ref", "-m", reason, "HEAD", folded, head.oid]);
  return { status: "folded", commit: folded };
}

/** What `git commit` would commit: submodules too, but no file that is only announced (`git add -N`). */
export function stagedSince(git: Git, revision: string): Promise<readonly FileChange[]> {
  const everything = ["--ignore-submodules=none", "--ita-invisible-in-index"];
  // A file may have the revision's name.
  return changedInDiff(git, ["--cached", ...everything, revision], ["--"]);
}

/** git leaves the target branch out of an octopus's parents where another one contains it. */
export function isSameMerge(
  parents: readonly string[],
  [target, ...others]: readonly string[],
): boolean {
  const rest = parents[0] === target ? parents.slice(1) : parents;
  return rest.length === others.length && others.every(other => rest.includes(other));
}

/** Whether what differs is what was replaced. */
export function areExactly(
  replacements: readonly Replacement[],
  changes: readonly FileChange[],
): boolean {
  const expected = new Map(replacements.map(replacement => [replacement.path, replacement]));
  return (
    changes.length === expected.size &&
    changes.every(({ path, before, after, mode }) => {
      const replacement = expected.get(path);
      return (
        replacement?.before === before && replacement?.after === after && replacement?.mode === mode
      );
    })
  );
}

/** @returns the new commit's object ID, or why it cannot be made */
async function writeCommit(
  git: Git,
  commit: RawCommit,
  tree: string,
): Promise<string | FoldResult> {
  if (commit.isSigned) {
    const signed = await signCommit(git, commit, tree);
    return signed ?? refused("it must be signed, and git would not sign it as it is");
  }
  const args = ["hash-object", "-t", "commit", "-w", "--stdin"];
  return (await git.run(args, { input: commit.withTree(tree) })).trim();
}

function refused(reason: string): FoldResult {
  return { status: "refused", reason };
}
