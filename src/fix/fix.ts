import type { CheckResult } from "../check.ts";
import { UsageError } from "../errors.ts";
import { waitForLock } from "../git/locks.ts";
import { indexFile, type Repository } from "../git/repository.ts";
import { writeVersions } from "../git/write-versions.ts";
import type { Fix } from "../model/verdict.ts";
import { addRewritten, type Replacement, stage } from "./apply-to-index.ts";
import { applyToWorktree, followInWorktree } from "./apply-to-worktree.ts";
import { prepareEdits } from "./edit.ts";
import { fixesOf, type Plan, planFixes } from "./plan.ts";

/**
 * Carries out a plan where its snapshot came from: in the working tree, or in the index.
 * @param checked the result that the plan was made from
 * @throws UsageError for the snapshot of a commit, which cannot be rewritten
 */
export async function fix(
  repository: Repository,
  checked: CheckResult,
  plan: Plan = planFixes(checked.project),
): Promise<readonly Fix[]> {
  const { label } = checked.snapshot;
  if (label === "index") await fixIndex(repository, checked, plan);
  else if (label === "worktree") await fixWorktree(repository, checked, plan);
  else
    throw new UsageError(`${label} cannot be rewritten`, { hint: "check out what is to be fixed" });
  return fixesOf(plan);
}

/** Carries out a plan in the working tree. `checked` must be the result for that snapshot. */
async function fixWorktree(
  { topLevel, commonDirectory }: Repository,
  { snapshot, entries, project }: CheckResult,
  plan: Plan,
): Promise<void> {
  if (plan.size === 0 || topLevel === undefined) return;
  const place = { root: topLevel, commonDirectory };
  await applyToWorktree(place, await prepareEdits(snapshot, entries, plan, project.settings));
}

/** What was done to an index. */
export interface IndexFix {
  readonly replacements: readonly Replacement[];
  /** The tree that was to be rewritten, too, and what it is with the replacements. */
  readonly trees?: readonly [before: string, after: string] | undefined;
}

/**
 * Carries out a plan in the index, and in the working tree where the same is written there. The
 * working tree comes first: what is interrupted between the two is still stale in the index, and done
 * again; the other way round the working tree would take the fix back, and nobody would look.
 * @param onto a tree that has the planned files as the index has them, to be rewritten, too
 */
export async function fixIndex(
  repository: Repository,
  { snapshot, entries, project }: CheckResult,
  plan: Plan,
  onto?: Promise<string>,
): Promise<IndexFix> {
  if (plan.size === 0) return { replacements: [] };
  const { git, topLevel, commonDirectory } = repository;
  const place = topLevel === undefined ? undefined : { root: topLevel, commonDirectory };
  const edits = await prepareEdits(snapshot, entries, plan, project.settings);
  const files = edits.map(({ entry: { path, mode = "" }, after: content }) => {
    return { path, mode, content };
  });
  const tree = await onto;
  await waitForLock(indexFile(repository));
  const writing = writeVersions(git, files, tree);
  const isCurrent = snapshot.isCurrent?.() ?? false;
  const [written, left] = await Promise.all([
    writing,
    place !== undefined && isCurrent ? addRewritten(git, place, edits, writing) : undefined,
  ]);
  const replacements = edits.map(({ entry }, i): Replacement => {
    const { path, mode = "", oid: before = "" } = entry;
    return { path, mode, before, after: written.oids[i] ?? "" };
  });
  const all = edits.map(({ entry }) => entry);
  await stage(repository, left ?? all, replacements, async skipped => {
    // Who rewrites twice may take one task for another that had its ID before.
    if (place === undefined || left !== undefined) return;
    await followInWorktree(place, edits, skipped, project.settings);
  });
  return { replacements, ...(tree !== undefined && { trees: [tree, written.tree ?? ""] }) };
}
