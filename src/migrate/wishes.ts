import { UsageError } from "../errors.ts";
import {
  type Backend,
  backendOf,
  parseTaskId,
  type QualifiedId,
  qualify,
} from "../model/task-id.ts";

/** One line of `--map`, not checked yet; with its place where it came from a file. */
export interface Wish {
  readonly from: string;
  readonly to: string;
  readonly place?: string;
}

/**
 * The new IDs that the user chose: `md#123: gh#456`, or `123: 456`, which leaves the backends to the
 * migration.
 * @returns new IDs by old ones, in the order of the lines
 * @throws UsageError with the place of what is no such line
 */
export function wishesOf(
  wishes: Iterable<Wish>,
  from: Backend,
  to: Backend,
): ReadonlyMap<QualifiedId, QualifiedId> {
  const targets = new Map<QualifiedId, QualifiedId>();
  for (const wish of wishes) {
    const id = idOf(wish.from, from);
    const target = idOf(wish.to, to);
    if (id === undefined) throw invalid(wish, problemOf(wish.from, from));
    if (target === undefined) throw invalid(wish, problemOf(wish.to, to));
    if (targets.has(id)) throw invalid(wish, `${id} is there twice`);
    targets.set(id, target);
  }
  return targets;
}

function idOf(text: string, backend: Backend): QualifiedId | undefined {
  const taskId = parseTaskId(text);
  if (taskId === undefined) return undefined;
  if (taskId.kind === "plain") return qualify(backend, taskId.localId);
  return backendOf(taskId.id) === backend ? taskId.id : undefined;
}

function problemOf(text: string, backend: Backend): string {
  const shown = JSON.stringify(text);
  return parseTaskId(text) === undefined
    ? `${shown} is not a task ID`
    : `${shown} is not an ID of ${backend}`;
}

function invalid({ place = "the map of IDs" }: Wish, problem: string): UsageError {
  return new UsageError(`${place}: ${problem}`, {
    hint: "a map of IDs has a line for each task, as in `md#123: gh#456` or `123: 456`",
  });
}
