import type { Finding, UnknownCause } from "../model/finding.ts";
import type { Project } from "../model/project.ts";
import type { Reference } from "../model/record.ts";
import { localIdOf, type QualifiedId } from "../model/task-id.ts";
import { narrowingBackend } from "../model/verdict.ts";
import { isWanted, wantedBy } from "../model/wanted.ts";
import { atReference, judged, type Rule } from "./rule.ts";

/** No task, now or in history, has the ID; or its tombstones never reach a live task. */
export const unknownTaskId: Rule = project => {
  const findings: Finding[] = [];
  for (const { reference } of judged(project, "unknown")) {
    findings.push(unknown(reference, causeOf(project, reference, [])));
  }
  for (const { reference, verdict } of judged(project, "lost")) {
    findings.push(unknown(reference, causeOf(project, reference, verdict.path)));
  }
  for (const { reference, verdict } of judged(project, "cycle")) {
    findings.push(unknown(reference, { kind: "cycle", path: verdict.path }));
  }
  return findings;
};

function unknown(reference: Reference, cause: UnknownCause): Finding {
  return { code: "unknown-task-id", ...atReference(reference), cause };
}

/** @param path where the steps of the reference's ID lead */
function causeOf(
  project: Project,
  reference: Reference,
  path: readonly QualifiedId[],
): UnknownCause {
  const { history, lineage, settings } = project;
  const { taskId } = reference;
  const wanted = wantedBy([{ taskId, backend: narrowingBackend(settings, reference) }]);
  for (const [id, deletion] of history.deletions) {
    if (isWanted(wanted, id) || path.includes(id)) return { kind: "deleted", id, deletion };
  }
  const unreadable = new Set(unreadableTaskFiles(project));
  if (unreadable.size > 0) return { kind: "unreadable", files: [...unreadable] };
  if (history.isCut) return { kind: "history-cut" };
  const localId = taskId.kind === "plain" ? taskId.localId : localIdOf(taskId.id);
  const sameLocalId = [...(lineage.idsByLocalId.get(localId) ?? [])];
  return { kind: "never", similar: sameLocalId.filter(id => lineage.liveTasks.has(id)) };
}

/** Unreadable is not empty: what these files hold is not known. */
function unreadableTaskFiles({ problems }: Project): readonly string[] {
  return problems.filter(({ kind }) => kind === "task").map(({ file }) => file);
}
