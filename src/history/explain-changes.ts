import type { AssociationChange, ExplainedChange } from "../model/association-change.ts";
import { spelledId } from "../model/former-holders.ts";
import type { Step } from "../model/lineage.ts";
import type { Reference } from "../model/record.ts";
import { backendOf, type QualifiedId } from "../model/task-id.ts";
import { type Decision, narrowingBackend } from "../model/verdict.ts";
import type { Archive } from "./archive.ts";
import type { Decider } from "./decide-writings.ts";
import { moveIn } from "./follow-task.ts";
import type { Writing } from "./writings.ts";

export interface Explained {
  readonly change: ExplainedChange;
  /** What the two references mean today, as far as that is known. */
  readonly meanings: readonly (Decision | undefined)[];
}

/**
 * Says why associations changed. A migration explains a change where both references named one task
 * in the commit that made it; what became of that task since does not matter.
 *
 * @param changes in their order: what stands at a session means what was written there before
 * @param decider must have been asked for `writingsIn(changes)`
 * @param writersOf who wrote what stood there before, where that is known otherwise
 */
export function explainChanges(
  { settings }: Archive,
  changes: readonly AssociationChange[],
  decider: Decider,
  writersOf: (change: AssociationChange) => readonly Writing[] = () => [],
): readonly Explained[] {
  const written = new Map<string, Writing>();
  return changes.map(change => {
    const { commit, session, from, to } = change;
    const keyOf = (reference: Reference): string => `${session}\n${spelledId(settings, reference)}`;
    const [writer] = writersOf(change);
    const before = from && (writer ?? written.get(keyOf(from)) ?? { commit, reference: from });
    const now = to && { commit, reference: to };
    if (now !== undefined) written.set(keyOf(now.reference), now);
    const [was, is] = [before, now].map(writing => writing && decider.decide(writing, commit));
    const steps = from && was && was.id === is?.id ? stepsOf(commit, from, was, is) : [];
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
    const meanings = [before, now].map(writing => writing && decider.decide(writing));
    return { change: { ...change, cause, steps }, meanings };
  });

  /** The migrations that lead from one reference to the other. */
  function stepsOf(commit: string, from: Reference, was: Decision, is: Decision): readonly Step[] {
    const way = stepsBetween(was, is);
    if (way.length > 0 && way.every(({ evidence }) => evidence.commit !== undefined)) return way;
    const seen = stepsBefore(decider, narrowed, commit, from);
    if (seen.length > 0) return seen;
    // Records alone tell of a task that came with its former IDs: nobody saw it move.
    const meaning = decider.decide({ commit, reference: from }, commit);
    return meaning?.id === is.id ? stepsBetween(meaning, is) : [];
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

function stepsBetween(was: Decision, is: Decision): readonly Step[] {
  return was.steps.slice(0, was.steps.length - is.steps.length);
}

/** What must be known to explain changes. */
export function writingsIn(changes: readonly AssociationChange[]): readonly Writing[] {
  return changes.flatMap(({ commit, from, to }) =>
    [from, to].flatMap(reference => (reference === undefined ? [] : [{ commit, reference }])),
  );
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
