import { check } from "./check.ts";
import type { Repository } from "./git/repository.ts";
import { openArchive } from "./history/archive.ts";
import { readTimeline } from "./history/task-timeline.ts";
import type { Step } from "./model/lineage.ts";
import type { Meaning } from "./model/meaning.ts";
import type { Project } from "./model/project.ts";
import type { Settings } from "./model/settings.ts";
import type { TaskId } from "./model/task-id.ts";
import { unknownCause } from "./model/unknown-cause.ts";
import { resolveReference } from "./model/verdict.ts";
import { candidatesOf } from "./rules/rule.ts";
import type { Snapshot } from "./snapshots/snapshot.ts";

/**
 * Resolves an ID by itself: no commit that wrote it can decide where several tasks fit.
 * @returns with the commit that made each step, where git knows it
 */
export async function resolveTask(
  repository: Repository,
  snapshot: Snapshot,
  settings: Settings,
  taskId: TaskId,
): Promise<Meaning> {
  const { project } = await check(repository, snapshot, settings, undefined, [taskId]);
  const { lineage } = project;
  const resolution = resolveReference(lineage, settings, { taskId, backend: undefined });
  switch (resolution.status) {
    case "live":
      return { status: "live", taskId: resolution.id };
    case "moved": {
      const steps = await withCommits(repository, snapshot, project, resolution.steps);
      return { status: "moved", taskId: resolution.id, steps };
    }
    case "reused":
    case "ambiguous":
      return { status: "ambiguous", candidates: candidatesOf(lineage, resolution.candidates) };
    case "cycle":
    case "lost":
    case "unknown": {
      const cause = unknownCause(project, { taskId, backend: undefined }, resolution);
      return { status: "unknown", cause };
    }
  }
}

/** What records tell has a commit too: the one that wrote it. */
async function withCommits(
  repository: Repository,
  snapshot: Snapshot,
  project: Project,
  steps: readonly Step[],
): Promise<readonly Step[]> {
  const archive = await openArchive(repository, project.settings, snapshot.tips);
  const ids = new Set(steps.flatMap(({ from, to }) => [from, to]));
  const wanted = { ids, localIds: new Set<never>() };
  const timeline = await readTimeline(archive, snapshot, project, wanted);
  return steps.map(step => {
    const departures = timeline.departuresFrom(step.from);
    const made = departures.find(({ moves }) => moves.get(step.from)?.to === step.to);
    const { commit = made?.commit } = step.evidence;
    if (commit === undefined) return step;
    return { ...step, evidence: { ...step.evidence, commit } };
  });
}
