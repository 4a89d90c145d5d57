import type { Repository } from "../git/repository.ts";
import type { Project } from "../model/project.ts";
import type { Records, Reference } from "../model/record.ts";
import type { HistorySays } from "../model/verdict.ts";
import type { Snapshot } from "../snapshots/snapshot.ts";
import { openArchive } from "./archive.ts";
import { decideWritings } from "./decide-writings.ts";
import { tipSides } from "./tip-sides.ts";
import { writingsOf } from "./writings.ts";

/**
 * Decides what references mean that fit several tasks: the task that each one named in the commit
 * that wrote it, followed to today (CONTRACT section 3).
 *
 * @param records what was read from the snapshot
 * @param project what the snapshot alone says
 * @param open the references that it leaves open
 * @returns `undecided` for a reference where history is missing or itself ambiguous
 */
export async function decideReferences(
  repository: Repository,
  snapshot: Snapshot,
  records: Records,
  { settings, lineage }: Project,
  open: readonly Reference[],
): Promise<ReadonlyMap<Reference, HistorySays>> {
  const archive = await openArchive(repository, settings, snapshot.tips);
  const files = open.map(({ file }) => file);
  const sides = await tipSides(archive, snapshot, records, files);
  const writings = await writingsOf(archive, records, sides, open);
  const all = [...writings.values()].flat();
  const { decide } = await decideWritings(archive, snapshot, records, lineage, all);

  return new Map(
    open.map(reference => {
      const answers = (writings.get(reference) ?? []).map(writing => decide(writing));
      const [first] = answers;
      const isOne = first !== undefined && answers.every(answer => answer?.id === first.id);
      return [reference, isOne ? first : "undecided"];
    }),
  );
}
