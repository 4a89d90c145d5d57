import type { Repository } from "../git/repository.ts";
import type { AssociationChange, ExplainedChange } from "../model/association-change.ts";
import { buildLineage } from "../model/lineage.ts";
import type { Project } from "../model/project.ts";
import type { Records } from "../model/record.ts";
import type { QualifiedId } from "../model/task-id.ts";
import type { Decision } from "../model/verdict.ts";
import { type KnownFiles, readTasks } from "../snapshots/records.ts";
import type { Snapshot } from "../snapshots/snapshot.ts";
import { type Archive, openArchive } from "./archive.ts";
import { changesNaming } from "./changes-naming.ts";
import { decideWritings } from "./decide-writings.ts";
import { explainChanges, writingsIn } from "./explain-changes.ts";
import { sessionChanges } from "./session-changes.ts";
import { readTimeline } from "./task-timeline.ts";

/** Whose history is asked for. */
export type Subject =
  | { readonly kind: "session"; readonly name: string }
  /** `isToday`: it is the present ID of a task; else all that names it is told. */
  | { readonly kind: "task"; readonly id: QualifiedId; readonly isToday: boolean };

/**
 * Every change of an association that git holds, oldest first: of a session through its renames,
 * or of all sessions that ever named a task.
 *
 * @param snapshot the commit whose history is told
 * @param project what that commit holds, as far as it has to do with the subject
 * @param known files that were read already
 */
export async function associationHistory(
  repository: Repository,
  snapshot: Snapshot,
  project: Project,
  subject: Subject,
  known: KnownFiles = new Map(),
): Promise<readonly ExplainedChange[]> {
  const { settings, history } = project;
  const archive = await openArchive(repository, settings, snapshot.tips, known);
  // What history links to the subject may be any of the tasks.
  const records = await readTasks(snapshot, settings, known);
  const changes =
    subject.kind === "session"
      ? await sessionChanges(archive, snapshot, project, subject.name)
      : await changesNaming(
          archive,
          snapshot.tips,
          await idsOf(archive, snapshot, records, subject),
        );
  const order = new Map(archive.history.commits.map(({ commit }, index) => [commit, -index]));
  const sorted = changes.toSorted(
    (a, b) => (order.get(a.commit) ?? 0) - (order.get(b.commit) ?? 0),
  );
  const writings = writingsIn(sorted);
  const today = buildLineage(records.tasks, history.steps, new Set(history.deletions.keys()));
  const decider = await decideWritings(archive, snapshot, records, today, writings);
  return explainChanges(archive, sorted, decider).flatMap(({ change, meanings }) =>
    isAbout(subject, change, meanings) ? [change] : [],
  );
}

/** All IDs that a task was known by. */
async function idsOf(
  archive: Archive,
  snapshot: Snapshot,
  records: Records,
  { id, isToday }: Extract<Subject, { kind: "task" }>,
): Promise<ReadonlySet<QualifiedId>> {
  const ids = new Set([id]);
  if (!isToday) return ids;
  const wanted = { ids, localIds: new Set<never>() };
  const { links } = await readTimeline(archive, snapshot, records, wanted);
  return links.linkedToAny(wanted);
}

function isAbout(
  subject: Subject,
  { from, to }: AssociationChange,
  meanings: readonly (Decision | undefined)[],
): boolean {
  if (subject.kind === "session") return true;
  const known = meanings.flatMap(meaning => meaning?.id ?? []);
  if (subject.isToday && known.length > 0) return known.includes(subject.id);
  return [from, to].some(
    reference => reference?.taskId.kind === "qualified" && reference.taskId.id === subject.id,
  );
}
