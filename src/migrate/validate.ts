import type { Reference } from "../model/record.ts";
import type { QualifiedId } from "../model/task-id.ts";
import { type Meanings, meaningsIn } from "./meanings.ts";
import type { Move } from "./move.ts";
import type { ReadAnew } from "./read-anew.ts";
import type { TaskProject } from "./task-project.ts";
import { saysTheSame } from "./unfinished.ts";

/** What reading everything anew says of a migration. */
export interface Validation {
  readonly passed: readonly QualifiedId[];
  readonly failed: readonly { readonly id: QualifiedId; readonly problem: Defect }[];
}

export type Defect =
  /** Not one live task has the ID, but so many. */
  | { readonly kind: "count"; readonly to: QualifiedId; readonly count: number }
  | { readonly kind: "elsewhere"; readonly file: string }
  | { readonly kind: "content"; readonly file: string }
  /** A reference still names the old ID. */
  | { readonly kind: "stale"; readonly reference: Reference }
  /** A reference does not mean the task any more that it meant, or cannot be read. */
  | { readonly kind: "meaning"; readonly file: string };

/**
 * Compares what is there with what was meant: each task once, live, with the same content; every
 * reference means what it meant; none names an old ID any more.
 * @param meanings what references were to mean
 */
export function validate(
  moves: readonly Move[],
  meanings: Meanings,
  { project: after, proved }: ReadAnew,
): Validation {
  const defects = new Map<QualifiedId, Defect>();
  const report = (id: QualifiedId | undefined, defect: Defect): void => {
    if (id !== undefined && !defects.has(id)) defects.set(id, defect);
  };
  for (const move of moves) {
    const defect = defectOf(move, after);
    if (defect !== undefined) report(move.from, defect);
  }
  const fromOf = new Map(moves.map(({ from, to }) => [to, from]));
  const formerIds = new Set(fromOf.values());
  const present = meaningsIn(after);
  for (const [key, meaning] of meanings) {
    const { id, file } = meaning;
    const now = present.get(key);
    if (proved.has(meaning) || now?.id === id) continue;
    report(fromOf.get(id) ?? (now?.id && fromOf.get(now.id)), { kind: "meaning", file });
  }
  for (const [reference, verdict] of after.verdicts) {
    if (verdict.status !== "stale") continue;
    const step = verdict.steps.find(({ from }) => formerIds.has(from));
    report(step?.from, { kind: "stale", reference });
  }
  const failed = [...defects].map(([id, problem]) => ({ id, problem }));
  return { passed: moves.map(({ from }) => from).filter(id => !defects.has(id)), failed };
}

function defectOf({ to, task, target }: Move, { lineage }: TaskProject): Defect | undefined {
  const live = lineage.liveTasks.get(to) ?? [];
  const [found] = live;
  if (found === undefined || live.length > 1) return { kind: "count", to, count: live.length };
  if (found.file !== target) return { kind: "elsewhere", file: found.file };
  return saysTheSame(task, found) ? undefined : { kind: "content", file: found.file };
}
