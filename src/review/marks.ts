import type { ExplainedChange } from "../model/association-change.ts";
import type { Mark, ReviewItem } from "../model/excerpt.ts";
import type { Step } from "../model/lineage.ts";
import type { Records, Scalar } from "../model/record.ts";
import type { LeftBehind } from "../model/review.ts";
import type { QualifiedId } from "../model/task-id.ts";
import type { Position } from "../model/text.ts";

/** Where a file says what a review tells. */
export function marksOf(item: ReviewItem, side: "before" | "after", records: Records): Mark[] {
  return "evidence" in item
    ? marksOfStep(item, side, records)
    : marksOfSession(item, side, records);
}

/** The ID that a task had; since, its new one and the record that it moved. */
function marksOfStep({ from, to }: Step, side: "before" | "after", { tasks }: Records): Mark[] {
  if (side === "before") {
    return tasks.filter(({ id }) => id === from).map(({ id, position }) => markId(id, position));
  }
  return tasks.flatMap(({ id, position, migratedFrom, migratedTo }) => {
    const isTombstone = id === from && migratedTo?.id === to;
    const own = id === to || isTombstone ? [markId(id, position)] : [];
    const records = [
      ...(id === to ? migratedFrom.filter(former => former.id === from) : []),
      ...(isTombstone ? [migratedTo] : []),
    ];
    return [...own, ...records.map(record => markId(record.id, record.position))];
  });
}

/** What the session names, whatever that is in this version of its file. */
function marksOfSession(
  item: ExplainedChange | LeftBehind,
  side: "before" | "after",
  { sessions }: Records,
): Mark[] {
  const holder = "finding" in item ? item.finding.holder : item[fromOrTo[side]]?.holder;
  return sessions
    .filter(({ name }) => name === (holder?.name ?? item.session))
    .flatMap(({ reference }) => {
      if (reference === undefined) return [];
      const { scalar, backend } = reference;
      return [scalar, ...(backend === undefined ? [] : [backend.scalar])].map(markScalar);
    });
}

const fromOrTo = { before: "from", after: "to" } as const;

function markScalar({ text, position }: Scalar): Mark {
  return { position, length: [...text].length };
}

function markId(id: QualifiedId, position: Position): Mark {
  return { position, length: [...id].length };
}
