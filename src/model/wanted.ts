import {
  type Backend,
  type LocalId,
  localIdOf,
  type QualifiedId,
  qualify,
  type TaskId,
} from "./task-id.ts";

/** IDs to look for in history. */
export interface Wanted {
  readonly ids: ReadonlySet<QualifiedId>;
  /** Local parts of plain IDs whose backend nothing tells: any backend will do. */
  readonly localIds: ReadonlySet<LocalId>;
}

/** @param references each with the backend that a plain ID belongs to, where that is known */
export function wantedBy(
  references: Iterable<{ readonly taskId: TaskId; readonly backend: Backend | undefined }>,
): Wanted {
  const ids = new Set<QualifiedId>();
  const localIds = new Set<LocalId>();
  for (const { taskId, backend } of references) {
    if (taskId.kind === "qualified") ids.add(taskId.id);
    else if (backend !== undefined) ids.add(qualify(backend, taskId.localId));
    else localIds.add(taskId.localId);
  }
  return { ids, localIds };
}

export function isWanted(wanted: Wanted, id: QualifiedId): boolean {
  return wanted.ids.has(id) || wanted.localIds.has(localIdOf(id));
}
