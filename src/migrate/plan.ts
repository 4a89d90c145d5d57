import type { CheckResult } from "../check.ts";
import type { Repository } from "../git/repository.ts";
import type { Project } from "../model/project.ts";
import type { Backend, QualifiedId } from "../model/task-id.ts";
import { chooseMoves } from "./choose-moves.ts";
import { type Following, followMoves, futureOf } from "./follow-moves.ts";
import type { Move, Refused } from "./move.ts";
import { type ReferenceEdit, referenceEdits } from "./reference-edits.ts";
import { selectTasks } from "./select-tasks.ts";
import { type Unit, unitsOf } from "./units.ts";
import { usedIds } from "./used-ids.ts";

/** What the user asked for. */
export interface Request {
  readonly from: Backend;
  readonly to: Backend;
  /** Only so many tasks, the first ones. */
  readonly limit?: number;
  /** Only tasks with this status. */
  readonly filterStatus?: string;
  /** New IDs that the user chose, by old ones. */
  readonly wishes: ReadonlyMap<QualifiedId, QualifiedId>;
  readonly keepSource: boolean;
}

/** All that a migration will do; the same for a dry run and a real one. */
export interface MigrationPlan {
  readonly moves: readonly Move[];
  readonly refused: readonly Refused[];
  readonly passedOver: readonly PassedOver[];
  readonly following: Following;
  /** These two are empty in a dry run, where nobody carries them out. */
  readonly units: readonly Unit[];
  readonly references: readonly ReferenceEdit[];
  /** The project as it will be before references follow. */
  readonly future: Project;
  /** What the old backend's live tasks say of their status. */
  readonly statuses: ReadonlySet<string>;
}

/** A line of the map that does nothing: no live task has the ID, or it was not selected. */
export interface PassedOver {
  readonly id: QualifiedId;
  readonly to: QualifiedId;
  readonly reason: "no-such-task" | "not-selected";
}

/** Decides everything, down to the last byte; reads only. */
export async function planMigration(
  repository: Repository,
  topLevel: string,
  { snapshot, entries, project }: CheckResult,
  request: Request,
  isDryRun: boolean,
): Promise<MigrationPlan> {
  const { from, to, wishes, keepSource } = request;
  const { settings, lineage } = project;
  const { tasks, duplicates, statuses } = selectTasks(project, from, request);
  const used = await usedIds(repository, snapshot.tips, project, to);
  const order = { from, to, tasks, used, wishes, keepSource };
  const chosen = await chooseMoves(project, topLevel, order);

  const work = await unitsOf(snapshot, entries, chosen.moves, settings, isDryRun);
  const { moves, refused, units } = work;
  const future = futureOf(project, moves);
  const following = followMoves(project, future, moves, from, to);
  const handled = new Set([
    ...moves.map(move => move.from),
    ...[...duplicates, ...chosen.refused, ...refused].map(({ id }) => id),
  ]);
  return {
    moves,
    refused: [...duplicates, ...chosen.refused, ...refused],
    passedOver: [...wishes].flatMap(([id, wish]): PassedOver[] => {
      if (handled.has(id)) return [];
      const reason = lineage.liveTasks.has(id) ? "not-selected" : "no-such-task";
      return [{ id, to: wish, reason }];
    }),
    following,
    units,
    references: await referenceEdits(
      snapshot,
      entries,
      following.followed,
      moves,
      project,
      isDryRun,
    ),
    future,
    statuses,
  };
}
