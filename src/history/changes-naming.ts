import { commitsTouching, quotePattern } from "../git/log.ts";
import type { AssociationChange } from "../model/association-change.ts";
import { type Held, spelledId } from "../model/former-holders.ts";
import type { Reference } from "../model/record.ts";
import { localIdOf, type QualifiedId } from "../model/task-id.ts";
import { pathspecs } from "../snapshots/listing.ts";
import { basesOf } from "../snapshots/records.ts";
import type { Archive } from "./archive.ts";
import { holderChanges } from "./holder-changes.ts";

/** Every change of an association from or to one of some IDs, plain ones with their numbers included. */
export async function changesNaming(
  archive: Archive,
  tips: readonly string[],
  ids: ReadonlySet<QualifiedId>,
): Promise<readonly AssociationChange[]> {
  const { git, settings } = archive;
  const localIds = new Set([...ids].map(localIdOf));
  // What a plain ID means changes with the backend beside it, too.
  const patterns = [...localIds]
    .map(quotePattern)
    .concat(quotePattern(settings.fields.session.backend));
  const paths = pathspecs(basesOf(settings.sessions));
  const commits = await commitsTouching(git, tips, patterns, paths);
  const changes = await holderChanges(archive, commits);

  const idOf = (reference: Reference | undefined): string | undefined =>
    reference && spelledId(settings, reference);
  const isNamed = (reference: Reference | undefined): boolean => {
    if (reference === undefined) return false;
    const { taskId } = reference;
    return taskId.kind === "qualified" ? ids.has(taskId.id) : localIds.has(taskId.localId);
  };
  return changes.flatMap(({ present, gone }, i) => {
    const commit = commits[i]?.commit ?? "";
    const found: AssociationChange[] = [];
    const add = ({ file, holder }: Held, from?: Reference, to?: Reference): void => {
      if (holder.kind !== "session" || !(isNamed(from) || isNamed(to))) return;
      found.push({ commit, session: holder.name, file, from, to });
    };
    for (const { held, formers } of present) {
      const to = held.references[0];
      const isKept = formers.some(({ references }) => idOf(references[0]) === idOf(to));
      if (!isKept) add(held, formers[0]?.references[0], to);
    }
    for (const held of gone) add(held, held.references[0], undefined);
    return found;
  });
}
