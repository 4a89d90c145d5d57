import { type Lineage, resolve, type Step } from "../model/lineage.ts";
import { isSameTask } from "../model/pair-tasks.ts";
import type { Task } from "../model/record.ts";
import type { QualifiedId } from "../model/task-id.ts";
import type { EventSet, TaskTimeline, TimelineEvent } from "./task-timeline.ts";

/** Where a task lives today, and its migrations on the way. */
export interface Followed {
  readonly id: QualifiedId;
  readonly steps: readonly Step[];
}

/** A task that lives under an ID in some state of the repository. */
export interface Located {
  readonly id: QualifiedId;
  /** The changes which that state contains. */
  readonly within: EventSet;
  /** What stands there, where it is known. */
  readonly record: Task | undefined;
}

/**
 * Follows one task, not its ID, from a state of the repository to a later one: an ID that was given
 * to another task since leads nowhere else. A task is known by the change in which it arrived under
 * its ID; where both sides of a merge brought it, by either.
 *
 * @param today what is known of the later state
 * @param until the changes that it contains: all, in the snapshot itself
 * @returns `undefined` where it was lost on the way: deleted, moved to several places, or one of
 *   several tasks that got one ID beside each other and cannot be told apart
 */
export function followTask(
  timeline: TaskTimeline,
  today: Lineage,
  start: Located,
  until: EventSet = timeline.all,
): Followed | undefined {
  const steps: Step[] = [];
  let task = start;
  // Every turn goes on to later changes, so that it ends.
  for (;;) {
    const departures = firstDepartures(timeline, task).filter(({ bit }) => (until & bit) !== 0n);
    if (departures.length === 0) break;
    const moved = moveIn(departures, task.id);
    if (moved === undefined || !departures.every(event => mayBe(event, task))) return undefined;
    steps.push(...moved.steps);
    task = moved;
  }
  const { id } = task;
  const arrivals = arrivalsOf(timeline, task);
  const here = today.liveTasks.get(id) ?? [];
  if (here.length === 0) {
    // A task outside the repository was never seen to arrive.
    const isOutside = steps.length > 0 || resolve(today, id).status === "live";
    return isOutside && arrivals === 0n ? { id, steps } : undefined;
  }
  const record = here.length === 1 ? here[0] : undefined;
  const present = arrivalsOf(timeline, { id, within: until, record });
  return (present & arrivals) === 0n ? undefined : { id, steps };
}

/** A task right after it moved. */
export type JustMoved = Located & Followed;

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
  const steps = [{ from, to: move.to, evidence }];
  return { id: move.to, steps, within, record: move.into };
}

/**
 * The changes by which a task came to its ID. Two sides of a merge may have given one ID to two
 * tasks: then the record tells which one is meant, or nothing does.
 */
function arrivalsOf(timeline: TaskTimeline, { id, within, record }: Located): EventSet {
  let latest: readonly TimelineEvent[] = [];
  for (const event of timeline.arrivalsAt(id)) {
    if ((within & event.bit) === 0n) continue;
    latest = [...latest.filter(({ bit }) => (event.before & bit) === 0n), event];
  }
  const [first, ...others] = latest;
  const arrived = first?.arrivals.get(id);
  const isContested = others.some(({ arrivals }) => !isSame(arrivals.get(id), arrived));
  if (isContested || (others.length > 0 && latest.some(({ isCut }) => isCut))) {
    latest = latest.filter(({ arrivals, isCut }) => !isCut && isSame(arrivals.get(id), record));
  }
  return latest.reduce((set, { bit }) => set | bit, 0n);
}

function isSame(a: Task | undefined, b: Task | undefined): boolean {
  return a !== undefined && b !== undefined && isSameTask(a, b);
}

/** A task may have been replaced in place, without a change that tells of it. */
function mayBe({ moves }: TimelineEvent, { id, record }: Located): boolean {
  const departing = moves.get(id)?.task;
  return record === undefined || departing === undefined || isSameTask(record, departing);
}

/** The first changes after or beside a state in which the task left its ID, or was lost. */
function firstDepartures(timeline: TaskTimeline, task: Located): readonly TimelineEvent[] {
  const { id, within } = task;
  const arrivals = arrivalsOf(timeline, task);
  const found: TimelineEvent[] = [];
  let passed = 0n;
  for (const event of timeline.departuresFrom(id)) {
    const { bit, before, moves, losses } = event;
    if ((within & bit) !== 0n || (passed & before) !== 0n) continue;
    const record = moves.get(id)?.task ?? losses.get(id);
    if ((arrivalsOf(timeline, { id, within: before, record }) & arrivals) === 0n) continue;
    found.push(event);
    passed |= bit;
  }
  return found;
}
