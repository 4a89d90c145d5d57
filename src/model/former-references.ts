import { areAlike, departures } from "./pair-tasks.ts";
import { type Records, type Reference, referencesOf } from "./record.ts";
import type { Settings } from "./settings.ts";
import { qualify } from "./task-id.ts";
import { narrowingBackend } from "./verdict.ts";

/** The records of the files that a change touched. */
export interface RecordChange {
  readonly before: Records;
  readonly after: Records;
}

/** Finds where a reference stood before a change with the same ID; nowhere: the change wrote it. */
export type FormerReferences = (reference: Reference) => readonly Reference[];

/**
 * What one change left of references. Moved lines, other quotes and a renamed file or holder are
 * not writing (CONTRACT section 3): a reference is known by who holds it, under which key, and by
 * the ID; a holder under a new name by its text, a task by its migration.
 */
export function formerReferencesIn(change: RecordChange, settings: Settings): FormerReferences {
  const before = referencesOf(change.before);
  const candidates = groupBy(before, reference => sayingOf(settings, reference));
  const holdersBefore = holdersOf(change.before);
  const holdersAfter = holdersOf(change.after);
  const bodies = bodiesOf(change.before);
  const bodiesAfter = bodiesOf(change.after);
  const formerTaskIds = new Map(
    departures(change.before.tasks, change.after.tasks).flatMap(({ id, arrivals }) => {
      const [only, ...others] = arrivals;
      return only === undefined || others.length > 0 ? [] : [[holderKey("task", only.id), id]];
    }),
  );

  return reference => {
    const same = candidates.get(sayingOf(settings, reference)) ?? [];
    const place = placeKey(reference);
    const here = same.find(other => placeKey(other) === place);
    if (here !== undefined) return [here];
    if (holdersBefore.has(place)) return [];

    const gone = same.filter(other => !holdersAfter.has(placeKey(other)));
    const { kind, name } = reference.holder;
    const formerName = formerTaskIds.get(holderKey(kind, name)) ?? name;
    const renamed = gone.filter(other => other.holder.name === formerName);
    if (renamed.length > 0) return renamed;
    const body = bodiesAfter.get(place);
    if (kind === "task" || body === undefined) return [];
    const equal = gone.filter(other => bodies.get(placeKey(other)) === body);
    if (equal.length > 0) return equal;
    return gone.filter(other => areAlike(bodies.get(placeKey(other)) ?? "", body));
  };
}

/** The ID that stands at a reference, however it is spelt: another text is another ID. */
export function spelledId(settings: Settings, reference: Reference): string {
  const { taskId } = reference;
  if (taskId.kind === "qualified") return taskId.id;
  const backend = narrowingBackend(settings, reference);
  return backend === undefined ? `#${taskId.localId}` : qualify(backend, taskId.localId);
}

function sayingOf(settings: Settings, reference: Reference): string {
  return [reference.holder.kind, reference.key, spelledId(settings, reference)].join("\n");
}

function placeKey({ file, holder }: Pick<Reference, "file" | "holder">): string {
  return `${file}\n${holderKey(holder.kind, holder.name)}`;
}

function holderKey(kind: string, name: string): string {
  return `${kind}\n${name}`;
}

function holdersOf({ sessions, tasks }: Records): ReadonlySet<string> {
  return new Set([
    ...sessions.map(({ file, name }) => placeKey({ file, holder: { kind: "session", name } })),
    ...tasks.map(({ file, id }) => placeKey({ file, holder: { kind: "task", name: id } })),
  ]);
}

function bodiesOf({ sessions }: Records): ReadonlyMap<string, string> {
  return new Map(
    sessions.map(({ file, name, body }) => [
      placeKey({ file, holder: { kind: "session", name } }),
      body,
    ]),
  );
}

function groupBy<T>(
  values: readonly T[],
  keyOf: (value: T) => string,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group === undefined) groups.set(keyOf(value), [value]);
    else group.push(value);
  }
  return groups;
}
