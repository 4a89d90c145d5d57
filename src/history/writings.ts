import { type Held, heldIn, spelledId } from "../model/former-holders.ts";
import type { Records, Reference } from "../model/record.ts";
import type { Archive } from "./archive.ts";
import type { TipSide } from "./tip-sides.ts";
import { type FormerTrails, type Trail, walkBack } from "./walk-back.ts";

/** A change of which ID stands at a reference (CONTRACT section 3: writing it). */
export interface Writing {
  /** Absent for what is not committed yet. */
  readonly commit: string | undefined;
  /** The reference as it was written. */
  readonly reference: Reference;
}

/** A reference that so many others may have been is nobody's in particular. */
const mostCandidates = 20;

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
): Promise<Writings> {
  const search = searchFor(archive, references);
  const holderOf = new Map(
    heldIn(records).flatMap(held => held.references.map(reference => [reference, held] as const)),
  );
  const starts = references.flatMap(subject => {
    const held = holderOf.get(subject);
    if (held === undefined) throw new Error("the reference is not of this snapshot");
    // A file that comes from one side of a merge tells nothing of the others.
    const own = sides.filter(({ hasSame }) => hasSame(held.file));
    const perSide = (own.length > 0 ? own : sides).map(({ heads, blobs, formerOf }): Formed => {
      const trails = (formers: readonly Held[]) =>
        formers.map((former): Trail<Reference> => {
          const blob = blobs.get(former.file) ?? "";
          return { subject, held: former, blob, heads, passed: new Set() };
        });
      const { certain, perhaps } = formerOf(held);
      return { certain: trails(certain), perhaps: trails(perhaps) };
    });
    const formers = {
      certain: perSide.flatMap(({ certain }) => certain),
      perhaps: perSide.flatMap(({ perhaps }) => perhaps),
    };
    return search.goOn(subject, formers, { commit: undefined, reference: subject });
  });
  return search.from(starts);
}

/**
 * The same for references that stood in some versions of files, each with the holder that it is
 * looked for in.
 */
export async function writingsBehind(
  archive: Archive,
  starts: readonly Trail<Reference>[],
): Promise<Writings> {
  const subjects = starts.map(({ subject }) => subject);
  return searchFor(archive, subjects).from(starts);
}

type Writings = ReadonlyMap<Reference, readonly Writing[]>;

function searchFor(archive: Archive, references: readonly Reference[]) {
  const writings = new Map<Reference, Writing[]>(references.map(reference => [reference, []]));
  const spell = (reference: Reference): string => spelledId(archive.settings, reference);
  /** The reference in another version of its holder, if it says the same there. */
  const sameIn = ({ references: others }: Held, reference: Reference): Reference | undefined =>
    others.find(other => other.key === reference.key && spell(other) === spell(reference));

  /** Goes on where the same stood before. Where that may be, what stood there counts as well. */
  const goOn = (
    subject: Reference,
    formers: Formed,
    writing: Writing,
  ): readonly Trail<Reference>[] => {
    const isSame = ({ held }: Trail<Reference>): boolean => sameIn(held, subject) !== undefined;
    const certain = formers.certain.filter(isSame);
    if (certain.length > 0) return certain;
    const perhaps = formers.certain.length > 0 ? [] : formers.perhaps.filter(isSame);
    if (perhaps.length > mostCandidates) writings.delete(subject);
    else writings.get(subject)?.push(writing);
    return writings.has(subject) ? perhaps : [];
  };

  const from = async (starts: readonly Trail<Reference>[]): Promise<Writings> => {
    await walkBack(archive, starts, {
      visit: ({ subject, held }, { change: { commit } }, formers) => {
        const reference = sameIn(held, subject);
        if (reference !== undefined && !archive.history.isCutAt(commit)) {
          return goOn(subject, formers, { commit, reference });
        }
        writings.delete(subject);
        return [];
      },
      lose: subject => void writings.delete(subject),
    });
    return writings;
  };
  return { goOn, from };
}

type Formed = FormerTrails<Reference>;
