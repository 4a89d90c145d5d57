import { type Held, heldIn, spelledId } from "../model/former-holders.ts";
import type { Records, Reference } from "../model/record.ts";
import type { Archive } from "./archive.ts";
import type { TipSide } from "./tip-sides.ts";
import { type Trail, walkBack } from "./walk-back.ts";

/** A change of which ID stands at a reference (CONTRACT section 3: writing it). */
export interface Writing {
  /** Absent for what is not committed yet. */
  readonly commit: string | undefined;
  /** The reference as it was written. */
  readonly reference: Reference;
}

/**
 * Finds the commits that wrote references. Sides of a merge that wrote the same independently are
 * all named.
 *
 * @param records what was read from the snapshot that holds the references
 * @param sides how that snapshot came from its tips
 * @returns nothing for a reference of which history does not tell, as it ends too early
 */
export async function writingsOf(
  archive: Archive,
  records: Records,
  sides: readonly TipSide[],
  references: readonly Reference[],
): Promise<ReadonlyMap<Reference, readonly Writing[]>> {
  const writings = new Map<Reference, Writing[]>(references.map(reference => [reference, []]));
  /** The reference in another version of its holder, if it says the same there. */
  const sameIn = ({ references: others }: Held, reference: Reference): Reference | undefined =>
    others.find(other => other.key === reference.key && spell(other) === spell(reference));
  const spell = (reference: Reference): string => spelledId(archive.settings, reference);
  const holderOf = new Map(
    heldIn(records).flatMap(held => held.references.map(reference => [reference, held] as const)),
  );

  const starts = references.flatMap(reference => {
    const held = holderOf.get(reference);
    if (held === undefined) throw new Error("the reference is not of this snapshot");
    const trails = sides.flatMap(({ heads, blobs, formerOf }) =>
      formerOf(held)
        .filter(former => sameIn(former, reference))
        .map((former): Trail<Reference> => {
          const blob = blobs.get(former.file) ?? "";
          return { subject: reference, held: former, blob, heads, passed: new Set() };
        }),
    );
    if (trails.length === 0) writings.get(reference)?.push({ commit: undefined, reference });
    return trails;
  });
  await walkBack(archive, starts, {
    visit: ({ subject, held }, { change }, formers) => {
      const same = formers.filter(former => sameIn(former.held, subject));
      if (same.length > 0) return same;
      const reference = sameIn(held, subject);
      if (reference === undefined || archive.history.isCutAt(change.commit)) {
        writings.delete(subject);
      } else {
        writings.get(subject)?.push({ commit: change.commit, reference });
      }
      return [];
    },
    lose: subject => void writings.delete(subject),
  });
  return writings;
}
