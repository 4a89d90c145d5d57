import type { Project } from "../model/project.ts";
import type { Reference } from "../model/record.ts";
import type { QualifiedId } from "../model/task-id.ts";
import type { Move } from "./move.ts";
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
 * @param future the project as it was to become, before references followed
 * @param after the project as it was read anew
 */
export function validate(moves: readonly Move[], future: Project, after: Project): Validation {
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
  const meanings = meaningsIn(after);
  for (const [key, { id, file }] of meaningsIn(future)) {
    const now = meanings.get(key);
    if (id === undefined || now?.id === id) continue;
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

function defectOf({ to, task, target }: Move, { lineage }: Project): Defect | undefined {
  const live = lineage.liveTasks.get(to) ?? [];
  const [found] = live;
  if (found === undefined || live.length > 1) return { kind: "count", to, count: live.length };
  if (found.file !== target) return { kind: "elsewhere", file: found.file };
  return saysTheSame(task, found) ? undefined : { kind: "content", file: found.file };
}

/** What each reference means, by who holds it; a task by its ID, wherever its file is. */
function meaningsIn({ sessions, tasks, verdicts }: Project) {
  const meanings = new Map<
    string,
    { readonly id: QualifiedId | undefined; readonly file: string }
  >();
  const add = (key: string, reference: Reference, file: string): void => {
    const verdict = verdicts.get(reference);
    const isKnown = verdict?.status === "live" || verdict?.status === "stale";
    meanings.set(key, { id: isKnown ? verdict.id : undefined, file });
  };
  const seen = new Map<string, number>();
  for (const { file, reference } of sessions) {
    const count = (seen.get(file) ?? 0) + 1;
    seen.set(file, count);
    if (reference !== undefined) add(JSON.stringify([file, count]), reference, file);
  }
  for (const { id, file, migratedTo, references } of tasks) {
    for (const [i, reference] of references.entries()) {
      add(JSON.stringify([id, migratedTo === undefined, i]), reference, file);
    }
  }
  return meanings;
}
