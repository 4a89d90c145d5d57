import type { Lineage, Step } from "../model/lineage.ts";
import type { QualifiedId } from "../model/task-id.ts";
import type { EventSet, TaskTimeline, TimelineEvent } from "./task-timeline.ts";

/** Where a task lives today, and its migrations on the way. */
export interface Followed {
  readonly id: QualifiedId;
  readonly steps: readonly Step[];
}

/**
 * Follows one task, not its ID, from a state of the repository to today: an ID that was given to
 * another task since leads nowhere else. A task is known by the change in which it arrived under
 * its ID; where both sides of a merge brought it, by either.
 *
 * @param id the ID under which the task lived in that state
 * @param within the changes which that state contains
 * @param today what the snapshot says
 * @returns `undefined` where it was lost on the way: deleted, or moved to several places
 */
export function followTask(
  timeline: TaskTimeline,
  today: Lineage,
  id: QualifiedId,
  within: EventSet,
): Followed | undefined {
  const steps: Step[] = [];
  let task = { id, within, arrivals: arrivalsIn(timeline, id, within) };
  // Every turn goes on to later changes, so that it ends.
  for (;;) {
    const departures = firstDepartures(timeline, task.id, task.arrivals, task.within);
    if (departures.length === 0) break;
    const moved = moveIn(departures, task.id);
    if (moved === undefined) return undefined;
    steps.push(...moved.steps);
    const { id: to, within: reached } = moved;
    task = { id: to, within: reached, arrivals: arrivalsIn(timeline, to, reached) };
  }
  // A task outside the repository was never seen to arrive.
  const isOutside = steps.length > 0 && task.arrivals === 0n && !today.liveTasks.has(task.id);
  const isHere =
    today.liveTasks.has(task.id) &&
    (arrivalsIn(timeline, task.id, timeline.all) & task.arrivals) !== 0n;
  return isHere || isOutside ? { id: task.id, steps } : undefined;
}

/** A task right after it moved. */
export interface JustMoved extends Followed {
  /** The changes that had happened by then. */
  readonly within: EventSet;
}

/** Where the task that last left an ID before a state went. */
export function lastMove(
  timeline: TaskTimeline,
  id: QualifiedId,
  within: EventSet,
): JustMoved | undefined {
  const departures = timeline.departuresFrom(id).filter(({ bit }) => (within & bit) !== 0n);
  const later = departures.reduce((set, { before }) => set | before, 0n);
  return moveIn(
    departures.filter(({ bit }) => (later & bit) === 0n),
    id,
  );
}

/** What changes beside each other say of where a task went: nothing unless they agree. */
export function moveIn(events: readonly TimelineEvent[], from: QualifiedId): JustMoved | undefined {
  const [first, ...others] = events;
  const move = first?.moves.get(from);
  if (first === undefined || move === undefined) return undefined;
  if (others.some(({ moves }) => moves.get(from)?.to !== move.to)) return undefined;
  const at = first.commit === undefined ? {} : { commit: first.commit };
  const evidence = { kind: move.kind, file: move.file, ...at };
  const within = events.reduce((set, { before, bit }) => set | before | bit, 0n);
  return { id: move.to, steps: [{ from, to: move.to, evidence }], within };
}

/** The changes by which the task that lives under an ID in a state came there. */
function arrivalsIn(timeline: TaskTimeline, id: QualifiedId, within: EventSet): EventSet {
  let latest = 0n;
  for (const { bit, before } of timeline.arrivalsAt(id)) {
    if ((within & bit) !== 0n) latest = (latest & ~before) | bit;
  }
  return latest;
}

/** The first changes after or beside a state in which the task left its ID, or was lost. */
function firstDepartures(
  timeline: TaskTimeline,
  id: QualifiedId,
  arrivals: EventSet,
  within: EventSet,
): readonly TimelineEvent[] {
  const found: TimelineEvent[] = [];
  let passed = 0n;
  for (const event of timeline.departuresFrom(id)) {
    const { bit, before } = event;
    if ((within & bit) !== 0n || (passed & before) !== 0n) continue;
    if ((arrivalsIn(timeline, id, before) & arrivals) === 0n) continue;
    found.push(event);
    passed |= bit;
  }
  return found;
}
