import type { ExplainedChange } from "../model/association-change.ts";
import type { Mark, ReviewItem } from "../model/excerpt.ts";
import { append, groupBy } from "../model/group-by.ts";
import type { Step } from "../model/lineage.ts";
import type { Records, Scalar, Session, Task } from "../model/record.ts";
import type { LeftBehind } from "../model/review.ts";
import type { QualifiedId } from "../model/task-id.ts";
import type { Position } from "../model/text.ts";

/** Says where a file, before a commit or after it, tells what a review does; each place once. */
export type MarkFinder = (
  item: ReviewItem,
  side: "before" | "after",
  records: Records,
) => readonly Mark[];

/** A file with very many records may be asked about as often: it is gone through once. */
export function markFinder(): MarkFinder {
  const known = new Map<Records, MarkedFile>();
  return (item, side, records) => {
    const file = known.get(records) ?? markFile(records);
    known.set(records, file);
    return "evidence" in item ? marksOfStep(item, side, file) : marksOfSession(item, side, file);
  };
}

interface MarkedFile {
  readonly tasks: ReadonlyMap<QualifiedId, readonly Task[]>;
  /** What the sessions of a name say. */
  readonly sessions: ReadonlyMap<string, readonly Mark[]>;
}

function markFile({ sessions, tasks }: Records): MarkedFile {
  const marks = new Map<string, Mark[]>();
  const seen = new Set<string>();
  for (const session of sessions) {
    for (const mark of marksIn(session)) {
      // Aliases repeat a place.
      const place = `${mark.position.line}:${mark.position.column} ${session.name}`;
      if (!seen.has(place)) append(marks, session.name, mark);
      seen.add(place);
    }
  }
  return { tasks: groupBy(tasks, ({ id }) => id), sessions: marks };
}

function marksIn({ reference }: Session): readonly Mark[] {
  if (reference === undefined) return [];
  const { scalar, backend } = reference;
  return [scalar, ...(backend === undefined ? [] : [backend.scalar])].map(markScalar);
}

/** The ID that a task had; since, its new one and the record that it moved. */
function marksOfStep(
  { from, to }: Step,
  side: "before" | "after",
  { tasks }: MarkedFile,
): readonly Mark[] {
  const old = tasks.get(from) ?? [];
  if (side === "before") return old.map(({ id, position }) => markId(id, position));
  const arrived = (tasks.get(to) ?? []).flatMap(({ id, position, migratedFrom }) => [
    markId(id, position),
    ...migratedFrom
      .filter(former => former.id === from)
      .map(record => markId(record.id, record.position)),
  ]);
  const tombstones = old.flatMap(({ id, position, migratedTo }) =>
    migratedTo?.id === to ? [markId(id, position), markId(migratedTo.id, migratedTo.position)] : [],
  );
  return [...arrived, ...tombstones];
}

/** What the session names, whatever that is in this version of its file. */
function marksOfSession(
  item: ExplainedChange | LeftBehind,
  side: "before" | "after",
  { sessions }: MarkedFile,
): readonly Mark[] {
  const holder = "finding" in item ? item.finding.holder : item[fromOrTo[side]]?.holder;
  return sessions.get(holder?.name ?? item.session) ?? [];
}

const fromOrTo = { before: "from", after: "to" } as const;

function markScalar({ text, position }: Scalar): Mark {
  return { position, length: [...text].length };
}

function markId(id: QualifiedId, position: Position): Mark {
  return { position, length: [...id].length };
}
