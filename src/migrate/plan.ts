import { UsageError } from "../errors.ts";
import type { Lineage } from "../model/lineage.ts";
import type { Problem } from "../model/record.ts";
import { type Backend, backendOf, type QualifiedId } from "../model/task-id.ts";
import type { Worktree } from "../open-worktree.ts";
import type { OnProgress } from "../snapshots/records.ts";
import { chooseMoves } from "./choose-moves.ts";
import { type Following, followMoves, futureOf } from "./follow-moves.ts";
import { type Meanings, meaningsIn } from "./meanings.ts";
import type { Move, Refused } from "./move.ts";
import { type ReferenceEdit, referenceEdits } from "./reference-edits.ts";
import type { Request } from "./request.ts";
import { type Rewritten, toldOf } from "./rewritten.ts";
import { selectTasks } from "./select-tasks.ts";
import { readTaskProject, type TaskProject } from "./task-project.ts";
import { type Unit, unitsOf } from "./units.ts";
import { usedIds } from "./used-ids.ts";
import { type Warning, warningsOf } from "./warnings.ts";

/** What a migration comes to; the same for a dry run and a real one. */
export interface MigrationPlan {
  readonly moves: readonly Move[];
  readonly refused: readonly Refused[];
  readonly passedOver: readonly PassedOver[];
  readonly following: Omit<Following, "followed"> & { readonly followed: readonly Rewritten[] };
  /** As it will be once the tasks have moved; as much of it as is asked for. */
  readonly lineage: Pick<Lineage, "liveTasks" | "stepsTo">;
  /** Files that cannot be read. */
  readonly problems: readonly Problem[];
  /** What references are to mean; empty in a dry run, where nobody looks whether they do. */
  readonly meanings: Meanings;
  readonly warnings: readonly Warning[];
}

/** The work that carries a plan out; none in a dry run. */
export interface PlannedWork {
  readonly units: readonly Unit[];
  readonly references: Iterable<ReferenceEdit>;
}

/** A line of the map that does nothing: no live task has the ID, or it was not selected. */
export interface PassedOver {
  readonly id: QualifiedId;
  readonly to: QualifiedId;
  readonly reason: "no-such-task" | "not-selected";
}

/**
 * Decides everything, down to the last byte; reads only.
 * @throws UsageError for a backend that nothing knows
 */
export async function planMigration(
  worktree: Worktree,
  request: Request,
  isDryRun: boolean,
  onProgress?: OnProgress,
): Promise<{ readonly plan: MigrationPlan; readonly work: PlannedWork }> {
  const { plan, fixes, units, entries, taskReferences } = await foresee(
    worktree,
    request,
    isDryRun,
    onProgress,
  );
  const references = await referenceEdits(
    worktree.snapshot,
    entries,
    fixes,
    plan.moves,
    taskReferences,
    worktree.settings,
    isDryRun,
  );
  return { plan, work: { units, references } };
}

/** Everything but the edits of references, for which what references mean need not be held any more. */
async function foresee(
  worktree: Worktree,
  request: Request,
  isDryRun: boolean,
  onProgress: OnProgress | undefined,
) {
  const { repository, topLevel, snapshot, settings } = worktree;
  const { from, to, wishes, keepSource } = request;
  const { project, entries } = await readTaskProject(worktree, onProgress);
  refuseUnknown(project, from);
  const { tasks, duplicates, statuses } = selectTasks(project, from, request);
  const used = await usedIds(repository, snapshot.tips, project, to);
  const order = { from, to, tasks, used, wishes, keepSource };
  const chosen = await chooseMoves(project, topLevel, order);

  const work = await unitsOf(snapshot, entries, chosen.moves, settings, isDryRun);
  const { moves, units } = work;
  const refused = [...duplicates, ...chosen.refused, ...work.refused];
  const future = futureOf(project, moves);
  const { liveTasks, stepsTo } = future.lineage;
  const handled = new Set([...moves.map(move => move.from), ...refused.map(({ id }) => id)]);
  const following = followMoves(project, future, moves, from, to);
  const plan: MigrationPlan = {
    moves,
    refused,
    passedOver: [...wishes].flatMap(([id, wish]): PassedOver[] => {
      if (handled.has(id)) return [];
      const reason = project.lineage.liveTasks.has(id) ? "not-selected" : "no-such-task";
      return [{ id, to: wish, reason }];
    }),
    following: { ...following, followed: following.followed.map(toldOf) },
    lineage: { liveTasks, stepsTo },
    problems: project.problems,
    meanings: isDryRun ? new Map() : meaningsIn(future),
    warnings: warningsOf(repository, project, { moves, refused }, request, statuses),
  };
  const taskReferences = project.tasks.flatMap(task => task.references);
  return { plan, fixes: following.followed, units, entries, taskReferences };
}

/** A misspelt backend has no tasks either; an empty one is no mistake. */
function refuseUnknown({ settings, lineage }: TaskProject, backend: Backend): void {
  const ids = [...lineage.idsByLocalId.values()].flatMap(some => [...some]);
  if (settings.backends.has(backend) || ids.some(id => backendOf(id) === backend)) return;
  throw new UsageError(`no task has, or had, the backend ${backend}`, {
    hint: `known are ${[...settings.backends.keys()].join(", ")}`,
  });
}
