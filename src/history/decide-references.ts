import type { Repository } from "../git/repository.ts";
import { type Lineage, resolve } from "../model/lineage.ts";
import type { Project } from "../model/project.ts";
import type { Records, Reference } from "../model/record.ts";
import type { Settings } from "../model/settings.ts";
import { backendOf, type QualifiedId } from "../model/task-id.ts";
import { type Decision, narrowingBackend } from "../model/verdict.ts";
import { type Wanted, wantedBy } from "../model/wanted.ts";
import type { Snapshot } from "../snapshots/snapshot.ts";
import { readFileHistory } from "./file-history.ts";
import { type Followed, followTask, lastMove } from "./follow-task.ts";
import { pastLineages } from "./past-lineages.ts";
import { recordReader } from "./record-reader.ts";
import { type EventSet, readTimeline, type TaskTimeline } from "./task-timeline.ts";
import { tipSides } from "./tip-sides.ts";
import { type Writing, writingsOf } from "./writings.ts";

/**
 * Decides what references mean that fit several tasks: the task that each one named in the commit
 * that wrote it, followed to today (CONTRACT section 3).
 *
 * @param project what the snapshot alone says
 * @param open the references that it leaves open
 * @returns nothing for a reference where history is missing or itself ambiguous
 */
export async function decideReferences(
  repository: Repository,
  snapshot: Snapshot,
  records: Records,
  project: Project,
  open: readonly Reference[],
): Promise<ReadonlyMap<Reference, Decision>> {
  const { git } = repository;
  const { settings } = project;
  const history = await readFileHistory(repository, settings, snapshot.tips);
  const reader = recordReader(git, settings);
  const sides = await tipSides(git, snapshot, settings, records, history, reader);
  const writings = await writingsOf(git, settings, sides, history, reader, open);

  const wanted = (references: readonly Reference[]): Wanted =>
    wantedBy(
      references.map(reference => ({
        taskId: reference.taskId,
        backend: narrowingBackend(settings, reference),
      })),
    );
  const all = [...writings.values()].flat();
  const ids = wanted(all.map(({ reference }) => reference));
  const timeline = await readTimeline(git, snapshot, settings, records, history, ids);
  const committed = all.flatMap(({ commit, reference }) =>
    commit === undefined
      ? []
      : [{ commit, reference, ids: timeline.links.linkedToAny(wanted([reference])) }],
  );
  const lineages = await pastLineages(git, reader, timeline, committed);
  const past = new Map(committed.map(({ reference }, i) => [reference, lineages[i]]));

  const decide = ({ commit, reference }: Writing): Decision | undefined => {
    const then = commit === undefined ? project.lineage : past.get(reference);
    const within = commit === undefined ? timeline.all : timeline.within(commit);
    const found = then && namedThen(then, settings, reference);
    const named = found === "unknown" ? movedBefore(timeline, reference, within) : found;
    if (named === undefined) return undefined;
    const followed = followTask(timeline, project.lineage, named.id, named.within ?? within);
    if (followed === undefined) return undefined;
    const steps = [...named.steps, ...followed.steps];
    return { id: followed.id, steps, ...(commit === undefined ? {} : { writtenIn: commit }) };
  };
  const decisions = new Map<Reference, Decision>();
  for (const [reference, written] of writings) {
    const answers = written.map(decide);
    const [first] = answers;
    if (first === undefined || answers.some(answer => answer?.id !== first.id)) continue;
    decisions.set(reference, first);
  }
  return decisions;
}

type Named = Followed & { readonly within?: EventSet };

/**
 * The task that a reference named in a state of the repository. There the ID of a live task means
 * that task, whoever had it before.
 */
function namedThen(
  then: Lineage,
  settings: Settings,
  reference: Reference,
): Named | "unknown" | undefined {
  const { taskId } = reference;
  if (taskId.kind === "qualified") return endOf(then, taskId.id);
  const backend = narrowingBackend(settings, reference);
  const ids = [...(then.idsByLocalId.get(taskId.localId) ?? [])];
  const fitting = ids.filter(id => backend === undefined || backendOf(id) === backend);
  const ends = fitting.map(id => endOf(then, id));
  const [first = "unknown"] = ends;
  return ends.every(end => idIn(end) === idIn(first)) ? first : undefined;
}

function endOf(then: Lineage, id: QualifiedId): Named | "unknown" | undefined {
  if (then.liveTasks.has(id)) return { id, steps: [] };
  const resolution = resolve(then, id);
  switch (resolution.status) {
    case "moved":
      return resolution;
    case "live":
      return { id, steps: [] };
    case "unknown":
      return "unknown";
    default:
      return undefined;
  }
}

function idIn(named: Named | "unknown" | undefined): string | undefined {
  return typeof named === "object" ? named.id : named;
}

/** Where the task of a retired ID had gone before a state, when no record of that state tells. */
function movedBefore(
  timeline: TaskTimeline,
  { taskId }: Reference,
  within: EventSet,
): Named | undefined {
  return taskId.kind === "qualified" ? lastMove(timeline, taskId.id, within) : undefined;
}
