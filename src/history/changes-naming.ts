import { commitsTouching, quotePattern } from "../git/log.ts";
import type { AssociationChange } from "../model/association-change.ts";
import type { Reference } from "../model/record.ts";
import { localIdOf, type QualifiedId } from "../model/task-id.ts";
import { pathspecs } from "../snapshots/listing.ts";
import { basesOf } from "../snapshots/records.ts";
import type { Archive } from "./archive.ts";
import { associationChanges } from "./association-changes.ts";
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

  const isNamed = (reference: Reference | undefined): boolean => {
    if (reference === undefined) return false;
    const { taskId } = reference;
    return taskId.kind === "qualified" ? ids.has(taskId.id) : localIds.has(taskId.localId);
  };
  return changes.flatMap((change, i) => {
    const all = associationChanges(settings, commits[i]?.commit ?? "", change);
    return all.filter(({ from, to }) => isNamed(from) || isNamed(to));
  });
}
