import { append, groupByEach } from "./group-by.ts";
import type { Task } from "./record.ts";
import { localIdOf, type QualifiedId } from "./task-id.ts";

/** What one change did to a task whose ID it removed. */
export interface Departure {
  readonly id: QualifiedId;
  readonly file: string;
  /** The same task under its new ID. Several where it cannot be told which; none: deleted. */
  readonly arrivals: readonly Task[];
  /** Where the tombstone that went said that the task is. */
  readonly migratedTo: QualifiedId | undefined;
}

/** Two records with this share of text in common lines may be one that was edited. */
const similarEnough = 0.5;

/** Among more than this many equals it cannot be told which one is meant, and nobody reads the list. */
const mostCandidates = 20;

/**
 * Finds out which tasks of a change are the same under another ID: a migration that nobody wrote
 * down. Goes by identity, not by likeness alone, since files of one template are all alike: a record
 * names the old ID in `migratedFrom` (the task's own, or that of the one it was merged into); or all
 * else is equal; or two of these three are: file, title, local ID; or one of them is, half the text
 * stands in common lines, and the titles do not differ.
 *
 * @param before the tasks of the changed files, as they were
 * @param after the tasks of the changed files, as they are now
 */
export function departures(before: readonly Task[], after: readonly Task[]): readonly Departure[] {
  const idsAfter = new Set(after.map(task => task.id));
  const gone = before.filter(task => !idsAfter.has(task.id));
  if (gone.length === 0) return [];
  // The task of a tombstone may come back to its ID.
  const idsBefore = new Set(before.filter(isLive).map(task => task.id));
  const arrived = after.filter(task => !idsBefore.has(task.id));
  const index = indexTasks(arrived);
  const claims = newClaims(before, after);
  return gone.map(task => {
    const arrivals = claims.get(task.id) ?? arrivalsOf(task, index);
    return { id: task.id, file: task.file, arrivals, migratedTo: task.migratedTo?.id };
  });
}

/**
 * The live tasks that name an ID in `migratedFrom` and did not before the change, by that ID: the
 * task under its new ID, or one that it was merged into.
 */
export function newClaims(
  before: readonly Task[],
  after: readonly Task[],
): ReadonlyMap<QualifiedId, readonly Task[]> {
  const made = new Set(before.flatMap(task => task.migratedFrom.map(from => claim(task, from.id))));
  const claims = new Map<QualifiedId, Task[]>();
  for (const task of after.filter(isLive)) {
    // A task that came back to an ID lists it more than once.
    for (const id of new Set(task.migratedFrom.map(former => former.id))) {
      if (id === task.id || made.has(claim(task, id))) continue;
      append(claims, id, task);
    }
  }
  return claims;
}

function isLive({ migratedTo }: Task): boolean {
  return migratedTo === undefined;
}

function claim(task: Task, former: QualifiedId): string {
  return `${task.id}\n${former}`;
}

type Index = Readonly<Record<keyof typeof keysOf, ReadonlyMap<string, readonly Task[]>>>;

/** What two records of one task may have in common. */
const keysOf = {
  file: (task: Task) => [task.file],
  body: (task: Task) => [task.body],
  bodyAndLocalId: (task: Task) => [bodyAndLocalId(task)],
  title: (task: Task) => (task.title === undefined ? [] : [task.title]),
  localId: (task: Task) => [localIdOf(task.id)],
};

function bodyAndLocalId({ id, body }: Task): string {
  return `${localIdOf(id)}\n${body}`;
}

const identifyingKeys = ["file", "title", "localId"] as const;

function indexTasks(tasks: readonly Task[]): Index {
  const by = (keys: (task: Task) => readonly string[]) => groupByEach(tasks, keys);
  return {
    file: by(keysOf.file),
    body: by(keysOf.body),
    bodyAndLocalId: by(keysOf.bodyAndLocalId),
    title: by(keysOf.title),
    localId: by(keysOf.localId),
  };
}

function arrivalsOf(task: Task, index: Index): readonly Task[] {
  const sameNumber = index.bodyAndLocalId.get(bodyAndLocalId(task));
  if (sameNumber !== undefined) return closest(task, sameNumber);
  const equal = index.body.get(task.body) ?? [];
  if (equal.length > 0) return closest(task, equal);

  const related = identifyingKeys.flatMap(key =>
    keysOf[key](task).flatMap(value => index[key].get(value) ?? []),
  );
  const same = [...new Set(related)].filter(
    other =>
      sharedKeys(task, other) >= 2 ||
      (!titlesDiffer(task, other) && areAlike(task.body, other.body)),
  );
  return closest(task, same);
}

/** Those that share most of what identifies a task: one, where it can be told. */
function closest(task: Task, others: readonly Task[]): readonly Task[] {
  if (others.length > mostCandidates) return others.slice(0, mostCandidates);
  const most = Math.max(...others.map(other => sharedKeys(task, other)));
  return others.filter(other => sharedKeys(task, other) === most);
}

/** Whether two records that claim one ID are one task, as far as they tell: edited, but the same. */
export function isSameTask(a: Task, b: Task): boolean {
  if (a.body === b.body) return true;
  return !titlesDiffer(a, b) && (a.title !== undefined || areAlike(a.body, b.body));
}

function titlesDiffer(a: Task, b: Task): boolean {
  return a.title !== undefined && b.title !== undefined && a.title !== b.title;
}

function sharedKeys(a: Task, b: Task): number {
  return identifyingKeys.filter(key => {
    const keys = keysOf[key](b);
    return keysOf[key](a).some(value => keys.includes(value));
  }).length;
}

/** Whether half of two texts stands in common lines. */
export function areAlike(a: string, b: string): boolean {
  return likeness(a, b) >= similarEnough;
}

/** The share of the longer text's characters that stand in lines which both texts have. */
function likeness(a: string, b: string): number {
  const counts = new Map<string, number>();
  for (const line of a.split("\n")) counts.set(line, (counts.get(line) ?? 0) + 1);
  let common = 0;
  for (const line of b.split("\n")) {
    const count = counts.get(line) ?? 0;
    if (count === 0) continue;
    counts.set(line, count - 1);
    common += line.length + 1;
  }
  return common / (Math.max(a.length, b.length) + 1);
}
