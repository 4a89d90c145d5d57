import type { Repository } from "../git/repository.ts";
import type { Project } from "../model/project.ts";
import type { Records, Reference } from "../model/record.ts";
import type { Decision } from "../model/verdict.ts";
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
 * @returns nothing for a reference where history is missing or itself ambiguous
 */
export async function decideReferences(
  repository: Repository,
  snapshot: Snapshot,
  records: Records,
  { settings, lineage }: Project,
  open: readonly Reference[],
): Promise<ReadonlyMap<Reference, Decision>> {
  const archive = await openArchive(repository, settings, snapshot.tips);
  const sides = await tipSides(archive, snapshot, records);
  const writings = await writingsOf(archive, records, sides, open);
  const all = [...writings.values()].flat();
  const { decide } = await decideWritings(archive, snapshot, records, lineage, all);

  const decisions = new Map<Reference, Decision>();
  for (const [reference, written] of writings) {
    const answers = written.map(decide);
    const [first] = answers;
    if (first === undefined || answers.some(answer => answer?.id !== first.id)) continue;
    decisions.set(reference, first);
  }
  return decisions;
}
