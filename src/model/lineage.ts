import { effort } from "./effort.ts";
import { append } from "./group-by.ts";
import type { Task } from "./record.ts";
import { type LocalId, localIdOf, type QualifiedId } from "./task-id.ts";

/** One migration of one task, and how we know of it. */
export interface Step {
  readonly from: QualifiedId;
  readonly to: QualifiedId;
  readonly evidence: Evidence;
}

/** Where a step is written down. `commit` is absent for what is not committed yet. */
export interface Evidence {
  readonly kind: "migratedFrom" | "migratedTo" | "history";
  readonly file: string;
  readonly commit?: string;
}

/** What an ID means today. */
export type Resolution =
  /** The ID of a live task, or of a task outside the repository that a tombstone names. */
  | { readonly status: "live"; readonly id: QualifiedId }
  /** A retired ID; `steps` lead from it to the live one. */
  | { readonly status: "moved"; readonly id: QualifiedId; readonly steps: readonly Step[] }
  /** Live, and retired by another task as well. */
  | { readonly status: "reused"; readonly candidates: readonly QualifiedId[] }
  /** Retired towards several live tasks. */
  | { readonly status: "ambiguous"; readonly candidates: readonly QualifiedId[] }
  /** Its steps lead into a circle and never reach a live task. */
  | { readonly status: "cycle"; readonly path: readonly QualifiedId[] }
  /** Its steps, found in history, end at an ID that no task has any more. */
  | { readonly status: "lost"; readonly path: readonly QualifiedId[] }
  | { readonly status: "unknown" };

/** All that is known of how tasks moved: answers what an ID means today. */
export interface Lineage {
  readonly liveTasks: ReadonlyMap<QualifiedId, readonly Task[]>;
  readonly stepsFrom: ReadonlyMap<QualifiedId, readonly Step[]>;
  readonly stepsTo: ReadonlyMap<QualifiedId, readonly Step[]>;
  readonly idsByLocalId: ReadonlyMap<LocalId, ReadonlySet<QualifiedId>>;
  /** IDs whose task was deleted, as history says. */
  readonly deleted: ReadonlySet<QualifiedId>;
}

/**
 * @param tasks the tasks of one snapshot, tombstones included
 * @param historySteps steps that no task file records, found in git
 * @param deleted IDs whose task was deleted, found in git
 */
export function buildLineage(
  tasks: readonly Task[],
  historySteps: readonly Step[] = [],
  deleted: ReadonlySet<QualifiedId> = new Set(),
): Lineage {
  const liveTasks = new Map<QualifiedId, Task[]>();
  const stepsFrom = new Map<QualifiedId, Step[]>();
  const stepsTo = new Map<QualifiedId, Step[]>();
  const idsByLocalId = new Map<LocalId, Set<QualifiedId>>();

  const know = (id: QualifiedId): void => {
    const local = localIdOf(id);
    const ids = idsByLocalId.get(local);
    if (ids === undefined) idsByLocalId.set(local, new Set([id]));
    else ids.add(id);
  };
  const addStep = (step: Step): void => {
    know(step.from);
    know(step.to);
    // A task that moved away and back lists its own ID; a tombstone that does is a circle.
    if (step.from === step.to && step.evidence.kind !== "migratedTo") return;
    append(stepsFrom, step.from, step);
    append(stepsTo, step.to, step);
  };

  for (const task of tasks) {
    know(task.id);
    if (task.migratedTo === undefined) append(liveTasks, task.id, task);
    for (const step of recordedSteps(task)) addStep(step);
  }
  for (const step of historySteps) addStep(step);
  return { liveTasks, stepsFrom, stepsTo, idsByLocalId, deleted };
}

/** Whether anything in the snapshot or in history's answer names the ID. */
export function isKnown(lineage: Lineage, id: QualifiedId): boolean {
  return lineage.idsByLocalId.get(localIdOf(id))?.has(id) ?? false;
}

function recordedSteps(task: Task): readonly Step[] {
  const steps = task.migratedFrom.map(
    (former): Step => ({
      from: former.id,
      to: task.id,
      evidence: { kind: "migratedFrom", file: task.file },
    }),
  );
  if (task.migratedTo !== undefined) {
    const evidence: Evidence = { kind: "migratedTo", file: task.file };
    steps.push({ from: task.id, to: task.migratedTo.id, evidence });
  }
  return steps;
}

/**
 * Follows an ID, any number of steps, to the live task that it means today.
 * @throws TooEntangled where a repository asks for more than anybody could read
 */
export function resolve(lineage: Lineage, id: QualifiedId): Resolution {
  const { resolutions } = answersOf(lineage);
  const known = resolutions.get(id) ?? lookUp(lineage, id);
  resolutions.set(id, known);
  return known;
}

/**
 * Takes note that so many IDs were looked at, or are to be told, for one of them.
 * @throws TooEntangled
 */
export function spend(lineage: Lineage, ids: number): void {
  answersOf(lineage).spend(ids);
}

interface Answers {
  readonly resolutions: Map<QualifiedId, Resolution>;
  readonly spend: (ids: number) => void;
}

const answers = new WeakMap<Lineage, Answers>();

function answersOf(lineage: Lineage): Answers {
  const known = answers.get(lineage) ?? { resolutions: new Map(), spend: effort() };
  answers.set(lineage, known);
  return known;
}

function lookUp(lineage: Lineage, id: QualifiedId): Resolution {
  const { ends, goals, arrivedBy } = follow(lineage, id);
  const [end, ...others] = ends.length > 0 ? goals : [];
  if (others.length > 0) {
    return { status: goals.includes(id) ? "reused" : "ambiguous", candidates: goals };
  }
  if (end === id) return { status: "live", id };
  if (end !== undefined) return { status: "moved", id: end, steps: pathTo(end, arrivedBy) };
  if (!lineage.stepsFrom.has(id)) return { status: "unknown" };
  const reached = [id, ...arrivedBy.keys()];
  if (!reached.every(one => lineage.stepsFrom.has(one))) return { status: "lost", path: reached };
  return { status: "cycle", path: circleFrom(lineage, id) };
}

/** The circle that steps lead into, without the way there. Every ID on the way has a step. */
function circleFrom(lineage: Lineage, start: QualifiedId): readonly QualifiedId[] {
  const path = new Map<QualifiedId, number>();
  for (let id = start; ; ) {
    const seenAt = path.get(id);
    if (seenAt !== undefined) return [...path.keys()].slice(seenAt);
    path.set(id, path.size);
    id = firstStepFrom(lineage, id) ?? start;
  }
}

/** Where the step leads to that was told first. */
export function firstStepFrom(lineage: Lineage, id: QualifiedId): QualifiedId | undefined {
  return lineage.stepsFrom.get(id)?.[0]?.to;
}

/** Whether the ID stands for something: a live task, or one that a tombstone says is outside. */
function isLive(lineage: Lineage, id: QualifiedId): boolean {
  return lineage.liveTasks.has(id) || (isTold(lineage, id) && !lineage.deleted.has(id));
}

/** Whether a tombstone leads to the ID, and nothing leads on. */
function isTold(lineage: Lineage, id: QualifiedId): boolean {
  if (lineage.stepsFrom.has(id)) return false;
  return (lineage.stepsTo.get(id) ?? []).some(({ evidence }) => evidence.kind === "migratedTo");
}

/**
 * Breadth first, so that the path to each end is a shortest one. What a task became that is deleted
 * since is no end, but a goal: beside an end it tells of another task.
 */
function follow(lineage: Lineage, start: QualifiedId) {
  const ends: QualifiedId[] = [];
  const goals: QualifiedId[] = [];
  const arrivedBy = new Map<QualifiedId, Step>();
  const queue = [start];
  const seen = new Set(queue);
  let steps = 0;
  for (const id of queue) {
    const isEnd = isLive(lineage, id);
    if (isEnd) ends.push(id);
    if (isEnd || isTold(lineage, id)) goals.push(id);
    const next = lineage.stepsFrom.get(id) ?? [];
    steps += next.length;
    for (const step of next) {
      if (seen.has(step.to)) continue;
      seen.add(step.to);
      arrivedBy.set(step.to, step);
      queue.push(step.to);
    }
  }
  spend(lineage, steps);
  return { ends, goals, arrivedBy };
}

function pathTo(end: QualifiedId, arrivedBy: ReadonlyMap<QualifiedId, Step>): readonly Step[] {
  const path: Step[] = [];
  for (let step = arrivedBy.get(end); step !== undefined; step = arrivedBy.get(step.from)) {
    path.push(step);
  }
  // A copy: what grew one by one has room for more.
  return path.toReversed();
}
