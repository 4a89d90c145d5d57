import { GitError } from "../errors.ts";
import { commitsSince } from "../git/log.ts";
import type { Repository } from "../git/repository.ts";
import type { Settings } from "../model/settings.ts";
import type { Wanted } from "../model/wanted.ts";
import { isNoName, pathspecs } from "../snapshots/listing.ts";
import { basesOf } from "../snapshots/records.ts";
import { filesNaming, isHistoryWhole, keptNames } from "./keep-past-names.ts";

/** git compares each file of a tree with all paths that it is given. */
const mostPaths = 100;

/**
 * Searches the task files in which some commits' history may have some IDs: what is known to name one of
 * them in some version, and what changed since. All others a search can leave out. (Of merges it then
 * leaves out those that did nothing to such tasks: in all files that ever had one they are what a parent is.)
 * @returns what is found; `undefined` where it is not known, or they are so many that all are searched as
 *   quickly
 */
export async function searchWhereNamed<T>(
  repository: Repository,
  settings: Settings,
  tips: readonly string[],
  wanted: Wanted,
  search: (paths: readonly string[]) => Promise<T>,
): Promise<T | undefined> {
  if (!isHistoryWhole(repository)) return undefined;
  const kept = keptNames(repository, settings);
  if (kept === undefined) return undefined;
  const paths = filesNaming(kept, wanted);
  if (paths === undefined || !isFew(paths)) return undefined;
  // Both at once: most often nothing has changed since.
  const [found, later] = await Promise.all([
    search([...paths]),
    changedSince(repository, settings, tips, kept.commit),
  ]);
  if (later?.every(path => paths.has(path))) return found;
  const all = new Set([...paths, ...(later ?? [])]);
  return later !== undefined && isFew(all) ? search([...all]) : undefined;
}

function isFew(paths: ReadonlySet<string>): boolean {
  return paths.size <= mostPaths && ![...paths].some(isNoName);
}

async function changedSince(
  { git }: Repository,
  { tasks }: Settings,
  tips: readonly string[],
  commit: string,
): Promise<readonly string[] | undefined> {
  try {
    const commits = await commitsSince(git, tips, [commit], pathspecs(basesOf(tasks)));
    return commits.flatMap(({ files }) => files.map(({ path }) => path));
  } catch (cause) {
    if (cause instanceof GitError) return undefined; // the commit is gone
    throw cause;
  }
}
