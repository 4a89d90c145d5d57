import type { Task } from "../model/record.ts";
import {
  type Backend,
  type LocalId,
  localIdOf,
  type QualifiedId,
  qualify,
} from "../model/task-id.ts";

/** The ID that a task is to get, or why the one that was wished for cannot be given. */
export type Target =
  | { readonly id: QualifiedId }
  | { readonly id: QualifiedId; readonly problem: "taken" | "given-twice" };

/**
 * Chooses the tasks' new IDs (CONTRACT section 5): a task keeps its local ID where that was never
 * used in the target, else it gets the next number above every one ever used there. A retired ID
 * is never given out again, save to the task that had it, where that is wished for.
 *
 * @param tasks in the order in which numbers are given
 * @param used every ID that the target backend ever had
 * @param wishes what `--map` says, for these and other tasks
 * @param isHome whether an ID was the task's own once
 */
export function chooseTargets(
  tasks: readonly Task[],
  to: Backend,
  used: ReadonlySet<QualifiedId>,
  wishes: ReadonlyMap<QualifiedId, QualifiedId>,
  isHome: (task: Task, id: QualifiedId) => boolean,
): ReadonlyMap<Task, Target> {
  const targets = new Map<Task, Target>();
  const taken = new Set([...used, ...wishes.values()]);
  const wished = countsOf(wishes.values());
  for (const task of tasks) {
    const wish = wishes.get(task.id);
    if (wish === undefined) continue;
    if ((wished.get(wish) ?? 0) > 1) targets.set(task, { id: wish, problem: "given-twice" });
    else if (used.has(wish) && !isHome(task, wish)) {
      targets.set(task, { id: wish, problem: "taken" });
    } else targets.set(task, { id: wish });
  }
  const others = tasks.filter(task => !wishes.has(task.id));
  // All that can keep their number do so, before new ones are counted up above them.
  for (const task of others) {
    const id = qualify(to, localIdOf(task.id));
    if (taken.has(id)) continue;
    taken.add(id);
    targets.set(task, { id });
  }
  let highest = highestNumber(taken);
  for (const task of others) {
    if (targets.has(task)) continue;
    highest += 1n;
    targets.set(task, { id: qualify(to, String(highest) as LocalId) });
  }
  return targets;
}

/** By local ID: numbers as numbers, then other texts by their code units. */
export function compareLocalIds(a: LocalId, b: LocalId): number {
  const [x, y] = [numberOf(a), numberOf(b)];
  if (x !== undefined && y !== undefined && x !== y) return x < y ? -1 : 1;
  if ((x === undefined) !== (y === undefined)) return x === undefined ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}

function highestNumber(ids: Iterable<QualifiedId>): bigint {
  let highest = 0n;
  for (const id of ids) {
    const number = numberOf(localIdOf(id));
    if (number !== undefined && number > highest) highest = number;
  }
  return highest;
}

function numberOf(localId: LocalId): bigint | undefined {
  return /^[0-9]+$/.test(localId) ? BigInt(localId) : undefined;
}

function countsOf(ids: Iterable<QualifiedId>): ReadonlyMap<QualifiedId, number> {
  const counts = new Map<QualifiedId, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}
