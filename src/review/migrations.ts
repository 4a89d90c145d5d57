import type { CommitChange } from "../git/log.ts";
import type { Archive } from "../history/archive.ts";
import { sidesOf } from "../history/holder-changes.ts";
import { joinRecords, versionsOf } from "../history/record-reader.ts";
import type { Step } from "../model/lineage.ts";
import { type Move, taskEvents } from "../model/task-events.ts";
import type { QualifiedId } from "../model/task-id.ts";

/** The tasks that commits moved; of a merge, those that moved in the eyes of every parent. */
export async function migrationsIn(
  { reader }: Archive,
  changes: readonly CommitChange[],
): Promise<readonly (readonly Step[])[]> {
  const sided = changes.map(({ files }) => sidesOf(files));
  const all = sided.flat(2);
  await reader.load([...versionsOf(all, "before"), ...versionsOf(all, "after")]);
  return sided.map((sides, i) => {
    const commit = changes[i]?.commit;
    const [first, ...others] = sides.map(files => {
      const before = joinRecords(versionsOf(files, "before").map(reader.recordsOf));
      const after = joinRecords(versionsOf(files, "after").map(reader.recordsOf));
      return taskEvents(before, after).moves;
    });
    return [...(first ?? [])].flatMap(([from, move]) => {
      const isNew = others.every(moves => moves.get(from)?.to === move.to);
      return isNew ? [stepOf(from, move, commit)] : [];
    });
  });
}

function stepOf(
  from: QualifiedId,
  { to, file, kind, into }: Move,
  commit: string | undefined,
): Step {
  const isWritten = into?.migratedFrom.some(({ id }) => id === from) ?? false;
  const evidence = { kind: kind === "history" && isWritten ? "migratedFrom" : kind, file } as const;
  return { from, to, evidence: commit === undefined ? evidence : { ...evidence, commit } };
}
