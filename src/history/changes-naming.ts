import { quotePattern, wholeLocalIds } from "../git/id-patterns.ts";
import { commitsTouching } from "../git/log.ts";
import type { FileChange } from "../git/raw-diff.ts";
import type { AssociationChange } from "../model/association-change.ts";
import type { Reference } from "../model/record.ts";
import { localIdOf, type QualifiedId } from "../model/task-id.ts";
import { pathspecs } from "../snapshots/listing.ts";
import { basesOf, fileKinds } from "../snapshots/records.ts";
import type { Archive } from "./archive.ts";
import { associationChanges } from "./association-changes.ts";
import { holderChanges } from "./holder-changes.ts";
import { tellingFiles } from "./telling-files.ts";

/** Every change of an association from or to one of some IDs, plain ones with their numbers included. */
export async function changesNaming(
  archive: Archive,
  tips: readonly string[],
  ids: ReadonlySet<QualifiedId>,
): Promise<readonly AssociationChange[]> {
  const { git, settings, history } = archive;
  const localIds = new Set([...ids].map(localIdOf));
  const kindOf = fileKinds(settings);
  const isOfSessions = ({ path }: FileChange): boolean => kindOf(path) === "session";
  // What a plain ID means changes with the backend beside it, too.
  const patterns = [
    wholeLocalIds([...localIds].map(quotePattern)),
    quotePattern(settings.fields.session.backend),
  ];
  const paths = pathspecs(basesOf(settings.sessions));
  const found = await commitsTouching(git, tips, patterns, paths, "file");
  const whole = new Map(history.commits.map(({ commit, files }) => [commit, files]));
  const commits = found.map(({ commit, files }) => {
    // Where none was there before, a session is what stands in its file, whatever came with it.
    const telling = tellingFiles(settings, (whole.get(commit) ?? files).filter(isOfSessions));
    return { commit, files: telling.length > 0 ? telling : files };
  });
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
