import { type Lineage, resolve } from "../model/lineage.ts";
import type { Project } from "../model/project.ts";
import type { Reference } from "../model/record.ts";
import {
  backendOf,
  type LocalId,
  localIdOf,
  type QualifiedId,
  type TaskId,
} from "../model/task-id.ts";
import { narrowingBackend, resolveReference, type Verdict } from "../model/verdict.ts";

/** Whether a reference names an ID; `perhaps` where it may as well mean another task. */
export type Naming = "named" | "perhaps" | "not";

/** What may be asked: a reference of the project, or an ID that somebody gives by itself. */
type Named = Pick<Reference, "taskId" | "backend">;

/**
 * Whether a reference names an ID, as it stands in the file: a qualified one names itself. A plain
 * one names every ID with its number that is what it means: by the backend beside it, else by the
 * default one, else by what the project knows. A bare number is named only where no backend is told.
 */
export function namingOf(project: Project, reference: Named, id: TaskId): Naming {
  const { taskId } = reference;
  if (taskId.kind === "qualified") {
    return yesOrNo(id.kind === "qualified" && taskId.id === id.id);
  }
  if (taskId.localId !== localPartOf(id)) return "not";
  const backend = narrowingBackend(project.settings, reference);
  if (id.kind === "plain") return yesOrNo(backend === undefined);
  if (backend !== undefined) return yesOrNo(backend === backendOf(id.id));
  return meansTask(project, reference, id.id);
}

/** The tasks that a reference means, or may mean. */
export function meaningsOf(project: Project, reference: Named): readonly QualifiedId[] {
  const verdict = verdictOn(project, reference);
  if ("id" in verdict) return [verdict.id];
  return "candidates" in verdict ? verdict.candidates : [];
}

export function localPartOf(id: TaskId): LocalId {
  return id.kind === "qualified" ? localIdOf(id.id) : id.localId;
}

/** Unreadable is not empty: what the sessions of these files name is not known. */
export function unreadableSessionFiles({ problems, sessions }: Project): readonly string[] {
  const read = new Set(sessions.map(({ file }) => file));
  const bad = problems.filter(({ kind, file }) => kind === "session" && !read.has(file));
  return [...new Set(bad.map(({ file }) => file))];
}

function meansTask(project: Project, reference: Named, id: QualifiedId): Naming {
  const { lineage } = project;
  const verdict = verdictOn(project, reference);
  if ("id" in verdict) {
    return yesOrNo(verdict.id === id || leadsTo(lineage, id, verdict.id));
  }
  return isUnrivalled(project, id) ? "named" : "perhaps";
}

function verdictOn(project: Project, reference: Named) {
  const { lineage, settings, verdicts } = project;
  const verdict: Verdict | undefined = verdicts.get(reference as Reference);
  return verdict ?? resolveReference(lineage, settings, reference);
}

function leadsTo(lineage: Lineage, from: QualifiedId, to: QualifiedId): boolean {
  const resolution = resolve(lineage, from);
  return "id" in resolution && resolution.id === to;
}

/** Whether no other backend has, or is known to have had, a task with the number. */
function isUnrivalled({ lineage, history, problems }: Project, id: QualifiedId): boolean {
  const localId = localIdOf(id);
  const known = [...(lineage.idsByLocalId.get(localId) ?? [])];
  const deleted = [...lineage.deleted].filter(other => localIdOf(other) === localId);
  const isAllKnown = !history.isCut && !problems.some(({ kind }) => kind === "task");
  return isAllKnown && [...known, ...deleted].every(other => other === id);
}

function yesOrNo(is: boolean): Naming {
  return is ? "named" : "not";
}
