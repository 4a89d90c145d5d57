import type { FileChange } from "../git/raw-diff.ts";
import { sidesOf } from "../history/holder-changes.ts";
import { type RecordReader, versionsOf } from "../history/record-reader.ts";
import { eventsOf } from "../history/task-timeline.ts";
import type { Step } from "../model/lineage.ts";
import { type Move, type TasksRead, taskEvents } from "../model/task-events.ts";
import type { QualifiedId } from "../model/task-id.ts";
import { joinRecords } from "../snapshots/records.ts";
import type { CommitFiles } from "./commit-files.ts";

/**
 * The tasks that moved in a commit, each with its evidence: the record, where one says so.
 * @param reader has loaded the commit's files
 */
export function migrationsIn(
  { commit: { commit }, files, perParent }: CommitFiles,
  reader: RecordReader,
): readonly Step[] {
  const readSide = (some: readonly FileChange[]) => {
    const read = (side: "before" | "after"): TasksRead =>
      joinRecords(versionsOf(some, side).map(reader.recordsOf));
    return { before: read("before"), after: read("after") };
  };
  const moves =
    perParent === undefined
      ? movesIn(sidesOf(files).map(readSide))
      : eventsOf({ ...readSide(files), perParent: perParent.map(readSide) }).moves;
  return [...moves].map(([from, { to, into, file, kind }]): Step => {
    // Of a task that left a tombstone behind, the new record may say so too.
    const isRecorded = into?.migratedFrom.some(({ id }) => id === from) ?? false;
    const evidence =
      into !== undefined && isRecorded
        ? { kind: "migratedFrom" as const, file: into.file }
        : { kind, file };
    return { from, to, evidence: { ...evidence, commit } };
  });
}

interface Side {
  readonly before: TasksRead;
  readonly after: TasksRead;
}

/** What one side of a conflict had moved already is nothing new. */
function movesIn(sides: readonly Side[]): ReadonlyMap<QualifiedId, Move> {
  const knowledge = sides.map(({ before }) => knowledgeOf(before));
  const moves = new Map<QualifiedId, Move>();
  for (const { before, after } of sides) {
    for (const [from, move] of taskEvents(before, after).moves) {
      if (!knowledge.some(hasMoved => hasMoved(from, move.to))) moves.set(from, move);
    }
  }
  return moves;
}

/** Whether a task has moved already in some state. */
function knowledgeOf({ tasks }: TasksRead) {
  const live = new Set(tasks.flatMap(({ id, migratedTo }) => (migratedTo ? [] : [id])));
  const tombstones = new Map(
    tasks.flatMap(({ id, migratedTo }) => (migratedTo ? [[id, migratedTo.id]] : [])),
  );
  return (from: QualifiedId, to: QualifiedId): boolean =>
    !live.has(from) && (live.has(to) || tombstones.get(from) === to);
}
