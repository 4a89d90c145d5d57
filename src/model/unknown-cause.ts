import type { UnknownCause } from "./finding.ts";
import { type Resolution, spend } from "./lineage.ts";
import type { Project } from "./project.ts";
import type { Reference } from "./record.ts";
import { localPart } from "./task-id.ts";
import { isWanted, wantedFor } from "./wanted.ts";

/** Why an ID leads to no task. */
export function unknownCause(
  project: Project,
  { taskId, backend }: Pick<Reference, "taskId" | "backend">,
  resolution: Resolution,
): UnknownCause {
  if (resolution.status === "cycle") return { kind: "cycle", path: resolution.path };
  const { history, lineage, settings } = project;
  const path = resolution.status === "lost" ? resolution.path : [];
  const wanted = wantedFor(settings, [{ taskId, backend }]);
  for (const [id, deletion] of history.deletions) {
    if (isWanted(wanted, id) || path.includes(id)) return { kind: "deleted", id, deletion };
  }
  const unreadable = new Set(unreadableTaskFiles(project));
  spend(lineage, unreadable.size);
  if (unreadable.size > 0) return { kind: "unreadable", files: [...unreadable] };
  if (history.isCut) return { kind: "history-cut" };
  const localId = localPart(taskId);
  const sameLocalId = [...(lineage.idsByLocalId.get(localId) ?? [])];
  spend(lineage, sameLocalId.length);
  return { kind: "never", similar: sameLocalId.filter(id => lineage.liveTasks.has(id)) };
}

/** Unreadable is not empty: what these files hold is not known. */
function unreadableTaskFiles({ problems }: Project): readonly string[] {
  return problems.filter(({ kind }) => kind === "task").map(({ file }) => file);
}
