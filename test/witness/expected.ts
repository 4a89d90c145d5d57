import { backendOf, fullId, localOf, type Reference, type Task, type Tree } from "./tree.ts";
import { endsOf, knownIds, liveUnder, type Witness } from "./witness.ts";

/** What may be said of a reference in a commit; mostly one thing only. */
export interface Expected {
  /** Nothing: it names its task. */
  readonly silent: boolean;
  /** That it cannot be known; it is not rewritten. */
  readonly open: boolean;
  /** That its task lives under this ID now: one, unless merges have left it under several. */
  readonly to?: readonly string[];
}

const right: Expected = { silent: true, open: false };
const open: Expected = { silent: false, open: true };

/**
 * CONTRACT section 3: what the files of the commit alone say of a live task, else the task that the
 * reference named in the commit that wrote it.
 */
function expectedOf(witness: Witness, oid: string, reference: Reference): Expected {
  const full = fullId(reference);
  const tree = witness.tree(oid);
  const [who, ...others] = witness.meaning(oid, reference);
  const isKnown = who !== undefined && others.length === 0;
  const places = tree.tasks.filter(task => task.who === who && task.goneTo === undefined);
  const [place, ...more] = places;

  const isAny = full === undefined;
  const mayBe = ({ id }: Task): boolean =>
    isAny ? localOf(id) === localOf(reference.text) : id === full;

  if (isLiveAlone(tree, reference)) {
    // Of a number history may know another task, where it was asked for that one.
    return !isAny || (isKnown && places.some(mayBe)) ? right : { ...open, silent: true };
  }
  if (isKnown && more.length > 0) {
    return { ...open, silent: places.some(mayBe), to: places.map(({ id }) => id) };
  }
  if (!isKnown || place === undefined) return open;
  // Where two tasks have its ID, it is said where the task lives, and not rewritten.
  if (liveUnder(tree, place.id).length > 1) return { ...open, to: [place.id] };
  if (full === place.id) return right;
  // A number may stay where it is the task's, though it fits others as well.
  return { silent: mayBe(place), open: false, to: [place.id] };
}

/** Whether files alone say that the ID of a live task stands there, which no other task retired. */
function isLiveAlone(tree: Tree, reference: Reference): boolean {
  const full = fullId(reference);
  const ids = [...knownIds(tree)].filter(id =>
    full === undefined ? localOf(id) === localOf(reference.text) : id === full,
  );
  const [end, ...others] = new Set(ids.flatMap(id => endsOf(tree, id).map(task => task.id)));
  return end !== undefined && others.length === 0 && ids.includes(end);
}

export interface Verdict {
  readonly reference: Reference;
  readonly expected: Expected;
}

export function expectedIn(witness: Witness, oid: string): readonly Verdict[] {
  return witness.tree(oid).references.map(reference => {
    return { reference, expected: expectedOf(witness, oid, reference) };
  });
}

/**
 * File and code of what must be said of the tasks themselves, and of sessions with one name.
 * @param retired the backends that no live task may have
 */
export function taskFindings(tree: Tree, retired: ReadonlySet<string>): readonly string[] {
  const found: string[] = [];
  const say = (file: string, code: string): void => void found.push(`${file} ${code}`);
  const names = new Set<string>();
  for (const { name, file } of tree.sessions) {
    if (names.has(name)) say(file, "duplicate-session");
    names.add(name);
  }
  const seen = new Set<string>();
  for (const { id, file, formers, goneTo } of tree.tasks) {
    const key = `${id} ${goneTo === undefined}`;
    if (seen.has(key)) say(file, "duplicate-task-id");
    seen.add(key);
    const ends = (one: string) => new Set(endsOf(tree, one).map(task => task.id));
    const isLive = (one: string): boolean => liveUnder(tree, one).length > 0;
    if (goneTo === undefined && retired.has(backendOf(id))) say(file, "retired-backend");
    if (goneTo === undefined && ends(id).size > 1) say(file, "reused-task-id");
    const left = goneTo === undefined ? formers : [...formers, id];
    for (const one of left) {
      if (ends(one).size > 1 && !isLive(one)) say(file, "conflicting-migration");
    }
  }
  return found.sort();
}
