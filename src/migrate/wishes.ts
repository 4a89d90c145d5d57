import { UsageError } from "../errors.ts";
import {
  type Backend,
  backendOf,
  parseTaskId,
  type QualifiedId,
  qualify,
} from "../model/task-id.ts";
import type { Position } from "../model/text.ts";
import { decode } from "../snapshots/records.ts";
import { readIdMap } from "../yaml/id-map.ts";

/** One line of `--map`, not checked yet; a place where it came from a file. */
interface Entry {
  readonly from: string;
  readonly to: string;
  readonly position?: Position;
}

/**
 * Reads the new IDs that the user chose: `md#123: gh#456`, or `123: 456`, which leaves the backends
 * to the migration.
 * @param label the file, to name in messages
 * @returns new IDs by old ones, in the order of the file
 * @throws UsageError with the place of what is no such line
 */
export function wishesIn(
  content: Buffer,
  label: string,
  from: Backend,
  to: Backend,
): ReadonlyMap<QualifiedId, QualifiedId> {
  const text = decode(content);
  if (text === undefined) throw new UsageError(`${label} is not UTF-8`);
  const entries = readIdMap(text);
  if ("problem" in entries) throw invalid(label, entries.problem, entries.position);
  return wishesOf(entries, label, from, to);
}

export function wishesOf(
  entries: Iterable<Entry>,
  label: string,
  from: Backend,
  to: Backend,
): ReadonlyMap<QualifiedId, QualifiedId> {
  const wishes = new Map<QualifiedId, QualifiedId>();
  for (const { position, ...entry } of entries) {
    const id = idOf(entry.from, from);
    const target = idOf(entry.to, to);
    if (typeof id !== "string") throw invalid(label, problemOf(entry.from, from), position);
    if (typeof target !== "string") throw invalid(label, problemOf(entry.to, to), position);
    if (wishes.has(id)) throw invalid(label, `${id} is there twice`, position);
    wishes.set(id, target);
  }
  return wishes;
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

function invalid(label: string, problem: string, at: Position | undefined): UsageError {
  const place = at === undefined ? label : `${label}:${at.line}:${at.column}`;
  return new UsageError(`${place}: ${problem}`, {
    hint: "a map of IDs has a line for each task, as in `md#123: gh#456` or `123: 456`",
  });
}
