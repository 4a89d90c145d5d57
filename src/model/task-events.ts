import { groupBy } from "./group-by.ts";
import type { Evidence } from "./lineage.ts";
import { areAlike, departures, isSameTask, newClaims } from "./pair-tasks.ts";
import type { Records, Task } from "./record.ts";
import type { QualifiedId } from "./task-id.ts";

/**
 * What one change did to the tasks that live under some IDs. An ID names another task after it
 * arrived than before: a number may be given out again.
 */
export interface TaskEvents {
  /** The tasks that live under an ID and did not live there before the change. */
  readonly arrivals: ReadonlyMap<QualifiedId, Task>;
  /** Where the task went that lived under an ID. */
  readonly moves: ReadonlyMap<QualifiedId, Move>;
  /** The tasks that are gone from their ID, or cannot be told from others any more. */
  readonly losses: ReadonlyMap<QualifiedId, Task>;
}

export interface Move {
  /** The task as it was, and as it is since, where it is in the repository. */
  readonly task: Task;
  readonly into: Task | undefined;
  readonly to: QualifiedId;
  readonly file: string;
  readonly kind: Evidence["kind"];
}

/** The tasks of some files, and the files among them that cannot be read. */
export type TasksRead = Pick<Records, "tasks" | "problems">;

/**
 * @param before the changed files, as they were
 * @param after the same files, as the change left them
 */
export function taskEvents(before: TasksRead, after: TasksRead): TaskEvents {
  const [liveBefore, liveAfter] = [liveTasks(before.tasks), liveTasks(after.tasks)];
  const [unreadBefore, unreadAfter] = [before, after].map(
    ({ problems }) => new Set(problems.map(({ file }) => file)),
  );
  const arrivals = new Map<QualifiedId, Task>();
  const moves = new Map<QualifiedId, Move>();
  const losses = new Map<QualifiedId, Task>();
  const fateOf = fates(before.tasks, after.tasks, liveBefore, liveAfter);
  for (const [id, task] of liveBefore) {
    // Unreadable is not empty: what a file held may still be there.
    if (unreadAfter?.has(task.file)) continue;
    const fate = fateOf(id, task);
    if (fate === "stays") continue;
    const next = liveAfter.get(id);
    if (next !== undefined) arrivals.set(id, next);
    if (fate === "lost") losses.set(id, task);
    else moves.set(id, fate);
  }
  for (const [id, task] of liveAfter) {
    if (!liveBefore.has(id) && !unreadBefore?.has(task.file)) arrivals.set(id, task);
  }
  return { arrivals, moves, losses };
}

/**
 * What a merge did, with the moves that only one parent's eyes see: of a task that the other parent
 * never had to an ID that neither had.
 */
export function mergeEvents(own: TaskEvents, perParent: readonly TaskEvents[]): TaskEvents {
  const moves = new Map(own.moves);
  const isNew = (id: QualifiedId) => [own, ...perParent].every(({ arrivals }) => arrivals.has(id));
  for (const side of perParent) {
    for (const [id, move] of side.moves) {
      if (isNew(move.to) && !moves.has(id)) moves.set(id, move);
    }
  }
  return { ...own, moves, losses: new Map([...own.losses].filter(([id]) => !moves.has(id))) };
}

type Live = ReadonlyMap<QualifiedId, Task>;

function liveTasks(tasks: readonly Task[]): Live {
  return new Map(tasks.filter(task => task.migratedTo === undefined).map(task => [task.id, task]));
}

function fates(before: readonly Task[], after: readonly Task[], liveBefore: Live, liveAfter: Live) {
  if (liveBefore.size === 0) return (): "stays" => "stays";
  const departed = new Map(departures(before, after).map(({ id, arrivals }) => [id, arrivals]));
  const tombstones = new Map(
    after.flatMap(task => (task.migratedTo === undefined ? [] : [[task.id, task]])),
  );
  const claims = newClaims(before, after);
  // An arrival whose origin is known already is not where another task went as well.
  const explained = new Set([...claims.values(), ...departed.values()].flat());
  const byBody = groupBy(
    [...liveAfter.values()].filter(task => !explained.has(task)),
    ({ body }) => body,
  );

  return (id: QualifiedId, task: Task): Move | "stays" | "lost" => {
    const now = liveAfter.get(id);
    if (now !== undefined) {
      const claimants = claims.get(id) ?? [];
      if (claimants.length > 0) return replacement(task, now, claimants, liveBefore);
      return isSameTask(task, now) ? "stays" : exchange(task, now, liveBefore, byBody);
    }

    const tombstone = tombstones.get(id);
    if (tombstone?.migratedTo !== undefined) {
      const to = tombstone.migratedTo.id;
      return { task, into: liveAfter.get(to), to, file: tombstone.file, kind: "migratedTo" };
    }
    const [only, ...others] = departed.get(id) ?? [];
    if (only === undefined || others.length > 0) return "lost";
    return moveOf(task, only);
  };
}

/**
 * An ID that is live before and after, with another title or text, and no record tells of that: a
 * task that was edited, or another one, as where a swap is reverted.
 */
function exchange(
  before: Task,
  now: Task,
  liveBefore: Live,
  byBody: ReadonlyMap<string, readonly Task[]>,
): Move | "stays" | "lost" {
  const [same, ...others] = byBody.get(before.body) ?? [];
  const isMove = same !== undefined && others.length === 0;
  if (isMove && liveBefore.get(same.id)?.body !== same.body) return moveOf(before, same);
  const claims = new Set(now.migratedFrom.map(former => former.id));
  const isWithdrawn = before.migratedFrom.some(former => !claims.has(former.id));
  return isWithdrawn && !areAlike(before.body, now.body) ? "lost" : "stays";
}

/**
 * An ID that is live before and after, and that another task says it had before: still the same
 * task, or a new one that was given the number in the same change (a swap, too).
 */
function replacement(
  before: Task,
  now: Task,
  claimants: readonly Task[],
  liveBefore: Live,
): Move | "stays" | "lost" {
  const [claimant, ...others] = claimants;
  if (claimant === undefined || others.length > 0) return "lost";
  const claimantBefore = liveBefore.get(claimant.id);
  // The record of an earlier migration that somebody wrote down late.
  const isLate = claimantBefore !== undefined && isSameTask(claimantBefore, claimant);
  if (isSameTask(before, now)) return isLate ? "stays" : "lost";
  if (isLate) return "lost";
  return claimantBefore === undefined || isSameTask(before, claimant)
    ? moveOf(before, claimant)
    : "lost";
}

function moveOf(task: Task, into: Task): Move {
  return { task, into, to: into.id, file: into.file, kind: "history" };
}
