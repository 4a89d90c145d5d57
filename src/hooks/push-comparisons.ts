import { GitError } from "../errors.ts";
import type { Git } from "../git/git.ts";
import { type FoundObject, lookUp } from "../git/look-up.ts";
import { withoutAncestors } from "../git/merge-tree.ts";
import { type Held, newCommits } from "../git/new-commits.ts";
import type { PushedRef } from "../git/pushed-refs.ts";

/** A push, seen from the side that receives it. */
export interface Push {
  readonly refs: readonly PushedRef[];
  /** What the receiving side is known to hold, beside the old tips of these refs. */
  readonly held: Held;
  /** Revisions that may name the receiving side's default branch, the surest first. */
  readonly defaultBranch: readonly string[];
}

/** A commit that a push brings, and what it is compared with. */
export interface Comparison {
  /** The refs that shall name it, or a tag of it. */
  readonly refs: readonly string[];
  readonly tip: string;
  /** What the receiving side has in its place; nothing where there is nothing to compare. */
  readonly bases: readonly string[];
  /** The commit whose configuration judges (CONTRACT section 2). */
  readonly receiver: string;
}

/**
 * What of a push is to be looked at: an updated ref against its old tip, also when it is forced; a
 * new one against the nearest commits that the receiving side holds (CONTRACT section 6). Refs that
 * bring no commit are left out. The number of git processes does not grow with the refs, except
 * where new ones are built on several such commits.
 *
 * @throws GitError when what shall be pushed is not in this repository
 */
export async function compareRefs(git: Git, push: Push): Promise<readonly Comparison[]> {
  const commitOf = await peelAll(git, push);
  const held = push.refs.flatMap(({ old }) => commitOf(old) ?? []);
  // An old tip that was never fetched cannot be looked at: the ref counts as a new one.
  const newTips = push.refs.flatMap(({ tip, old }) =>
    commitOf(old) === undefined ? (commitOf(tip) ?? []) : [],
  );
  const arriving = await newCommits(git, [...new Set(newTips)], {
    refs: push.held.refs,
    commits: [...new Set([...push.held.commits, ...held])],
  });
  const nearestHeld = heldBelow(git, arriving);
  const [mainTip] = push.defaultBranch.flatMap(revision => commitOf(revision) ?? []);

  const comparisons = new Map<string, Comparison & { readonly refs: string[] }>();
  for (const { ref, tip: pushed, old: replaced } of push.refs) {
    const [tip, old] = [commitOf(pushed), commitOf(replaced)];
    if (tip === undefined || tip === old) continue;
    if (old === undefined && !arriving.has(tip)) continue;
    const bases = old === undefined ? await nearestHeld(tip) : [old];
    // Where nothing can be called the receiver, there is nothing to protect from the pushed side.
    const receiver = old ?? mainTip ?? bases[0] ?? tip;
    const key = [tip, receiver, ...bases].join(" ");
    const same = comparisons.get(key);
    if (same === undefined) comparisons.set(key, { refs: [ref], tip, bases, receiver });
    else same.refs.push(ref);
  }
  return [...comparisons.values()];
}

/** The commits that the objects and revisions of a push lead to; a tag may be one of a blob. */
async function peelAll(git: Git, { refs, defaultBranch }: Push) {
  const tips = refs.map(({ tip }) => tip);
  const olds = refs.flatMap(({ old }) => old ?? []);
  const names = [...new Set([...tips, ...olds, ...defaultBranch])];
  const objects = await lookUp(
    git,
    names.map(name => `${name}^{}`),
  );
  const found = new Map<string | undefined, FoundObject | undefined>(
    names.map((name, i) => [name, objects[i]]),
  );
  const missing = tips.find(tip => found.get(tip) === undefined);
  if (missing !== undefined) {
    throw new GitError(`the pushed object ${missing} is missing from the repository`, {
      hint: "git fsck shows what is damaged",
    });
  }
  return (name: string | undefined): string | undefined => {
    const object = found.get(name);
    return object?.type === "commit" ? object.oid : undefined;
  };
}

/**
 * Finds the commits that a tip is built on and that are held already, the nearest first. Where one
 * descends from another only it counts: what was repaired in between is repaired.
 */
function heldBelow(git: Git, arriving: ReadonlyMap<string, readonly string[]>) {
  const isHeld = (commit: string): boolean => !arriving.has(commit);
  const isAnyHeld = [...arriving.values()].some(parents => parents.some(isHeld));
  const known = new Map<string, Promise<readonly string[]>>();
  return (tip: string): Promise<readonly string[]> => {
    // The first push of a long history: nothing is to be found.
    const edge = isAnyHeld ? edgeBelow(tip, arriving) : [];
    const key = edge.join(" ");
    const bases = known.get(key) ?? withoutAncestors(git, edge);
    known.set(key, bases);
    return bases;
  };
}

/** Breadth first, so that the nearest come first. */
function edgeBelow(
  tip: string,
  arriving: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const seen = new Set([tip]);
  // A set is walked in the order of insertion, what is added on the way included.
  for (const commit of seen) for (const parent of arriving.get(commit) ?? []) seen.add(parent);
  return [...seen].filter(commit => !arriving.has(commit));
}
