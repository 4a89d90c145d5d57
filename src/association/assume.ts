import type { Lineage } from "../model/lineage.ts";
import { localIdOf, type QualifiedId } from "../model/task-id.ts";

/** The lineage of a repository in which some IDs are, or have been, those of tasks. */
export function knowing(lineage: Lineage, ids: readonly QualifiedId[]): Lineage {
  const idsByLocalId = new Map(lineage.idsByLocalId);
  for (const id of ids) {
    const localId = localIdOf(id);
    idsByLocalId.set(localId, new Set([...(idsByLocalId.get(localId) ?? []), id]));
  }
  return { ...lineage, idsByLocalId };
}

/** The lineage as it will be when some IDs that no task has yet are live. */
export function withTasks(lineage: Lineage, ids: readonly QualifiedId[]): Lineage {
  const liveTasks = new Map(lineage.liveTasks);
  for (const id of ids) liveTasks.set(id, []);
  return { ...knowing(lineage, ids), liveTasks };
}
