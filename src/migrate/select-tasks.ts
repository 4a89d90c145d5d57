import type { Task } from "../model/record.ts";
import { type Backend, backendOf, localIdOf } from "../model/task-id.ts";
import { compareLocalIds } from "./choose-targets.ts";
import type { Refused } from "./move.ts";
import type { TaskProject } from "./task-project.ts";

export interface Selection {
  /** In the order in which they are migrated. */
  readonly tasks: readonly Task[];
  /** IDs that several live records have: which one is meant cannot be told. */
  readonly duplicates: readonly Refused[];
  /** What the backend's live tasks say of their status. */
  readonly statuses: ReadonlySet<string>;
}

/**
 * The live tasks of a backend that are to be migrated, by local ID.
 * @param filterStatus only tasks with this status, in upper or lower case
 * @param limit only so many, the first ones
 */
export function selectTasks(
  { lineage }: TaskProject,
  from: Backend,
  { filterStatus, limit }: { readonly filterStatus?: string; readonly limit?: number },
): Selection {
  const live = [...lineage.liveTasks].filter(([id]) => backendOf(id) === from);
  const wanted = filterStatus?.toLowerCase();
  const selected = live
    .filter(([, tasks]) => wanted === undefined || tasks.some(isIn(wanted)))
    .sort(([a], [b]) => compareLocalIds(localIdOf(a), localIdOf(b)))
    .slice(0, limit);
  return {
    tasks: selected.flatMap(([, tasks]) => (tasks.length === 1 ? tasks : [])),
    duplicates: selected.flatMap(([id, tasks]): Refused[] => {
      if (tasks.length === 1) return [];
      return [{ id, problem: { kind: "duplicate", files: tasks.map(({ file }) => file) } }];
    }),
    statuses: new Set(live.flatMap(([, tasks]) => tasks.flatMap(({ status }) => status ?? []))),
  };
}

function isIn(status: string) {
  return (task: Task): boolean => task.status?.toLowerCase() === status;
}
