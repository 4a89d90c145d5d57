import { type Lineage, type Resolution, resolve } from "./lineage.ts";
import type { Reference } from "./record.ts";
import type { Settings } from "./settings.ts";
import type { QualifiedId } from "./task-id.ts";
import type { Side } from "./three-way.ts";
import { isOpen, resolveReference } from "./verdict.ts";

/** What a reference says, wherever it stands. */
export type Said = Pick<Reference, "taskId" | "backend">;

/** What stands in the place of one reference on both sides of a merge. */
export type SaidTwice = Readonly<Record<Side, Said>>;

/**
 * Which of two references to one task stays when both sides of a merge changed it: the one that names
 * the task's present ID; ours where both do, or neither does.
 *
 * They are one task if some side knows both for the same live task, and no side knows them for
 * two. Where an ID was used twice or fits several tasks, it is not for a merge to decide.
 *
 * @param lineages what is known of tasks on each side
 */
export function presentName(
  lineages: readonly Lineage[],
  settings: Settings,
  { ours, theirs }: SaidTwice,
): Side | undefined {
  const meanings = lineages.map(lineage => ({
    lineage,
    ours: resolveReference(lineage, settings, ours),
    theirs: resolveReference(lineage, settings, theirs),
  }));
  if (meanings.some(meaning => isOpen(meaning.ours) || isOpen(meaning.theirs))) return undefined;

  const both = meanings.flatMap(meaning => {
    const [our, their] = [endOf(meaning.ours), endOf(meaning.theirs)];
    return our === undefined || their === undefined ? [] : [{ ...meaning, our, their }];
  });
  if (both.some(({ our, their }) => our !== their)) return undefined;
  // One side may have moved the task further than the other: it knows what became of the other's ID.
  const last = both.find(({ lineage, our }) =>
    both.every(other => other.our === our || endOf(resolve(lineage, other.our)) === our),
  );
  if (last === undefined) return undefined;
  return last.ours.status !== "live" && last.theirs.status === "live" ? "theirs" : "ours";
}

function endOf(resolution: Resolution): QualifiedId | undefined {
  return resolution.status === "live" || resolution.status === "moved" ? resolution.id : undefined;
}
