import { type Candidate, compareText, type UnknownCause } from "../model/finding.ts";
import type { Project } from "../model/project.ts";
import type { Reference } from "../model/record.ts";
import { formatTaskId, type QualifiedId, type TaskId } from "../model/task-id.ts";
import { unknownCause } from "../model/unknown-cause.ts";
import { resolveReference } from "../model/verdict.ts";
import { candidatesOf } from "../rules/rule.ts";
import { meaningsOf, namingOf, unreadableSessionFiles } from "./naming.ts";

/** The references of sessions to one task, sorted by file, line and column. */
export type TaskSessions = {
  readonly asked: string;
  readonly sessions: readonly Reference[];
  /** Session files that may hold more of them. */
  readonly unreadable: readonly string[];
} & (
  | {
      readonly status: "known";
      /** The present ID of the task. */
      readonly id: QualifiedId;
      /** Sessions that may mean this task, or another one. */
      readonly undecided: readonly Reference[];
    }
  /** The ID may mean several tasks; no sessions are told. */
  | { readonly status: "several"; readonly candidates: readonly Candidate[] }
  /** No task has the ID; the sessions are those that name it all the same. */
  | {
      readonly status: "unknown";
      readonly cause: UnknownCause;
    }
);

/** Finds the sessions associated with a task, under its present or any former ID. */
export function sessionsOfTask(project: Project, taskId: TaskId): TaskSessions {
  const { lineage, settings } = project;
  const common = { asked: formatTaskId(taskId), unreadable: unreadableSessionFiles(project) };
  const references = project.sessions.flatMap(({ reference }) => reference ?? []).sort(byPlace);
  const resolution = resolveReference(lineage, settings, { taskId, backend: undefined });
  // Who names a live task by its whole ID means that one, whoever had the ID before.
  const own =
    taskId.kind === "qualified" && lineage.liveTasks.has(taskId.id) ? taskId.id : undefined;
  if (own === undefined && "candidates" in resolution) {
    const candidates = candidatesOf(lineage, resolution.candidates);
    return { ...common, status: "several", candidates, sessions: [] };
  }
  const id = own ?? ("id" in resolution ? resolution.id : undefined);
  if (id === undefined) {
    const sessions = references.filter(one => namingOf(project, one, taskId) === "named");
    const cause = unknownCause(project, { taskId, backend: undefined }, resolution);
    return { ...common, status: "unknown", sessions, cause };
  }
  const meaning = references.flatMap(reference => {
    const meanings = meaningsOf(project, reference);
    return meanings.includes(id) ? [{ reference, isCertain: meanings.length === 1 }] : [];
  });
  const those = (certain: boolean) =>
    meaning.filter(({ isCertain }) => isCertain === certain).map(({ reference }) => reference);
  return { ...common, status: "known", id, sessions: those(true), undecided: those(false) };
}

function byPlace(a: Reference, b: Reference): number {
  const [from, to] = [a.scalar.position, b.scalar.position];
  return compareText(a.file, b.file) || from.line - to.line || from.column - to.column;
}
