import type { Repository } from "../git/repository.ts";
import type { Settings } from "../model/settings.ts";
import type { QualifiedId } from "../model/task-id.ts";
import type { Wanted } from "../model/wanted.ts";
import type { Snapshot } from "../snapshots/snapshot.ts";
import { committedMoves } from "./task-changes.ts";
import { eventsOf } from "./task-timeline.ts";

/**
 * The IDs under which tasks arrived more than once: a second task had one, even if it is gone since.
 * Two sides of a merge that bring the same task look like that too.
 */
export async function idsUsedTwice(
  repository: Repository,
  settings: Settings,
  snapshot: Snapshot,
  wanted: Wanted,
): Promise<ReadonlySet<QualifiedId>> {
  const once = new Set<QualifiedId>();
  const twice = new Set<QualifiedId>();
  for (const change of await committedMoves(repository, settings, snapshot, wanted)) {
    for (const id of eventsOf(change).arrivals.keys()) (once.has(id) ? twice : once).add(id);
  }
  return twice;
}
