import type { Reference } from "./record.ts";
import type { Settings } from "./settings.ts";
import {
  type Backend,
  type LocalId,
  localIdOf,
  type QualifiedId,
  qualify,
  type TaskId,
} from "./task-id.ts";
import { narrowingBackend } from "./verdict.ts";

/** IDs to look for in history. */
export interface Wanted {
  readonly ids: ReadonlySet<QualifiedId>;
  /** Local parts of plain IDs whose backend nothing tells: any backend will do. */
  readonly localIds: ReadonlySet<LocalId>;
}

/** An ID to ask for, with the backend that a plain one belongs to, where that is known. */
export interface Question {
  readonly taskId: TaskId;
  readonly backend: Backend | undefined;
}

export function wantedBy(questions: Iterable<Question>): Wanted {
  const ids = new Set<QualifiedId>();
  const localIds = new Set<LocalId>();
  for (const { taskId, backend } of questions) {
    if (taskId.kind === "qualified") ids.add(taskId.id);
    else if (backend !== undefined) ids.add(qualify(backend, taskId.localId));
    else localIds.add(taskId.localId);
  }
  return { ids, localIds };
}

/** The IDs that references name, as far as session and settings narrow them. */
export function wantedFor(
  settings: Settings,
  references: readonly Pick<Reference, "taskId" | "backend">[],
): Wanted {
  return wantedBy(
    references.map(({ taskId, backend }) => ({
      taskId,
      backend: narrowingBackend(settings, { backend }),
    })),
  );
}

export function isWanted(wanted: Wanted, id: QualifiedId): boolean {
  return wanted.ids.has(id) || wanted.localIds.has(localIdOf(id));
}
