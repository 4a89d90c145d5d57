import type { AssociationChange, ExplainedChange } from "../model/association-change.ts";
import { spelledId } from "../model/former-holders.ts";
import type { Step } from "../model/lineage.ts";
import type { Project } from "../model/project.ts";
import type { Reference } from "../model/record.ts";
import { backendOf, type QualifiedId } from "../model/task-id.ts";
import { type Decision, narrowingBackend } from "../model/verdict.ts";
import type { Snapshot } from "../snapshots/snapshot.ts";
import type { Archive } from "./archive.ts";
import { type Decider, decideWritings } from "./decide-writings.ts";
import { moveIn } from "./follow-task.ts";

/** A change with its cause. */
export interface Explained {
  readonly change: ExplainedChange;
  /** What the two references mean today, as far as that is known. */
  readonly meanings: readonly (Decision | undefined)[];
}

/**
 * Says why each change was made, oldest first.
 *
 * @param snapshot the commit whose history the changes are part of
 * @param project what that commit holds
 */
export async function explainChanges(
  archive: Archive,
  snapshot: Snapshot,
  project: Project,
  changes: readonly AssociationChange[],
): Promise<readonly Explained[]> {
  const order = new Map(archive.history.commits.map(({ commit }, index) => [commit, -index]));
  const sorted = changes.toSorted(
    (a, b) => (order.get(a.commit) ?? 0) - (order.get(b.commit) ?? 0),
  );
  const writings = sorted.flatMap(({ commit, from, to }) =>
    [from, to].flatMap(reference => (reference === undefined ? [] : [{ commit, reference }])),
  );
  const decider = await decideWritings(archive, snapshot, project, project.lineage, writings);
  return explain(archive, sorted, decider);
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
