import type { AssociationChange } from "../model/association-change.ts";
import { type Held, spelledId } from "../model/former-holders.ts";
import type { Reference } from "../model/record.ts";
import type { Settings } from "../model/settings.ts";
import type { HolderChanges } from "./holder-changes.ts";

/** What one commit changed in the associations of sessions. What any side of a merge had is kept. */
export function associationChanges(
  settings: Settings,
  commit: string,
  { present, gone }: HolderChanges,
): readonly AssociationChange[] {
  const changes: AssociationChange[] = [];
  const add = ({ file, holder }: Held, from?: Reference, to?: Reference): void => {
    if (holder.kind !== "session" || (from === undefined && to === undefined)) return;
    changes.push({ commit, session: holder.name, file, from, to });
  };
  const idOf = (reference: Reference | undefined): string | undefined =>
    reference && spelledId(settings, reference);
  for (const { held, formers } of present) {
    const [to] = held.references;
    const isKept = formers.some(({ references }) => idOf(references[0]) === idOf(to));
    if (!isKept) add(held, formers[0]?.references[0], to);
  }
  for (const held of gone) add(held, held.references[0], undefined);
  return changes;
}
