import type { Repository } from "../git/repository.ts";
import type { Settings } from "../model/settings.ts";
import type { QualifiedId } from "../model/task-id.ts";
import type { Wanted } from "../model/wanted.ts";
import type { Snapshot } from "../snapshots/snapshot.ts";
import { committedMoves } from "./task-changes.ts";
import { eventsOf } from "./task-timeline.ts";

/**
 * How often tasks arrived under IDs: more than once where a second task had one, even if it is gone
 * since. Two sides of a merge that bring the same task look like that too.
 */
export async function countArrivals(
  repository: Repository,
  settings: Settings,
  snapshot: Snapshot,
  wanted: Wanted,
): Promise<ReadonlyMap<QualifiedId, number>> {
  const counts = new Map<QualifiedId, number>();
  for (const change of await committedMoves(repository, settings, snapshot, wanted)) {
    for (const id of eventsOf(change).arrivals.keys()) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}
