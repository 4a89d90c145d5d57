import { type Lineage, resolve } from "../model/lineage.ts";
import type { Records, Reference } from "../model/record.ts";
import type { Settings } from "../model/settings.ts";
import { backendOf, type QualifiedId } from "../model/task-id.ts";
import { type Decision, narrowingBackend } from "../model/verdict.ts";
import { wantedFor } from "../model/wanted.ts";
import type { Snapshot } from "../snapshots/snapshot.ts";
import type { Archive } from "./archive.ts";
import { type Followed, followTask, type Located, lastMove } from "./follow-task.ts";
import { pastLineages } from "./past-lineages.ts";
import { type EventSet, readTimeline, type TaskTimeline } from "./task-timeline.ts";
import type { Writing } from "./writings.ts";

/** What writings mean today, or meant in a commit since. */
export interface Decider {
  /**
   * @param asOf a commit that contains the writing; what the reference names there must be among
   *   the writings that were asked for. Today where it is absent.
   * @returns `undefined` where history is missing or itself ambiguous
   */
  decide(writing: Writing, asOf?: string): Decision | undefined;
  readonly timeline: TaskTimeline;
}

/**
 * Finds the task that each reference named where it was written, and follows it to today.
 *
 * @param records what was read from the snapshot of today
 * @param today its lineage
 */
export async function decideWritings(
  archive: Archive,
  snapshot: Snapshot,
  records: Records,
  today: Lineage,
  writings: readonly Writing[],
): Promise<Decider> {
  const { settings } = archive;
  const wanted = wantedFor(
    settings,
    writings.map(({ reference }) => reference),
  );
  const timeline = await readTimeline(archive, snapshot, records, wanted);
  const committed = writings.flatMap(({ commit, reference }) => {
    if (commit === undefined) return [];
    return [{ commit, ids: timeline.links.linkedToAny(wantedFor(settings, [reference])) }];
  });
  const lineageAt = await pastLineages(archive, timeline, committed);

  const decide = ({ commit, reference }: Writing, asOf?: string): Decision | undefined => {
    const ids = timeline.links.linkedToAny(wantedFor(settings, [reference]));
    const end = asOf === undefined ? today : lineageAt({ commit: asOf, ids });
    const until = asOf === undefined ? timeline.all : timeline.within(asOf);
    const then = commit === undefined ? today : lineageAt({ commit, ids });
    const within = commit === undefined ? timeline.all : timeline.within(commit);
    const found = then && namedThen(then, settings, reference);
    const named = found === "unknown" ? elsewhen(timeline, reference, within) : found;
    if (named === undefined || end === undefined) return undefined;
    const followed = followTask(timeline, end, { within, record: undefined, ...named }, until);
    if (followed === undefined) return undefined;
    const steps = [...named.steps, ...followed.steps];
    return { id: followed.id, steps, ...(commit === undefined ? {} : { writtenIn: commit }) };
  };
  return { decide, timeline };
}

type Named = Followed & Partial<Located>;

/**
 * The task that a reference named in a state of the repository. There the ID of a live task means
 * that task, whoever had it before.
 */
function namedThen(
  then: Lineage,
  settings: Settings,
  reference: Reference,
): Named | "unknown" | undefined {
  const { taskId } = reference;
  if (taskId.kind === "qualified") return endOf(then, taskId.id);
  const backend = narrowingBackend(settings, reference);
  const ids = [...(then.idsByLocalId.get(taskId.localId) ?? [])];
  const fitting = ids.filter(id => backend === undefined || backendOf(id) === backend);
  const ends = fitting.map(id => endOf(then, id));
  const [first = "unknown"] = ends;
  return ends.every(end => idIn(end) === idIn(first)) ? first : undefined;
}

function endOf(then: Lineage, id: QualifiedId): Named | "unknown" | undefined {
  if (then.liveTasks.has(id)) return liveThen(then, { id, steps: [] });
  const resolution = resolve(then, id);
  switch (resolution.status) {
    case "moved":
    case "live":
      return liveThen(then, { steps: [], ...resolution });
    case "unknown":
      return "unknown";
    default:
      return undefined;
  }
}

/** The only task that has an ID in a state; several with one ID cannot be told apart. */
function liveThen(then: Lineage, followed: Followed): Named | undefined {
  const [record, ...others] = then.liveTasks.get(followed.id) ?? [];
  return others.length > 0 ? undefined : { ...followed, record };
}

function idIn(named: Named | "unknown" | undefined): string | undefined {
  return typeof named === "object" ? named.id : named;
}

/**
 * The task of an ID that no record of a state knows: where it had gone before, or, of an ID that was
 * named ahead of its task, the only one that ever got it.
 */
function elsewhen(
  timeline: TaskTimeline,
  { taskId }: Reference,
  within: EventSet,
): Named | undefined {
  if (taskId.kind !== "qualified") return undefined;
  const { id } = taskId;
  const moved = lastMove(timeline, id, within);
  const [only, ...others] = timeline.arrivalsAt(id);
  if (moved !== undefined || only === undefined || others.length > 0) return moved;
  if ((within & only.bit) !== 0n) return undefined;
  return { id, steps: [], within: only.before | only.bit, record: only.arrivals.get(id) };
}
