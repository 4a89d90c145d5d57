import type { Repository } from "../git/repository.ts";
import type { AssociationChange, ExplainedChange } from "../model/association-change.ts";
import { spelledId } from "../model/former-holders.ts";
import type { Step } from "../model/lineage.ts";
import type { Project } from "../model/project.ts";
import type { Reference } from "../model/record.ts";
import { backendOf, type QualifiedId } from "../model/task-id.ts";
import { type Decision, narrowingBackend } from "../model/verdict.ts";
import type { Snapshot } from "../snapshots/snapshot.ts";
import { type Archive, openArchive } from "./archive.ts";
import { changesNaming } from "./changes-naming.ts";
import { type Decider, decideWritings } from "./decide-writings.ts";
import { moveIn } from "./follow-task.ts";
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
 * @param project what that commit holds
 */
export async function associationHistory(
  repository: Repository,
  snapshot: Snapshot,
  project: Project,
  subject: Subject,
): Promise<readonly ExplainedChange[]> {
  const archive = await openArchive(repository, project.settings, snapshot.tips);
  const changes =
    subject.kind === "session"
      ? await sessionChanges(archive, snapshot, project, subject.name)
      : await changesNaming(
          archive,
          snapshot.tips,
          await idsOf(archive, snapshot, project, subject),
        );
  const order = new Map(archive.history.commits.map(({ commit }, index) => [commit, -index]));
  const sorted = changes.toSorted(
    (a, b) => (order.get(a.commit) ?? 0) - (order.get(b.commit) ?? 0),
  );
  const writings = sorted.flatMap(({ commit, from, to }) =>
    [from, to].flatMap(reference => (reference === undefined ? [] : [{ commit, reference }])),
  );
  const decider = await decideWritings(archive, snapshot, project, project.lineage, writings);
  return explain(archive, sorted, decider).flatMap(({ change, meanings }) =>
    isAbout(subject, change, meanings) ? [change] : [],
  );
}

/** All IDs that a task was known by. */
async function idsOf(
  archive: Archive,
  snapshot: Snapshot,
  project: Project,
  { id, isToday }: Extract<Subject, { kind: "task" }>,
): Promise<ReadonlySet<QualifiedId>> {
  const ids = new Set([id]);
  if (!isToday) return ids;
  const wanted = { ids, localIds: new Set<never>() };
  const { links } = await readTimeline(archive, snapshot, project, wanted);
  return links.linkedToAny(wanted);
}

interface Explained {
  readonly change: ExplainedChange;
  /** What the two references mean today, as far as that is known. */
  readonly meanings: readonly (Decision | undefined)[];
}

/** Goes through the changes in their order: what stood at a session means what was written then. */
function explain(
  { settings }: Archive,
  changes: readonly AssociationChange[],
  decider: Decider,
): readonly Explained[] {
  const written = new Map<string, Decision | undefined>();
  return changes.map(change => {
    const { commit, session, from, to } = change;
    const keyOf = (reference: Reference): string => `${session}\n${spelledId(settings, reference)}`;
    const before =
      from && (written.get(keyOf(from)) ?? decider.decide({ commit, reference: from }));
    const now = to && decider.decide({ commit, reference: to });
    if (to !== undefined) written.set(keyOf(to), now);
    const isSame = before !== undefined && before.id === now?.id;
    const seen = from && isSame ? stepsBefore(decider, narrowed, commit, from) : [];
    const steps = from && isSame && seen.length === 0 ? recorded(commit, from, now) : seen;
    const isOwn = steps.some(({ evidence }) => evidence.commit === commit);
    const cause =
      from === undefined
        ? "created"
        : to === undefined
          ? "removed"
          : steps.length === 0
            ? "by-hand"
            : isOwn
              ? "migration"
              : "fix";
    return { change: { ...change, cause, steps }, meanings: [before, now] };
  });

  /** What records alone tell: of a task that came with its former IDs, nobody saw it move. */
  function recorded(commit: string, from: Reference, now: Decision): readonly Step[] {
    const meaning = decider.decide({ commit, reference: from });
    if (meaning?.id !== now.id) return [];
    return meaning.steps.slice(0, meaning.steps.length - now.steps.length);
  }

  /** The IDs that a reference stands for. */
  function narrowed(reference: Reference): readonly QualifiedId[] {
    const { taskId } = reference;
    if (taskId.kind === "qualified") return [taskId.id];
    const backend = narrowingBackend(settings, reference);
    const ids = [...decider.timeline.links.idsWith(taskId.localId)];
    return ids.filter(id => backend === undefined || backendOf(id) === backend);
  }
}

/** The migrations by which the task of a reference had left its ID by the time of a commit. */
function stepsBefore(
  { timeline }: Decider,
  idsOf: (reference: Reference) => readonly QualifiedId[],
  commit: string,
  reference: Reference,
): readonly Step[] {
  const within = timeline.within(commit);
  return idsOf(reference).flatMap(id =>
    timeline
      .departuresFrom(id)
      .filter(({ bit }) => (within & bit) !== 0n)
      .flatMap(event => moveIn([event], id)?.steps ?? []),
  );
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
