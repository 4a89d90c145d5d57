import { resolve } from "../model/lineage.ts";
import type { Task } from "../model/record.ts";
import type { Backend, QualifiedId } from "../model/task-id.ts";
import { fileKinds } from "../snapshots/records.ts";
import { chooseTargets, type Target } from "./choose-targets.ts";
import type { Move, MoveProblem, Refused, Way } from "./move.ts";
import { placesIn } from "./places.ts";
import { targetPathOf } from "./target-path.ts";
import type { TaskProject } from "./task-project.ts";
import { aloneIn, copyOf, type IsAlone, unfinishedMoves } from "./unfinished.ts";

/** What is to be migrated, and where to. */
export interface Order {
  readonly from: Backend;
  readonly to: Backend;
  readonly tasks: readonly Task[];
  /** Every ID that the target backend ever had. */
  readonly used: ReadonlySet<QualifiedId>;
  readonly wishes: ReadonlyMap<QualifiedId, QualifiedId>;
  readonly keepSource: boolean;
}

export interface Chosen {
  readonly moves: readonly Move[];
  readonly refused: readonly Refused[];
}

/** Decides for each task which ID it gets and where its file goes, and finds what stands in the way. */
export async function chooseMoves(
  project: TaskProject,
  topLevel: string,
  order: Order,
): Promise<Chosen> {
  const { settings } = project;
  const kindOf = fileKinds(settings);
  const isTaskFile = (path: string): boolean => kindOf(path) === "task";
  const isAlone = aloneIn(project);
  const obstacleAt = placesIn(topLevel);

  const moves: Move[] = [];
  const refused: Refused[] = [];
  const claimed = new Set<string>();
  const add = async (move: Move): Promise<void> => {
    const { from: id, to, target, task, way } = move;
    const makesFile = target !== task.file && ["move", "copy", "move-file"].includes(way);
    const problem = makesFile ? await problemAt(target) : undefined;
    if (problem === undefined) moves.push(move);
    else refused.push({ id, to, problem });
  };
  const problemAt = async (path: string): Promise<MoveProblem | undefined> => {
    if (claimed.has(path)) return { kind: "occupied", path };
    claimed.add(path);
    return obstacleAt(path);
  };

  for (const move of unfinishedMoves(project, order.from, order.to, isAlone, isTaskFile)) {
    await add(move);
  }
  // A task that has its copy gets no number again: that would move the others' up.
  const begun = new Map(order.tasks.map(task => [task, withCopy(project, order, task, isAlone)]));
  const fresh = order.tasks.filter(task => begun.get(task) === undefined);
  const targets = chooseTargets(fresh, order.to, order.used, order.wishes, (task, id) =>
    isHome(project, task, id),
  );
  for (const task of order.tasks) {
    const target = targets.get(task);
    const chosen =
      begun.get(task) ?? (target && place(project, order, task, target, isAlone, isTaskFile));
    if (chosen === undefined) continue;
    if ("way" in chosen) await add(chosen);
    else refused.push(chosen);
  }
  return { moves, refused };
}

/** The task had this ID once, and no other task has had it. */
function isHome({ lineage }: TaskProject, task: Task, id: QualifiedId): boolean {
  const resolution = resolve(lineage, id);
  return resolution.status === "moved" && resolution.id === task.id;
}

/** A task whose copy an earlier run has made already. */
function withCopy(
  project: TaskProject,
  { to, wishes, keepSource }: Order,
  task: Task,
  isAlone: IsAlone,
): Move | Refused | undefined {
  const copy = copyOf(project, task, to);
  if (copy === undefined) return undefined;
  const wish = wishes.get(task.id);
  if (wish !== undefined && wish !== copy.id) {
    return { id: task.id, to: wish, problem: { kind: "copied-as", id: copy.id } };
  }
  const isDropped = !keepSource && isAlone(task);
  const way: Way = isDropped ? "drop-source" : "bury";
  return { from: task.id, to: copy.id, task, way, target: copy.file };
}

function place(
  { lineage, settings }: TaskProject,
  { keepSource }: Order,
  task: Task,
  target: Target,
  isAlone: IsAlone,
  isTaskFile: (path: string) => boolean,
): Move | Refused {
  const { id: to } = target;
  const refuse = (problem: MoveProblem): Refused => ({ id: task.id, to, problem });
  if ("problem" in target) {
    if (target.problem === "given-twice") return refuse({ kind: "given-twice" });
    const files = (lineage.liveTasks.get(to) ?? []).map(({ file }) => file);
    return refuse({ kind: "taken", files });
  }
  const move = (path: string): Move => {
    return { from: task.id, to, task, way: keepSource ? "copy" : "move", target: path };
  };
  if (!isAlone(task)) {
    return keepSource ? refuse({ kind: "not-alone", file: task.file }) : move(task.file);
  }
  const path = targetPathOf(task, to, settings, isTaskFile);
  if (path === undefined) return refuse({ kind: "unnamable" });
  if (keepSource && path === task.file) return refuse({ kind: "no-other-place", file: path });
  return move(path);
}
