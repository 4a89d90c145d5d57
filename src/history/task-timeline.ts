import { append } from "../model/group-by.ts";
import { type IdLinks, linkIds } from "../model/id-links.ts";
import type { Records } from "../model/record.ts";
import { mergeEvents, type TaskEvents, taskEvents } from "../model/task-events.ts";
import type { QualifiedId } from "../model/task-id.ts";
import type { Wanted } from "../model/wanted.ts";
import type { Snapshot } from "../snapshots/snapshot.ts";
import type { Archive } from "./archive.ts";
import type { FileHistory } from "./file-history.ts";
import { committedChanges, type TaskChange, uncommittedChange } from "./task-changes.ts";

/** All changes that concern the tasks of some IDs, and which of them lie within which commit. */
export interface TaskTimeline {
  /** Where a task arrived under an ID; ancestors before their descendants. */
  arrivalsAt(id: QualifiedId): readonly TimelineEvent[];
  /** Where a task left an ID, or was lost; ancestors before their descendants. */
  departuresFrom(id: QualifiedId): readonly TimelineEvent[];
  /** The changes that a commit contains: its own, and those before it. */
  within(commit: string): EventSet;
  /** All changes, those that are not committed yet included. */
  readonly all: EventSet;
  readonly links: IdLinks;
}

/** A set of changes; each change is one bit. */
export type EventSet = bigint;

export interface TimelineEvent extends TaskEvents {
  /** Absent for what is not committed yet. */
  readonly commit: string | undefined;
  /** What comes before it is missing: all that is there seems to arrive. */
  readonly isCut: boolean;
  readonly bit: EventSet;
  /** The changes that lie before this one. */
  readonly before: EventSet;
}

/** Reads the history of the wanted IDs' tasks, and of all IDs that these had before or since. */
export async function readTimeline(
  archive: Archive,
  snapshot: Snapshot,
  records: Records,
  wanted: Wanted,
): Promise<TaskTimeline> {
  const links = linkIds();
  for (const task of records.tasks) links.add(task);
  const changes = new Map<string, TaskEvents>();
  const asked = new Set<string>();
  for (let next = wanted; next.ids.size + next.localIds.size > 0; ) {
    for (const id of next.ids) asked.add(id);
    for (const change of await committedChanges(archive, snapshot, next)) {
      const { commit = "", before, after } = change;
      if (changes.has(commit)) continue;
      const events = eventsOf(change);
      changes.set(commit, events);
      for (const task of [...before.tasks, ...after.tasks]) links.add(task);
      for (const [id, { to }] of events.moves) links.join(id, to);
    }
    const linked = [...links.linkedToAny(wanted)].filter(id => !asked.has(id));
    next = { ids: new Set(linked), localIds: new Set() };
  }
  const latest = eventsOf(await uncommittedChange(archive, snapshot, records));
  for (const [id, { to }] of latest.moves) links.join(id, to);
  return arrange(archive.history, changes, latest, links);
}

/** What a change did to tasks; of a merge also what only one parent's eyes see. */
export function eventsOf({ before, after, perParent }: TaskChange): TaskEvents {
  const sides = perParent.map(side => taskEvents(side.before, side.after));
  return mergeEvents(taskEvents(before, after), sides);
}

/** Puts the changes in the order of the history, and counts what lies before each. */
function arrange(
  history: FileHistory,
  changes: ReadonlyMap<string, TaskEvents>,
  latest: TaskEvents,
  links: IdLinks,
): TaskTimeline {
  const arrivals = new Map<QualifiedId, TimelineEvent[]>();
  const departures = new Map<QualifiedId, TimelineEvent[]>();
  let bit = 1n;
  const place = (commit: string | undefined, before: EventSet, events: TaskEvents): EventSet => {
    const isCut = commit !== undefined && history.isCutAt(commit);
    const event = { ...events, commit, isCut, before, bit };
    for (const id of events.arrivals.keys()) append(arrivals, id, event);
    for (const id of [...events.moves.keys(), ...events.losses.keys()])
      append(departures, id, event);
    bit <<= 1n;
    return before | event.bit;
  };

  const within = new Map<string, EventSet>();
  for (const { commit, parents } of history.commits.toReversed()) {
    const before = parents.reduce((set, parent) => set | (within.get(parent) ?? 0n), 0n);
    const events = changes.get(commit);
    within.set(commit, events === undefined ? before : place(commit, before, events));
  }
  const all = place(undefined, bit - 1n, latest);
  return {
    arrivalsAt: id => arrivals.get(id) ?? [],
    departuresFrom: id => departures.get(id) ?? [],
    within: commit => within.get(commit) ?? 0n,
    all,
    links,
  };
}
