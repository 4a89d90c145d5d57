import type { ExplainedChange } from "../../model/association-change.ts";
import { compareText } from "../../model/finding.ts";
import type { Step } from "../../model/lineage.ts";
import type { Reference } from "../../model/record.ts";
import type { Review } from "../../model/review.ts";
import { type Backend, backendOf } from "../../model/task-id.ts";

/** What a review tells, as the page filters it. */
export type ItemKind = "migrated" | "followed" | "left-behind" | "by-hand";

export const kindWords: Readonly<Record<ItemKind, string>> = {
  migrated: "migrated",
  followed: "followed",
  "left-behind": "left behind",
  "by-hand": "by hand",
};

/** The backends that an item has to do with. */
export function backendsOf(
  steps: readonly Step[],
  change?: Pick<ExplainedChange, "from" | "to">,
): readonly Backend[] {
  const ids = steps.flatMap(({ from, to }) => [backendOf(from), backendOf(to)]);
  const named = [change?.from, change?.to].flatMap(namedBackend);
  return [...new Set([...ids, ...named])].sort(compareText);
}

function namedBackend(reference: Reference | undefined): readonly Backend[] {
  if (reference === undefined) return [];
  const { taskId, backend } = reference;
  if (taskId.kind === "qualified") return [backendOf(taskId.id)];
  return backend === undefined ? [] : [backend.prefix];
}

/** All backends that a review has to do with. */
export function backendsIn({ commits }: Review): readonly Backend[] {
  const all = commits.flatMap(({ migrations, followed, leftBehind, repointed }) => [
    ...backendsOf(migrations),
    ...[...followed, ...repointed].flatMap(change => backendsOf(change.steps, change)),
    ...leftBehind.flatMap(({ finding }) => backendsOf(finding.steps)),
  ]);
  return [...new Set(all)].sort(compareText);
}
