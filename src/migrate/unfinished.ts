import type { Task } from "../model/record.ts";
import { type Backend, backendOf, type QualifiedId } from "../model/task-id.ts";
import type { Move } from "./move.ts";
import { liesWith, targetPathOf } from "./target-path.ts";
import type { TaskProject } from "./task-project.ts";

/** Which task is alone in its file, so that the file can go where the task goes. */
export type IsAlone = (task: Task) => boolean;

export function aloneIn({ tasks, problems }: TaskProject): IsAlone {
  const counts = new Map<string, number>();
  for (const { file } of [...tasks, ...problems]) counts.set(file, (counts.get(file) ?? 0) + 1);
  return ({ file }) => counts.get(file) === 1;
}

/**
 * What an interrupted run left: tasks that have their new ID and still stand in a place of the old
 * backend, alone or with the same file in the new place as well.
 */
export function unfinishedMoves(
  project: TaskProject,
  from: Backend,
  to: Backend,
  isAlone: IsAlone,
  isTaskFile: (path: string) => boolean,
): readonly Move[] {
  const { lineage, settings } = project;
  return [...lineage.liveTasks].flatMap(([id, tasks]): Move[] => {
    if (backendOf(id) !== to || tasks.length > 2) return [];
    return tasks.flatMap((task): Move[] => {
      const former = task.migratedFrom.findLast(({ id }) => backendOf(id) === from)?.id;
      if (former === undefined || !isAlone(task)) return [];
      const placed = { id: former, file: task.file };
      if (!liesWith(placed, settings)) return [];
      const target = targetPathOf(placed, id, settings, isTaskFile);
      if (target === undefined || target === task.file) return [];
      const [other] = tasks.filter(one => one !== task);
      if (other !== undefined && other.file !== target) return [];
      const way = other === undefined ? "move-file" : "drop-double";
      return [{ from: former, to: id, task, way, target }];
    });
  });
}

/**
 * The copy of a live task that an interrupted run with `--keep-source` made: it names the task's ID
 * as a former one of its own, and says the same.
 */
export function copyOf({ lineage }: TaskProject, task: Task, to: Backend): Task | undefined {
  const isCopy = (other: Task): boolean =>
    other.file !== task.file &&
    backendOf(other.id) === to &&
    other.migratedFrom.some(({ id }) => id === task.id) &&
    saysTheSame(task, other);
  const ids = new Set<QualifiedId>((lineage.stepsFrom.get(task.id) ?? []).map(step => step.to));
  const copies = [...ids].flatMap(id => lineage.liveTasks.get(id) ?? []).filter(isCopy);
  return copies.length === 1 ? copies[0] : undefined;
}

/** Whether two records are the same but for IDs and references. */
export function saysTheSame(a: Task, b: Task): boolean {
  return a.title === b.title && a.status === b.status && a.content === b.content;
}
