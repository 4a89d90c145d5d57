import type { Repository } from "../git/repository.ts";
import type { Step } from "../model/lineage.ts";
import { type Departure, departures } from "../model/pair-tasks.ts";
import type { Deletion, HistoryAnswer } from "../model/project.ts";
import type { Records } from "../model/record.ts";
import type { Settings } from "../model/settings.ts";
import type { QualifiedId } from "../model/task-id.ts";
import { isWanted, type Wanted } from "../model/wanted.ts";
import type { Snapshot } from "../snapshots/snapshot.ts";
import { recordReader } from "./record-reader.ts";
import {
  committedChanges,
  type Sides,
  type TaskChange,
  uncommittedChange,
} from "./task-changes.ts";

/**
 * Asks history what became of IDs that no file of a snapshot knows. What is not committed yet
 * counts as its newest step (CONTRACT section 3). Commits are searched for these IDs only; where
 * one became an ID that is not known either, that one is looked for in turn.
 *
 * @param records what was read from the snapshot
 * @param isKnown whether the snapshot knows an ID
 */
export async function askHistory(
  repository: Repository,
  snapshot: Snapshot,
  settings: Settings,
  records: Records,
  isKnown: (id: QualifiedId) => boolean,
  wanted: Wanted,
): Promise<HistoryAnswer> {
  const { git } = repository;
  const library = { git, settings, reader: recordReader(git, settings) };
  const uncommitted = await uncommittedChange(library, snapshot, records);
  const steps: Step[] = [];
  const deletions = new Map<QualifiedId, Deletion>();
  const asked = new Set<QualifiedId>(wanted.ids);
  let next = wanted;
  while (next.ids.size + next.localIds.size > 0) {
    const committed = await committedChanges(library, snapshot, next);
    const fates = fatesOf([uncommitted, ...committed], next);
    steps.push(...fates.steps);
    for (const [id, deletion] of fates.deletions) deletions.set(id, deletion);
    const targets = fates.steps.map(step => step.to).filter(id => !isKnown(id) && !asked.has(id));
    for (const id of targets) asked.add(id);
    next = { ids: new Set(targets), localIds: new Set() };
  }
  return { steps, deletions, decisions: new Map(), isCut: repository.isShallow };
}

/**
 * A deletion outweighs moves: an ID that was deleted and moved has named two tasks, or one whose
 * fate two branches decided differently, and nothing here tells which one a reference means.
 * @param changes newest first
 */
function fatesOf(changes: readonly TaskChange[], wanted: Wanted) {
  const steps: Step[] = [];
  const deletions = new Map<QualifiedId, Deletion>();
  for (const change of changes) {
    const at = change.commit === undefined ? {} : { commit: change.commit };
    for (const { id, file, arrivals, migratedTo } of departuresIn(change)) {
      if (!isWanted(wanted, id)) continue;
      // What a tombstone said stays true when it is tidied away.
      if (migratedTo !== undefined) {
        steps.push({ from: id, to: migratedTo, evidence: { kind: "migratedTo", file, ...at } });
        continue;
      }
      if (arrivals.length === 0 && !deletions.has(id)) deletions.set(id, { file, ...at });
      for (const task of arrivals) {
        const evidence = { kind: "history", file: task.file, ...at } as const;
        steps.push({ from: id, to: task.id, evidence });
      }
    }
  }
  return { steps: steps.filter(({ from }) => !deletions.has(from)), deletions };
}

/** What left the repository in a change; in a merge also what only one parent had, for an ID that none had. */
function departuresIn({ before, after, perParent }: TaskChange): readonly Departure[] {
  const own = certainDepartures({ before, after });
  const idsBefore = new Set(
    [before, ...perParent.map(side => side.before)].flatMap(({ tasks }) =>
      tasks.map(({ id }) => id),
    ),
  );
  const arrived = new Set(after.tasks.map(({ id }) => id).filter(id => !idsBefore.has(id)));
  const known = new Set(own.map(({ id }) => id));
  const others = perParent.flatMap(certainDepartures).filter(({ id, arrivals }) => {
    return !known.has(id) && arrivals.length > 0 && arrivals.every(task => arrived.has(task.id));
  });
  return [...own, ...others];
}

/**
 * Unreadable is not empty: a task whose file cannot be read afterwards has not departed, and one
 * that is not seen may have gone into any file that cannot be read.
 */
function certainDepartures({ before, after }: Sides): readonly Departure[] {
  const unreadable = new Set(after.problems.map(({ file }) => file));
  return departures(before.tasks, after.tasks).filter(
    ({ file, arrivals }) => !unreadable.has(file) && (unreadable.size === 0 || arrivals.length > 0),
  );
}
