import type { CommitChange } from "../git/log.ts";
import type { Archive } from "../history/archive.ts";
import { holderChanges } from "../history/holder-changes.ts";
import type { AssociationChange } from "../model/association-change.ts";
import { spelledId } from "../model/former-holders.ts";
import type { Reference } from "../model/record.ts";

/** Where commits gave a session, that had a task before, another ID. */
export async function changesOfSessions(
  archive: Archive,
  changes: readonly CommitChange[],
): Promise<readonly AssociationChange[]> {
  const { settings } = archive;
  const idOf = (reference: Reference | undefined): string | undefined =>
    reference && spelledId(settings, reference);
  const perCommit = await holderChanges(archive, changes);
  return perCommit.flatMap(({ present }, i) => {
    const commit = changes[i]?.commit ?? "";
    return present.flatMap(({ held, formers }): AssociationChange[] => {
      const { file, holder, references } = held;
      const [to] = references;
      const [from] = formers.flatMap(former => former.references[0] ?? []);
      if (holder.kind !== "session" || from === undefined || to === undefined) return [];
      if (formers.some(former => idOf(former.references[0]) === idOf(to))) return [];
      return [{ commit, session: holder.name, file, from, to }];
    });
  });
}
