import { append, groupBy, groupByEach } from "./group-by.ts";
import { areAlike, departures, isSameTask, newClaims } from "./pair-tasks.ts";
import type { Holder, Records, Reference } from "./record.ts";
import type { Settings } from "./settings.ts";
import { taskEvents } from "./task-events.ts";
import { type QualifiedId, qualify } from "./task-id.ts";
import { narrowingBackend } from "./verdict.ts";

/** A session or task with its references, in one version of its file. */
export interface Held {
  readonly file: string;
  readonly holder: Holder;
  readonly references: readonly Reference[];
  readonly body: string;
  /** Else a session is called like its file. */
  readonly hasOwnName: boolean;
}

/** The records of the files that a change touched. */
export interface RecordChange {
  readonly before: Records;
  readonly after: Records;
  /** One file of it only: what the rest of the change says of that file's tasks is not known. */
  readonly isPart?: boolean;
}

export function heldIn({ sessions, tasks }: Records): readonly Held[] {
  return [
    ...sessions.map(({ file, name, hasOwnName, reference, body }): Held => {
      const holder = { kind: "session", name } as const;
      const references = reference === undefined ? [] : [reference];
      return { file, holder, references, body, hasOwnName };
    }),
    ...tasks.map(({ file, id, references, body }): Held => {
      return { file, holder: { kind: "task", name: id }, references, body, hasOwnName: true };
    }),
  ];
}

/** What a session or task was before a change. */
export interface Formers {
  /** It; several where records share a name. Nothing, and nothing perhaps: the change added it. */
  readonly certain: readonly Held[];
  /** Under another name in another file: sessions that are gone and named the same task. */
  readonly perhaps: readonly Held[];
}

export type FormerHolders = (held: Held) => Formers;

/**
 * What one change left of sessions and tasks. A renamed file or holder is the same as before
 * (CONTRACT section 3): one is known by its name in its file; by its name in a file that is gone; a
 * task by its migration; a session by the task that it alone named in its file; one that has its
 * name from its file, by being all that it was. Whether another session was renamed, or went while
 * a new one came, nobody can tell.
 */
export function formerHoldersIn(change: RecordChange, settings: Settings): FormerHolders {
  const before = heldIn(change.before);
  const placesAfter = new Set(heldIn(change.after).map(placeOf));
  // Records without a name of their own share that of their file.
  const byPlace = groupBy(before, placeOf);
  const byName = groupBy(before, ({ holder }) => nameOf(holder));
  const isGone = (held: Held): boolean => !placesAfter.has(placeOf(held));
  const goneBySaying = groupByEach(before.filter(isGone), held => sayingsOf(settings, held));
  const formerTaskIds = formerIdsIn(change);
  const arrived = taskEvents(change.before, change.after).arrivals;
  const counts = [change.before, change.after].map(({ sessions }) => {
    return groupBy(sessions, ({ file }) => file);
  });
  const isUnlike = (id: string): boolean => {
    const [was, is] = [change.before, change.after].map(({ tasks }) =>
      tasks.find(task => task.id === id),
    );
    return was !== undefined && is !== undefined && !isSameTask(was, is);
  };
  const isAlone = (file: string): boolean => counts.every(count => count.get(file)?.length === 1);

  return held => {
    const certain = (found: readonly Held[]): Formers => ({ certain: found, perhaps: [] });
    const { kind, name } = held.holder;
    const formerIds = kind === "task" ? formerTaskIds.get(name as QualifiedId) : undefined;
    if (formerIds !== undefined) {
      const holders = formerIds.map((id): Holder => ({ kind: "task", name: id }));
      return certain(holders.flatMap(holder => byName.get(nameOf(holder)) ?? []));
    }
    // A new task under an ID that this very change took from another one.
    if (kind === "task" && arrived.has(name as QualifiedId)) return certain([]);
    const here = byPlace.get(placeOf(held));
    if (here !== undefined) return certain(change.isPart && isUnlike(name) ? [] : here);
    const renamed = (byName.get(nameOf(held.holder)) ?? []).filter(isGone);
    if (renamed.length > 0 || kind === "task") return certain(renamed);

    const sayings = sayingsOf(settings, held);
    const gone = sayings.flatMap(saying => goneBySaying.get(saying) ?? []);
    const inFile = gone.filter(({ file }) => file === held.file);
    if (inFile.length === 1 && isAlone(held.file)) return certain(inFile);
    const [only, ...others] = gone.filter(({ body }) => body === held.body);
    const isWhole = only !== undefined && others.length === 0;
    if (isWhole && !only.hasOwnName && !held.hasOwnName) return certain([only]);
    return { certain: [], perhaps: gone };
  };
}

/** The former IDs of tasks that a change migrated, by their new ones; the old file may stay. */
function formerIdsIn({ before, after }: RecordChange): ReadonlyMap<QualifiedId, QualifiedId[]> {
  const known = new Set(before.tasks.map(({ id }) => id));
  const claimed = [...newClaims(before.tasks, after.tasks)].map(([id, arrivals]) => {
    return { id, arrivals };
  });
  const liveAfter = groupBy(
    after.tasks.filter(({ migratedTo }) => migratedTo === undefined),
    ({ id }) => id,
  );
  const buried = after.tasks.flatMap(({ id, migratedTo }) => {
    return migratedTo === undefined ? [] : [{ id, arrivals: liveAfter.get(migratedTo.id) ?? [] }];
  });
  const moves = [...departures(before.tasks, after.tasks), ...claimed, ...buried];
  const formers = new Map<QualifiedId, QualifiedId[]>();
  for (const { id, arrivals } of moves) {
    const [only, ...others] = arrivals;
    if (only === undefined || others.length > 0 || !known.has(id) || known.has(only.id)) continue;
    if (!formers.get(only.id)?.includes(id)) append(formers, only.id, id);
  }
  return formers;
}

/** What a session or task most likely was, for telling its story: of a renamed one, what is alike. */
export function likelyFormers(held: Held, { certain, perhaps }: Formers): readonly Held[] {
  const alike = perhaps.filter(({ body }) => body !== "" && areAlike(body, held.body));
  return certain.length > 0 || alike.length !== 1 ? certain : alike;
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
