import type { Task } from "./record.ts";
import { type LocalId, localIdOf, type QualifiedId } from "./task-id.ts";
import type { Wanted } from "./wanted.ts";

/** Which IDs tasks ever had one after another, and which files ever named them. */
export interface IdLinks {
  /** Takes note of what a record says, in whatever state of the repository it stood. */
  add(task: Task): void;
  /** Takes note of a migration that no record tells. */
  join(from: QualifiedId, to: QualifiedId): void;
  /** The IDs with a local ID. */
  idsWith(localId: LocalId): ReadonlySet<QualifiedId>;
  /** The wanted IDs, and all that were linked to one, directly or not. */
  linkedToAny(wanted: Wanted): ReadonlySet<QualifiedId>;
  /** The task files in which an ID stood: as `id`, `migratedFrom` or `migratedTo`. */
  filesNaming(id: QualifiedId): ReadonlySet<string>;
}

export function linkIds(): IdLinks {
  const neighbours = new Map<QualifiedId, Set<QualifiedId>>();
  const files = new Map<QualifiedId, Set<string>>();
  const byLocalId = new Map<LocalId, Set<QualifiedId>>();

  const know = (id: QualifiedId): Set<QualifiedId> => {
    const known = neighbours.get(id);
    if (known !== undefined) return known;
    const none = new Set<QualifiedId>();
    neighbours.set(id, none);
    setIn(byLocalId, localIdOf(id)).add(id);
    return none;
  };
  const join = (a: QualifiedId, b: QualifiedId): void => {
    know(a).add(b);
    know(b).add(a);
  };
  const closure = (start: Iterable<QualifiedId>): ReadonlySet<QualifiedId> => {
    const reached = new Set(start);
    for (const id of reached) for (const next of neighbours.get(id) ?? []) reached.add(next);
    return reached;
  };
  const idsWith = (localId: LocalId) => byLocalId.get(localId) ?? new Set<QualifiedId>();

  return {
    add: ({ id, file, migratedFrom, migratedTo }) => {
      know(id);
      const others = [...migratedFrom, migratedTo ?? []].flat().map(placed => placed.id);
      for (const other of others) join(id, other);
      for (const named of [id, ...others]) setIn(files, named).add(file);
    },
    join,
    idsWith,
    linkedToAny: ({ ids, localIds }) =>
      closure([...ids, ...[...localIds].flatMap(localId => [...idsWith(localId)])]),
    filesNaming: id => files.get(id) ?? new Set(),
  };
}

function setIn<K, V>(map: Map<K, Set<V>>, key: K): Set<V> {
  const known = map.get(key);
  if (known !== undefined) return known;
  const none = new Set<V>();
  map.set(key, none);
  return none;
}
