import type { Repository } from "../git/repository.ts";
import { isKnown, type Resolution, resolve } from "../model/lineage.ts";
import { buildProject, noHistory, type Project } from "../model/project.ts";
import type { Records, Reference } from "../model/record.ts";
import type { Settings } from "../model/settings.ts";
import { localIdOf, type QualifiedId, type TaskId } from "../model/task-id.ts";
import { isOpen, narrowingBackend, resolveReference, type Verdict } from "../model/verdict.ts";
import { type Question, type Wanted, wantedBy, wantedFor } from "../model/wanted.ts";
import type { Snapshot } from "../snapshots/snapshot.ts";
import { askHistory } from "./ask-history.ts";
import { countArrivals } from "./count-arrivals.ts";
import { decideReferences } from "./decide-references.ts";

/**
 * Makes a project of what was read from a snapshot, with what history adds: it is asked for IDs
 * that the snapshot does not know, and for references that fit several tasks; else it is not read.
 *
 * @param asked IDs that history is to know too where the snapshot does not, though no file names
 *   them
 */
export async function consultHistory(
  repository: Repository,
  snapshot: Snapshot,
  settings: Settings,
  records: Records,
  asked: readonly TaskId[],
): Promise<Project> {
  const { project, open } = await askWithoutDeciding(
    repository,
    snapshot,
    settings,
    records,
    asked,
  );
  if (open.length === 0) return project;
  const decisions = await decideReferences(repository, snapshot, records, project, open);
  const { isShallow: isCut } = repository;
  return buildProject(records, settings, { ...project.history, decisions, isCut });
}

/**
 * The same, but for what takes the commits that wrote references: those are left open.
 * @param records may be a part of the snapshot's: those that have to do with a change
 */
export async function askWithoutDeciding(
  repository: Repository,
  snapshot: Snapshot,
  settings: Settings,
  records: Records,
  asked: readonly TaskId[] = [],
): Promise<{ readonly project: Project; readonly open: readonly Reference[] }> {
  const alone = buildProject(records, settings);
  const wanted = wantedBy(questionsOf(alone, asked));
  const isEnough = wanted.ids.size + wanted.localIds.size === 0;
  const isNamed = (id: QualifiedId): boolean => isKnown(alone.lineage, id);
  const history = isEnough
    ? noHistory
    : await askHistory(repository, snapshot, settings, records, isNamed, wanted);
  const project = isEnough ? alone : buildProject(records, settings, history);

  const open = [
    ...project.references.filter(reference => isOpen(verdictOn(project, reference))),
    ...(await perhapsNotMoved(repository, snapshot, records, project)),
  ];
  return { project, open };
}

/** Whether some IDs are not known in what was read, so that history is asked for them. */
export function isHistoryNeeded(
  records: Records,
  settings: Settings,
  asked: readonly TaskId[] = [],
): boolean {
  return !questionsOf(buildProject(records, settings), asked).next().done;
}

/**
 * The stale references that another task may stand behind: one that has had the retired ID since, or
 * an ID on the way to the present one; or, of a plain ID, one that had the same number and another
 * ID. That task may be gone, or its file unreadable, so that nothing in the snapshot tells; but before
 * a reference is rewritten nothing must be left to luck.
 */
async function perhapsNotMoved(
  repository: Repository,
  snapshot: Snapshot,
  records: Records,
  project: Project,
): Promise<readonly Reference[]> {
  const { settings, references, lineage } = project;
  const stale = references.filter(one => verdictOn(project, one).status === "stale");
  if (stale.length === 0) return [];
  const behind = (some: readonly Reference[]): Wanted => {
    const { ids, localIds } = wantedFor(settings, some);
    const onTheWay = some.flatMap(one => {
      const verdict = verdictOn(project, one);
      return verdict.status === "stale" ? verdict.steps.flatMap(({ from, to }) => [from, to]) : [];
    });
    return { ids: new Set([...ids, ...onTheWay]), localIds };
  };
  const arrivals = await countArrivals(repository, settings, snapshot, records, behind(stale));
  const suspects = new Set<QualifiedId>();
  for (const [id, count] of arrivals) {
    if (count > 1 || !isKnown(lineage, id)) suspects.add(id);
  }
  if (suspects.size === 0) return [];
  const locals = new Set([...suspects].map(localIdOf));
  return stale.filter(one => {
    const { ids, localIds } = behind([one]);
    return [...ids].some(id => suspects.has(id)) || [...localIds].some(id => locals.has(id));
  });
}

function verdictOn({ verdicts }: Project, reference: Reference): Verdict {
  return verdicts.get(reference) ?? { status: "unknown" };
}

/**
 * The IDs that history is asked for: those that nothing knows, and those that only a tombstone
 * knows, whose task lives outside the repository, or has moved on without a record: where a reference
 * leads there, or a tombstone that contradicts other records.
 */
function* questionsOf(
  { settings, lineage, tasks, verdicts }: Project,
  asked: readonly TaskId[],
): Generator<Question> {
  const others = asked.map((taskId): Judged => {
    const reference = { taskId, backend: undefined };
    return [reference, resolveReference(lineage, settings, reference)];
  });
  for (const [reference, verdict] of [...verdicts, ...others] as readonly Judged[]) {
    if (verdict.status === "unknown") {
      yield { taskId: reference.taskId, backend: narrowingBackend(settings, reference) };
    } else if ("id" in verdict) {
      const { id } = verdict;
      if (!lineage.liveTasks.has(id))
        yield { taskId: { kind: "qualified", id }, backend: undefined };
    }
  }
  for (const { id, migratedTo } of tasks) {
    if (migratedTo === undefined) continue;
    // What nothing contradicts is not followed: a chain of tombstones may be long.
    const isContradicted =
      lineage.liveTasks.has(id) || (lineage.stepsFrom.get(id) ?? []).length > 1;
    if (!isContradicted) continue;
    const resolution = resolve(lineage, id);
    if (resolution.status !== "ambiguous" && resolution.status !== "reused") continue;
    for (const end of resolution.candidates) {
      if (!lineage.liveTasks.has(end))
        yield { taskId: { kind: "qualified", id: end }, backend: undefined };
    }
  }
}

type Judged = readonly [Pick<Reference, "taskId" | "backend">, Verdict | Resolution];
