import type { CheckResult } from "../check.ts";
import { UsageError } from "../errors.ts";
import type { Repository } from "../git/repository.ts";
import type { Fix } from "../model/verdict.ts";
import { prepareReplacements, type Replacement, refreshIndex, stage } from "./apply-to-index.ts";
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

/**
 * Carries out a plan in the index, and in the working tree where the same is written there. The
 * working tree comes first: what is interrupted between the two is still stale in the index, and done
 * again; the other way round the working tree would take the fix back, and nobody would look.
 */
export async function fixIndex(
  repository: Repository,
  { snapshot, entries, project }: CheckResult,
  plan: Plan,
): Promise<readonly Replacement[]> {
  if (plan.size === 0) return [];
  const edits = await prepareEdits(snapshot, entries, plan, project.settings);
  const prepared = await prepareReplacements(repository, edits);
  const { git, topLevel, commonDirectory } = repository;
  if (topLevel !== undefined) {
    const place = { root: topLevel, commonDirectory };
    await followInWorktree(place, edits, prepared.skipped, project.settings);
  }
  await stage(repository, prepared);
  const { replacements } = prepared;
  if (topLevel !== undefined) {
    await refreshIndex(
      git,
      replacements.map(({ path }) => path),
    );
  }
  return replacements;
}
