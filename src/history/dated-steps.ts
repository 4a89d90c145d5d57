import type { Repository } from "../git/repository.ts";
import type { Step } from "../model/lineage.ts";
import type { Settings } from "../model/settings.ts";
import type { Snapshot } from "../snapshots/snapshot.ts";
import { committedMoves } from "./task-changes.ts";
import { eventsOf } from "./task-timeline.ts";

/**
 * Finds the commits that made some steps, for those who ask when: what records tell needs no history
 * to be followed.
 * @returns a step with its commit, where git knows it
 */
export async function datedSteps(
  repository: Repository,
  snapshot: Snapshot,
  settings: Settings,
  steps: readonly Step[],
): Promise<(step: Step) => Step> {
  const ids = new Set(steps.flatMap(step => (isDated(step) ? [] : [step.from, step.to])));
  if (ids.size === 0) return step => step;
  const changes = await committedMoves(repository, settings, snapshot, {
    ids,
    localIds: new Set(),
  });
  const commits = new Map<string, string>();
  // Newest first: the oldest commit that made a step is the one that stays.
  for (const change of changes) {
    for (const [from, { to }] of eventsOf(change).moves) {
      if (change.commit !== undefined) commits.set(`${from} ${to}`, change.commit);
    }
  }
  const dated = new Map(
    steps.map(step => {
      const commit = isDated(step) ? undefined : commits.get(`${step.from} ${step.to}`);
      if (commit === undefined) return [step, step];
      return [step, { ...step, evidence: { ...step.evidence, commit } }];
    }),
  );
  return step => dated.get(step) ?? step;
}

function isDated({ evidence }: Step): boolean {
  return evidence.commit !== undefined;
}
