import { GitError } from "../errors.ts";
import type { Git } from "./git.ts";
import { records } from "./raw-diff.ts";

/** What git makes of a merge when nobody helps it. */
export interface AutomaticMerge {
  /** Files in conflict hold conflict markers in it, or what one side has. */
  readonly tree: string;
  /** What git cannot merge on its own, in the order of an index; also paths that are not in the tree. */
  readonly conflicts: readonly Conflict[];
}

/** The same, where the names of the files in conflict are enough. */
export interface MergedPair {
  readonly tree: string;
  /** What the tree has there, nobody wrote. */
  readonly conflicted: ReadonlySet<string>;
}

/** A path in conflict, and what an index would hold of it. */
export interface Conflict {
  readonly path: string;
  readonly stages: readonly Stage[];
}

export interface Stage {
  /** 1: the common ancestor's, 2: ours, 3: theirs. */
  readonly stage: number;
  readonly mode: string;
  readonly oid: string;
}

/** What git exits with when it does not know an option. */
const badUsage = 129;

/**
 * Merges two commits without a working tree, as `git merge` would with the same configuration and
 * attributes. Index, working tree and refs stay as they are; the merge's new trees and blobs go
 * into the object database, where nothing refers to them.
 *
 * @param ours the object ID of the commit that is merged into
 * @param theirs the object ID of the other one: branch names would get into conflict markers
 * @throws GitError where git is too old, and where the two have no common ancestor
 */
export async function automaticMerge(
  git: Git,
  ours: string,
  theirs: string,
): Promise<AutomaticMerge> {
  const args = ["merge-tree", "--write-tree", "-z", "--no-messages", ours, theirs];
  const { code, output } = await git.ask(args, [0, 1, badUsage]).catch(async (cause: unknown) => {
    throw cause instanceof GitError ? await explain(git, ours, theirs, cause) : cause;
  });
  if (code === badUsage) throw await tooOld(git);
  const [tree = "", ...stages] = records(output);
  return { tree, conflicts: conflictsIn(stages) };
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
): Promise<readonly (MergedPair | undefined)[] | "git-too-old"> {
  if (pairs.length === 0) return [];
  const options = ["--name-only", "--no-messages", "--allow-unrelated-histories"];
  const input = pairs.map(([ours, theirs]) => `${ours} ${theirs}\n`).join("");
  const args = ["merge-tree", "--write-tree", "--stdin", "-z", ...options];
  const { code, output } = await git.ask(args, [0, badUsage], { input });
  if (code === badUsage) return "git-too-old";
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

/** What `--stdin` says of a pair: 0 with conflicts, 1 clean; else git gave up. */
const isMerged = /^[01]$/;

/** Those of some commits that are no ancestors of others: what a merge commit has as parents. */
export async function withoutAncestors(
  git: Git,
  commits: readonly string[],
): Promise<readonly string[]> {
  if (commits.length < 2) return commits;
  const output = await git.run(["merge-base", "--independent", ...commits]);
  const independent = new Set(output.split("\n"));
  return [...new Set(commits)].filter(commit => independent.has(commit));
}

/** `<mode> SP <oid> SP <stage> TAB <path>`, the stages of a path one after the other. */
function conflictsIn(lines: readonly string[]): readonly Conflict[] {
  const byPath = new Map<string, Stage[]>();
  for (const line of lines) {
    const tab = line.indexOf("\t");
    const [mode = "", oid = "", stage = ""] = line.slice(0, tab).split(" ");
    const path = line.slice(tab + 1);
    const stages = byPath.get(path) ?? [];
    byPath.set(path, stages);
    stages.push({ stage: Number(stage), mode, oid });
  }
  return [...byPath].map(([path, stages]) => ({ path, stages }));
}

/** Asks git itself for the reason: what it says may be in any language. */
async function explain(
  git: Git,
  ours: string,
  theirs: string,
  { said }: GitError,
): Promise<GitError> {
  const what = `the merge of ${theirs.slice(0, 10)} into ${ours.slice(0, 10)} cannot be computed`;
  if ((await git.ask(["merge-base", ours, theirs], [0, 1])).code === 0) {
    return new GitError(what, {
      said,
      hint: "git writes what it merges to the object database, which must be writable; git fsck shows whether it is damaged",
    });
  }
  const isShallow = (await git.run(["rev-parse", "--is-shallow-repository"])).trim() === "true";
  if (isShallow) {
    return new GitError(`${what}: this shallow clone holds no common ancestor of the two`, {
      hint: "git fetch --unshallow brings the rest of history; in GitHub Actions, fetch-depth: 0 for actions/checkout",
    });
  }
  return new GitError(`${what}: their histories are unrelated, and git refuses to merge them`, {
    hint: "name two branches that have a common ancestor",
  });
}

async function tooOld(git: Git): Promise<GitError> {
  const version = (await git.run(["version"])).trim();
  return new GitError(`the preview of a merge needs git 2.38 or newer, and this is ${version}`, {
    hint: "update git; check --rev looks at a merge that is already made",
  });
}
