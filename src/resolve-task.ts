import { checkWithCatalog } from "./check-with-catalog.ts";
import type { Repository } from "./git/repository.ts";
import { datedSteps } from "./history/dated-steps.ts";
import type { Meaning } from "./model/meaning.ts";
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
  const { project } = await checkWithCatalog(repository, snapshot, settings, { asked: [taskId] });
  const { lineage } = project;
  const resolution = resolveReference(lineage, settings, { taskId, backend: undefined });
  switch (resolution.status) {
    case "live":
      return { status: "live", taskId: resolution.id };
    case "moved": {
      const { steps } = resolution;
      const dated = await datedSteps(repository, snapshot, settings, steps);
      return { status: "moved", taskId: resolution.id, steps: steps.map(dated) };
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
