import assert from "node:assert/strict";
import { isScalar, type Node, type Pair } from "yaml";
import type { Settings } from "../../../src/model/settings.ts";
import type { QualifiedId } from "../../../src/model/task-id.ts";
import { editTasks, type TaskEdit } from "../../../src/yaml/move-task.ts";
import { id } from "../../support/memory.ts";
import type { Case } from "./fix.ts";
import { textIn } from "./fixed.ts";
import { contentsOf, type OwnTask, pairUnder, type Reading, read } from "./reading.ts";
import { commentsOf, toldOf } from "./told.ts";

/** One task is to move, or to become a tombstone. */
export interface Order {
  /** Which of the file's live tasks. */
  readonly which: number;
  readonly kind: TaskEdit["kind"];
  readonly to: string;
}

/**
 * Proves what `tasks migrate-backend` makes of the records in a task file.
 * @returns what kind of case it was
 */
export function proveMigration({ world, bytes }: Case, orders: readonly Order[]): string {
  const { settings } = world;
  const text = textIn(bytes);
  const reading = text === undefined ? undefined : read(text);
  if (text === undefined) return "invalid, left alone";
  const before = reading === undefined ? [] : contentsOf(reading, "task", settings).tasks;
  const live = before.filter(({ to }) => to === undefined);
  const edits = new Map<QualifiedId, TaskEdit>();
  for (const { which, kind, to } of orders) {
    const task = live[which % live.length];
    edits.set(id(task?.id ?? "none#1"), { kind, to: id(to) });
  }
  const result = editTasks(text, edits, settings);
  if (reading === undefined || live.length === 0) {
    assert.equal(result.text, text);
    assert.deepEqual(
      [...result.refused.values()].map(({ kind }) => kind),
      [...edits].map(() => "gone"),
    );
    return reading === undefined ? "invalid, left alone" : "no live task";
  }
  const done = new Map([...edits].filter(([one]) => !result.refused.has(one)));
  const reasons = [...result.refused.values()].map(({ kind }) => kind);
  assert(!reasons.includes("gone"), "a live task is found");
  if (done.size === 0) assert.equal(result.text, text);
  else proveEdited(reading, before, result.text, done, settings);
  return reasons.length > 0 ? `refused as ${reasons.sort()[0]}` : "done";
}

type Edits = ReadonlyMap<string, TaskEdit>;

function proveEdited(
  reading: Reading,
  tasks: readonly OwnTask[],
  text: string,
  edits: Edits,
  settings: Settings,
) {
  const after = read(text);
  assert(after !== undefined, "what was YAML still is");
  const tasksAfter = contentsOf(after, "task", settings).tasks;
  assert.equal(tasksAfter.length, tasks.length, "there are as many tasks");
  const out = new Set<Pair | undefined>();
  const keys = settings.fields.task;
  for (const [i, was] of tasks.entries()) {
    const is = tasksAfter[i];
    const edit = was.to === undefined ? edits.get(was.id) : undefined;
    assert(is !== undefined);
    const said = ({ id, from, to }: OwnTask) => ({ id, from, to });
    assert.deepEqual(said(is), said(meant(was, edit)));
    if (edit === undefined) continue;
    for (const key of edit.kind === "move" ? [keys.id, keys.migratedFrom] : [keys.migratedTo]) {
      out.add(pairUnder(was.map, key)).add(pairUnder(is.map, key));
    }
    if (edits.size === 1)
      proveBytes({ reading, task: was }, { reading: after, task: is }, edit, settings);
  }
  const except = { isOut: (pair: Pair): boolean => out.has(pair), noComments: true };
  assert.deepEqual(toldOf(after.documents, except), toldOf(reading.documents, except));
  assert.deepEqual(commentsOf(after.documents), commentsOf(reading.documents));
}

function meant(was: OwnTask, edit: TaskEdit | undefined): OwnTask {
  if (edit === undefined) return was;
  if (edit.kind === "bury") return { ...was, to: edit.to };
  const from = was.from ?? [];
  return { ...was, id: edit.to, from: from.includes(was.id) ? from : [...from, was.id] };
}

/** A record and the text that it stands in. */
interface Placed {
  readonly reading: Reading;
  readonly task: OwnTask;
}

/** Nothing but the ID is replaced, or the one former ID by a list; else something is put in at one place. */
function proveBytes(was: Placed, is: Placed, { kind }: TaskEdit, settings: Settings): void {
  const [breaks, breaksAfter] = [was, is].map(({ reading }) => lineBreaksOf(reading.text));
  if (breaks?.size === 1) assert((breaksAfter?.size ?? 0) <= 1, "line breaks stay of one kind");
  const { id, migratedFrom, migratedTo } = settings.fields.task;
  const key = kind === "move" ? migratedFrom : migratedTo;
  const value = pairUnder(was.task.map, key)?.value as Node | null | undefined;
  const isListed = kind === "move" && was.task.from?.includes(was.task.id);
  const isReplaced = isScalar(value) && value.source !== "" && !isListed;
  const replaced = [...(kind === "move" ? [id] : []), ...(isReplaced ? [key] : [])];
  const [before, after] = [was, is].map(one => textWithout(one, replaced)) as [string, string];
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let end = 0;
  while (end < before.length - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  assert.equal(start + end, before.length, `more was changed: ${JSON.stringify(after)}`);
}

function lineBreaksOf(text: string): ReadonlySet<string> {
  return new Set(text.match(/\r?\n/g));
}

/** The text without what stands under some keys. */
function textWithout(
  { reading: { text, start }, task: { map } }: Placed,
  keys: readonly string[],
): string {
  const ranges = keys.flatMap(key => {
    const range = (pairUnder(map, key)?.value as Node | undefined)?.range;
    return range ? [[range[0] + start, range[1] + start] as const] : [];
  });
  return ranges
    .sort(([a], [b]) => b - a)
    .reduce((left, [from, to]) => `${left.slice(0, from)}\u0000${left.slice(to)}`, text);
}
