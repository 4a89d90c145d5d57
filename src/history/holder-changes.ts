import type { CommitChange } from "../git/log.ts";
import type { FileChange } from "../git/raw-diff.ts";
import { formerHoldersIn, type Held, heldIn, likelyFormers } from "../model/former-holders.ts";
import type { Records } from "../model/record.ts";
import { joinRecords } from "../snapshots/records.ts";
import type { Archive } from "./archive.ts";
import { versionsOf } from "./record-reader.ts";

/** What a commit did to the sessions and tasks in the files that it changed. */
export interface HolderChanges {
  /** Each with what it most likely was before, on all sides of a merge; nothing: it was added. */
  readonly present: readonly { readonly held: Held; readonly formers: readonly Held[] }[];
  /** Those that are nobody's former. */
  readonly gone: readonly Held[];
}

/** Reads what commits did to sessions and tasks, with a constant number of processes. */
export async function holderChanges(
  { reader, settings }: Pick<Archive, "reader" | "settings">,
  commits: readonly Pick<CommitChange, "files">[],
): Promise<readonly HolderChanges[]> {
  const sided = commits.map(({ files }) => sidesOf(files));
  const all = sided.flat(2);
  await reader.load([...versionsOf(all, "before"), ...versionsOf(all, "after")]);
  const records = (files: readonly FileChange[], side: "before" | "after"): Records =>
    joinRecords(versionsOf(files, side).map(reader.recordsOf));
  return sided.map(sides => {
    const after = records(sides[0] ?? [], "after");
    const perSide = sides.map(files => {
      const before = records(files, "before");
      return { before, formerOf: formerHoldersIn({ before, after }, settings) };
    });
    const present = heldIn(after).map(held => {
      return {
        held,
        formers: perSide.flatMap(({ formerOf }) => likelyFormers(held, formerOf(held))),
      };
    });
    const passedOn = new Set(present.flatMap(({ formers }) => formers.map(placeOf)));
    const before = perSide.flatMap(side => heldIn(side.before));
    const gone = new Map(before.map(held => [placeOf(held), held]));
    for (const place of passedOn) gone.delete(place);
    return { present, gone: [...gone.values()] };
  });
}

/** The files in the eyes of each parent. */
export function sidesOf(files: readonly FileChange[]): readonly (readonly FileChange[])[] {
  const parents = files.find(({ befores }) => befores !== undefined)?.befores?.length ?? 1;
  return Array.from({ length: parents }, (_, i) =>
    files.map(({ path, before, after, befores = [before] }): FileChange => {
      const own = befores[i];
      return {
        path,
        ...(own === undefined ? {} : { before: own }),
        ...(after === undefined ? {} : { after }),
      };
    }),
  );
}

function placeOf({ file, holder }: Held): string {
  return `${file}\n${holder.kind}\n${holder.name}`;
}
