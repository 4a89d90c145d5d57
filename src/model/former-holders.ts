import { groupBy, groupByEach } from "./group-by.ts";
import { areAlike, departures } from "./pair-tasks.ts";
import type { Holder, Records, Reference } from "./record.ts";
import type { Settings } from "./settings.ts";
import { qualify } from "./task-id.ts";
import { narrowingBackend } from "./verdict.ts";

/** A session or task with its references, in one version of its file. */
export interface Held {
  readonly file: string;
  readonly holder: Holder;
  readonly references: readonly Reference[];
  readonly body: string;
}

/** The records of the files that a change touched. */
export interface RecordChange {
  readonly before: Records;
  readonly after: Records;
}

export function heldIn({ sessions, tasks }: Records): readonly Held[] {
  return [
    ...sessions.map(({ file, name, reference, body }): Held => {
      const holder = { kind: "session", name } as const;
      return { file, holder, references: reference === undefined ? [] : [reference], body };
    }),
    ...tasks.map(({ file, id, references, body }): Held => {
      return { file, holder: { kind: "task", name: id }, references, body };
    }),
  ];
}

/** Finds what a session or task was before a change; nothing: the change added it. */
export type FormerHolders = (held: Held) => readonly Held[];

/**
 * What one change left of sessions and tasks. A renamed file or holder is the same as before
 * (CONTRACT section 3): one is known by its name in its file, then by its name in a file that is
 * gone, then a task by its migration and a session by its text. Several are named where it cannot
 * be told which.
 */
export function formerHoldersIn(change: RecordChange, settings: Settings): FormerHolders {
  const before = heldIn(change.before);
  const placesAfter = new Set(heldIn(change.after).map(placeOf));
  // Records without a name of their own share that of their file.
  const byPlace = groupBy(before, placeOf);
  const gone = before.filter(held => !placesAfter.has(placeOf(held)));
  const goneByName = groupBy(gone, ({ holder }) => nameOf(holder));
  const goneByBody = groupBy(gone, ({ holder, body }) => `${holder.kind}\n${body}`);
  const goneBySaying = groupByEach(gone, held => sayingsOf(settings, held));
  const formerTaskIds = new Map(
    departures(change.before.tasks, change.after.tasks).flatMap(({ id, arrivals }) => {
      const [only, ...others] = arrivals;
      return only === undefined || others.length > 0 ? [] : [[only.id as string, id]];
    }),
  );

  return held => {
    const here = byPlace.get(placeOf(held));
    if (here !== undefined) return here;
    const { kind, name } = held.holder;
    const formerId = kind === "task" ? formerTaskIds.get(name) : undefined;
    const former: Holder = formerId === undefined ? held.holder : { kind: "task", name: formerId };
    // Its own file may hold it under its former name.
    const named = byPlace.get(placeOf({ file: held.file, holder: former }));
    if (named !== undefined) return named;
    const renamed = goneByName.get(nameOf(former)) ?? [];
    if (renamed.length > 0 || kind === "task") return renamed;
    const equal = goneByBody.get(`${kind}\n${held.body}`) ?? [];
    if (equal.length > 0) return equal;
    const sameTask = sayingsOf(settings, held).flatMap(saying => goneBySaying.get(saying) ?? []);
    return sameTask.filter(({ body }) => areAlike(body, held.body));
  };
}

/** The ID that stands at a reference, however it is spelt: another text is another ID. */
export function spelledId(settings: Settings, reference: Reference): string {
  const { taskId } = reference;
  if (taskId.kind === "qualified") return taskId.id;
  const backend = narrowingBackend(settings, reference);
  return backend === undefined ? `#${taskId.localId}` : qualify(backend, taskId.localId);
}

function sayingsOf(settings: Settings, { holder, references }: Held): readonly string[] {
  return references.map(reference => `${holder.kind}\n${spelledId(settings, reference)}`);
}

function placeOf({ file, holder }: Pick<Held, "file" | "holder">): string {
  return `${file}\n${nameOf(holder)}`;
}

function nameOf({ kind, name }: Holder): string {
  return `${kind}\n${name}`;
}
