import type { Repository } from "../git/repository.ts";
import type { Records, Task } from "../model/record.ts";
import type { Settings } from "../model/settings.ts";
import type { QualifiedId } from "../model/task-id.ts";
import type { Wanted } from "../model/wanted.ts";
import type { Snapshot } from "../snapshots/snapshot.ts";
import { recordReader } from "./record-reader.ts";
import { committedMoves, uncommittedChange } from "./task-changes.ts";
import { eventsOf } from "./task-timeline.ts";

/**
 * How often tasks arrived under IDs: more than once where a second task had one, even if it is gone
 * since. Two sides of a merge that bring the same task look like that too. A task that is said to have
 * had an ID before any had it here, as one that was brought from elsewhere, had it first. What is not
 * committed yet counts where it brings a task to an ID that one has left.
 *
 * @param records what was read from the snapshot
 */
export async function countArrivals(
  repository: Repository,
  settings: Settings,
  snapshot: Snapshot,
  records: Records,
  wanted: Wanted,
): Promise<ReadonlyMap<QualifiedId, number>> {
  const counts = new Map<QualifiedId, number>();
  const elsewhere = new Set<QualifiedId>();
  const left = new Set<QualifiedId>();
  const changes = await committedMoves(repository, settings, snapshot, wanted);
  for (const change of changes.toReversed()) {
    for (const id of change.after.tasks.flatMap(retiredBy)) {
      if (!counts.has(id)) elsewhere.add(id);
    }
    const { arrivals, moves, losses } = eventsOf(change);
    for (const id of arrivals.keys()) {
      counts.set(id, (counts.get(id) ?? Number(elsewhere.has(id))) + 1);
    }
    for (const id of [...moves.keys(), ...losses.keys()]) left.add(id);
  }
  const isBack = ({ id }: Task): boolean => left.has(id) && counts.has(id);
  if (!records.tasks.some(isBack)) return counts;
  const { git } = repository;
  const library = { git, settings, reader: recordReader(git, settings) };
  const latest = eventsOf(await uncommittedChange(library, snapshot, records));
  for (const id of latest.arrivals.keys()) {
    const count = counts.get(id);
    if (count !== undefined) counts.set(id, count + 1);
  }
  return counts;
}

/** The IDs that a task file says nobody has any more. */
function retiredBy({ id, migratedFrom, migratedTo }: Task): readonly QualifiedId[] {
  const former = migratedFrom.map(placed => placed.id);
  return migratedTo === undefined ? former : [...former, id];
}
