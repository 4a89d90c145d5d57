import { readAffected } from "./catalog/affected-records.ts";
import type { Catalog } from "./catalog/catalog.ts";
import { keptCatalog } from "./catalog/keep.ts";
import { isWorthCatalog, makeCatalog } from "./catalog/open-catalog.ts";
import { type CheckOptions, type CheckResult, check } from "./check.ts";
import { GitError } from "./errors.ts";
import type { Repository } from "./git/repository.ts";
import { askWithoutDeciding, isHistoryNeeded } from "./history/consult-history.ts";
import { readPastNames } from "./history/keep-past-names.ts";
import type { Settings } from "./model/settings.ts";
import type { QualifiedId } from "./model/task-id.ts";
import { findingsOf } from "./rules/index.ts";
import { type KnownFiles, recordBases } from "./snapshots/records.ts";
import type { Snapshot } from "./snapshots/snapshot.ts";

export interface CatalogOptions extends Omit<CheckOptions, "asked"> {
  /** A commit that the snapshot is close to and that stays: what is the same there is known good. */
  readonly near?: string | undefined;
}

/**
 * The same findings and fixes as `check`, for a cost that follows what changed since a commit of
 * which a catalog is kept; the project and the entries hold only what has to do with them.
 */
export async function checkWithCatalog(
  repository: Repository,
  snapshot: Snapshot,
  settings: Settings,
  options: CatalogOptions = {},
): Promise<CheckResult> {
  const quick = await tryCatalog(repository, snapshot, settings, options);
  return quick ?? check(repository, snapshot, settings, options);
}

async function tryCatalog(
  repository: Repository,
  snapshot: Snapshot,
  settings: Settings,
  { onProgress, known = new Map(), near = snapshot.tips[0] }: CatalogOptions,
): Promise<CheckResult | undefined> {
  if (snapshot.differencesFrom === undefined || recordBases(settings).length === 0)
    return undefined;
  // What a catalog says of an object may have been another one's.
  if (repository.hasReplacements) return undefined;
  const kept = await keptCatalog(repository, settings);
  if (kept !== undefined) {
    const result = await judgeAffected(repository, kept, snapshot, settings, known);
    if (result !== "too different") return result;
  }
  if (near === undefined || near === kept?.commit) return undefined;
  if (!(await isWorthCatalog(repository))) return undefined;
  const names = readPastNames(repository, settings, near);
  const made = await makeCatalog(repository, settings, near, kept, {
    onProgress,
    onTaskFile: names?.see,
  }).catch(ifGone);
  if (made === undefined) return undefined;
  await names?.finish();
  const result = await judgeAffected(repository, made, snapshot, settings, known);
  return result === "too different" ? undefined : result;
}

/** @returns `undefined` where single files cannot tell: a commit that wrote a reference decides */
async function judgeAffected(
  repository: Repository,
  catalog: Catalog,
  snapshot: Snapshot,
  settings: Settings,
  known: KnownFiles,
): Promise<CheckResult | "too different" | undefined> {
  const ids = new Set<QualifiedId>();
  // The catalog's own commit is compared anyway.
  let isCompared = snapshot.tips.every(tip => tip === catalog.commit);
  for (;;) {
    const wish = { ids, commits: isCompared ? snapshot.tips : [] };
    const records = await readAffected(catalog, snapshot, settings, wish, known).catch(ifGone);
    if (records === undefined) return "too different";
    // History takes what is not committed for its newest step.
    if (!isCompared && isHistoryNeeded(records, settings)) {
      isCompared = true;
      continue;
    }
    const { project, open } = await askWithoutDeciding(repository, snapshot, settings, records);
    if (open.length > 0) return undefined;
    const missing = project.history.steps.flatMap(({ to }) => (records.covers(to) ? [] : [to]));
    if (missing.length === 0) {
      const findings = findingsOf(project);
      // Its advice counts all tasks that moved.
      if (findings.some(({ code }) => code === "retired-backend")) return undefined;
      const { entries, counts } = records;
      return { snapshot, project, entries, counts, findings };
    }
    for (const id of missing) ids.add(id);
  }
}

/** A commit or a file of which a catalog knows may be gone since, or damaged. */
function ifGone(cause: unknown): undefined {
  if (cause instanceof GitError) return undefined;
  throw cause;
}
