import type { Repository } from "../git/repository.ts";
import type { Step } from "../model/lineage.ts";
import type { Project } from "../model/project.ts";
import type { Snapshot } from "../snapshots/snapshot.ts";
import { openArchive } from "./archive.ts";
import { readTimeline } from "./task-timeline.ts";

/**
 * Finds the commits that made some steps, for those who ask when: what records tell needs no history
 * to be followed.
 * @returns a step with its commit, where git knows it
 */
export async function datedSteps(
  repository: Repository,
  snapshot: Snapshot,
  project: Project,
  steps: readonly Step[],
): Promise<(step: Step) => Step> {
  const ids = new Set(steps.flatMap(step => (isDated(step) ? [] : [step.from, step.to])));
  if (ids.size === 0) return step => step;
  const archive = await openArchive(repository, project.settings, snapshot.tips);
  const wanted = { ids, localIds: new Set<never>() };
  const timeline = await readTimeline(archive, snapshot, project, wanted);
  return step => {
    if (isDated(step)) return step;
    const events = timeline.departuresFrom(step.from);
    const commit = events.find(({ moves }) => moves.get(step.from)?.to === step.to)?.commit;
    return commit === undefined ? step : { ...step, evidence: { ...step.evidence, commit } };
  };
}

function isDated({ evidence }: Step): boolean {
  return evidence.commit !== undefined;
}
