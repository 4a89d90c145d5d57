import { append } from "../model/group-by.ts";
import type { Step } from "../model/lineage.ts";
import { buildProject } from "../model/project.ts";
import type { Reference, Task } from "../model/record.ts";
import { type Backend, backendOf, type QualifiedId } from "../model/task-id.ts";
import {
  type Decision,
  type Fix,
  type HistorySays,
  isOpen,
  type Obstacle,
  resolveReference,
  type Verdict,
} from "../model/verdict.ts";
import { leavesTombstone, type Move } from "./move.ts";
import type { TaskProject } from "./task-project.ts";

/** What becomes of the references when tasks have moved. */
export interface Following {
  readonly followed: readonly Followed[];
  readonly leftBehind: readonly LeftBehind[];
  /** How many sessions belong to each task, or may: those that are left open count too. */
  readonly sessions: ReadonlyMap<QualifiedId, number>;
  /** By their migrated task, references of sessions by a number that names it as before. */
  readonly asBefore: ReadonlyMap<QualifiedId, readonly Reference[]>;
}

/** A reference that is rewritten, and the migrated task on whose account. */
export interface Followed extends Fix {
  readonly task: QualifiedId;
}

/** A reference that names a migrated task, or may, and is not rewritten. */
export interface LeftBehind {
  readonly task: QualifiedId;
  readonly reference: Reference;
  /** `open`: it fits several tasks, and nothing tells which one is meant. */
  readonly reason: Obstacle | "open";
}

/**
 * Finds the references that must follow, by building the project as it will be and asking what is
 * stale in it. What a reference means now it will mean then: where its new surroundings leave that
 * open, the present meaning decides. References that an interrupted run left behind follow too.
 */
export function followMoves(
  project: TaskProject,
  future: TaskProject,
  moves: readonly Move[],
  from: Backend,
  to: Backend,
): Following {
  const targets = new Set(moves.map(move => move.to));
  const followed: Followed[] = [];
  const leftBehind: LeftBehind[] = [];
  const sessions = new Map<QualifiedId, number>();
  const asBefore = new Map<QualifiedId, Reference[]>();
  /** @returns the task on whose account something is done, or left undone */
  const follow = (reference: Reference, verdict: Verdict): QualifiedId | undefined => {
    if (verdict.status === "stale") {
      const { id: task, steps, rewrite, obstacle } = verdict;
      if (!targets.has(task) && !steps.some(step => leads(step, from, to))) return undefined;
      if (obstacle !== undefined) leftBehind.push({ task, reference, reason: obstacle });
      else followed.push({ task, reference, rewrite, steps });
      return task;
    }
    const crowd = crowdAround(project, future, reference, verdict).find(id => targets.has(id));
    if (crowd === undefined) return undefined;
    if (verdict.status !== "live") leftBehind.push({ task: crowd, reference, reason: "open" });
    else if (reference.scalar.shared !== undefined) {
      leftBehind.push({ task: crowd, reference, reason: reference.scalar.shared });
    } else {
      const rewrite = { taskId: verdict.id, backend: undefined };
      followed.push({ task: crowd, reference, rewrite, steps: [] });
    }
    return crowd;
  };
  for (const [reference, verdict] of future.verdicts) {
    const task = follow(reference, verdict);
    if (reference.holder.kind !== "session") continue;
    const isKnown = verdict.status === "live" || verdict.status === "stale";
    const owner = isKnown ? verdict.id : task;
    if (owner === undefined) continue;
    sessions.set(owner, (sessions.get(owner) ?? 0) + 1);
    const isAsBefore = isKnown && owner !== task && reference.taskId.kind === "plain";
    if (isAsBefore && targets.has(owner)) append(asBefore, owner, reference);
  }
  return { followed, leftBehind, sessions, asBefore };
}

function leads({ from, to }: Step, source: Backend, target: Backend): boolean {
  return backendOf(from) === source && backendOf(to) === target;
}

/**
 * The tasks that a reference fits where several do. A plain ID whose number a migrated task gets
 * fits that one as well from now on, and is to be qualified; one that was open before, and that
 * history decides, stays as it is.
 */
function crowdAround(
  project: TaskProject,
  future: TaskProject,
  reference: Reference,
  verdict: Verdict,
): readonly QualifiedId[] {
  if (verdict.status === "reused" || verdict.status === "ambiguous") return verdict.candidates;
  if (verdict.status !== "live" || reference.taskId.kind === "qualified") return [];
  const after = resolveReference(future.lineage, future.settings, reference);
  if (after.status !== "ambiguous" && after.status !== "reused") return [];
  return isOpen(resolveReference(project.lineage, project.settings, reference))
    ? []
    : after.candidates;
}

/** The project as it will be when the tasks have moved and no reference has followed yet. */
export function futureOf(project: TaskProject, moves: readonly Move[]): TaskProject {
  const moveOf = new Map(moves.map(move => [move.task, move]));
  const tasks = project.tasks.flatMap(task => {
    const move = moveOf.get(task);
    return move === undefined ? [task] : recordsAfter(move);
  });
  const moved = new Map(
    moves.filter(takesId).map(move => [move.from, { id: move.to, steps: [stepOf(move)] }]),
  );
  const decisions = new Map<Reference, HistorySays>();
  for (const [reference, verdict] of project.verdicts) {
    const decision = decisionOf(verdict, moved) ?? stillUndecided(project, reference);
    if (decision !== undefined) decisions.set(reference, decision);
  }
  const { references, problems, settings, history } = project;
  const judged = references
    .filter(({ holder }) => holder.kind === "session")
    .concat(tasks.flatMap(task => task.references));
  const records = { judged, sessions: [], tasks, problems };
  const { sessions: _, ...future } = buildProject(records, settings, { ...history, decisions });
  return { ...future, history };
}

/** Whether the task still lives under its old ID, alone or beside its copy. */
function takesId({ way }: Move): boolean {
  return way !== "move-file" && way !== "drop-double";
}

function recordsAfter(move: Move): readonly Task[] {
  const { task, way, target: file, to, from } = move;
  const { position } = task;
  const tombstone: Task = { ...task, migratedTo: { id: to, position } };
  if (way === "drop-double" || way === "drop-source") return [];
  if (way === "move-file") return [{ ...task, file }];
  if (way === "bury") return [tombstone];
  const isListed = task.migratedFrom.some(({ id }) => id === from);
  const migratedFrom = isListed
    ? task.migratedFrom
    : task.migratedFrom.concat({ id: from, position });
  const live: Task = { ...task, id: to, file, migratedFrom };
  return leavesTombstone(move) ? [tombstone, live] : [live];
}

function stepOf({ from, to, target }: Move): Step {
  return { from, to, evidence: { kind: "migratedFrom", file: target } };
}

/**
 * The records lead to one task, and history says that it may be another: that stays so. Where an
 * interrupted run left a copy beside its source, it is the records that leave it open, until they
 * are complete.
 */
function stillUndecided(
  { history, lineage, settings }: TaskProject,
  reference: Reference,
): "undecided" | undefined {
  if (history.decisions.get(reference) !== "undecided") return undefined;
  const { status } = resolveReference(lineage, settings, reference);
  return status === "moved" ? "undecided" : undefined;
}

/**
 * What a reference means, followed to where its task will be.
 * @param moved by their old IDs, what the tasks of this run become: one for all that name them
 */
function decisionOf(
  verdict: Verdict,
  moved: ReadonlyMap<QualifiedId, Decision>,
): Decision | undefined {
  if (verdict.status === "live") return moved.get(verdict.id) ?? { id: verdict.id, steps: [] };
  if (verdict.status !== "stale") return undefined;
  const { id, steps, writtenIn } = verdict;
  const now = moved.get(id) ?? { id, steps: [] };
  return {
    id: now.id,
    steps: [...steps, ...now.steps],
    ...(writtenIn === undefined ? {} : { writtenIn }),
  };
}
