import { readAffected, type Wish } from "./catalog/affected-records.ts";
import type { Catalog } from "./catalog/catalog.ts";
import { withKeptCatalog } from "./catalog/keep.ts";
import { isWorthCatalog, makeCatalog } from "./catalog/open-catalog.ts";
import { type CheckOptions, type CheckResult, check } from "./check.ts";
import { GitError } from "./errors.ts";
import type { Repository } from "./git/repository.ts";
import { askWithoutDeciding, isHistoryNeeded } from "./history/consult-history.ts";
import { readPastNames } from "./history/keep-past-names.ts";
import type { Settings } from "./model/settings.ts";
import { localIdOf, localPart, type TaskId } from "./model/task-id.ts";
import { findingsOf } from "./rules/index.ts";
import {
  type KnownFiles,
  readRecords,
  recordBases,
  type SnapshotRecords,
} from "./snapshots/records.ts";
import type { Snapshot } from "./snapshots/snapshot.ts";

export interface CatalogOptions extends CheckOptions {
  /** A commit that the snapshot is close to and that stays: what is the same there is known good. */
  readonly near?: string | undefined;
  /** IDs whose tasks and references are to be in the project, beside those that are asked for. */
  readonly about?: readonly TaskId[];
  /** Sessions that are to be in the project. */
  readonly names?: readonly string[];
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
  const judge = (catalog: Catalog) =>
    judgeAffected(repository, catalog, snapshot, settings, options);
  const quick = await tryCatalog(repository, snapshot, settings, options, judge);
  return quick ?? check(repository, snapshot, settings, options);
}

/**
 * Reads of a snapshot what holds a reference that does not simply name a live task, and more; `judged`
 * are the references among which these are. Also the sessions of some names.
 */
export async function readUnsettled(
  repository: Repository,
  snapshot: Snapshot,
  settings: Settings,
  known: KnownFiles,
  names: Iterable<string> = [],
): Promise<SnapshotRecords> {
  const wish: Wish = { locals: [], names, commits: [] };
  const read = async (catalog: Catalog) => {
    const records = await readAffected(catalog, snapshot, settings, wish, known).catch(ifGone);
    return records ?? "too different";
  };
  const quick = await tryCatalog(repository, snapshot, settings, { known }, read);
  return quick ?? readRecords(snapshot, settings, undefined, known);
}

/** Answers with the catalog that is kept, or else with a new one of a commit nearby. */
async function tryCatalog<T>(
  repository: Repository,
  snapshot: Snapshot,
  settings: Settings,
  { onProgress, near = snapshot.tips[0] }: CatalogOptions,
  answer: (catalog: Catalog) => Promise<T | "too different" | undefined>,
): Promise<T | undefined> {
  if (snapshot.differencesFrom === undefined || recordBases(settings).length === 0)
    return undefined;
  // What a catalog says of an object may have been another one's.
  if (repository.hasReplacements) return undefined;
  return withKeptCatalog(repository, settings, async kept => {
    if (kept !== undefined) {
      const result = await answer(kept);
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
    const result = await answer(made);
    return result === "too different" ? undefined : result;
  });
}

/** @returns `undefined` where single files cannot tell: a commit that wrote a reference decides */
async function judgeAffected(
  repository: Repository,
  catalog: Catalog,
  snapshot: Snapshot,
  settings: Settings,
  { known = new Map(), asked = [], about = [], names = [] }: CatalogOptions,
): Promise<CheckResult | "too different" | undefined> {
  const locals = new Set([...asked, ...about].map(localPart));
  // The catalog's own commit is compared anyway.
  let isCompared = snapshot.tips.every(tip => tip === catalog.commit);
  for (;;) {
    const wish: Wish = { locals, names, commits: isCompared ? snapshot.tips : [] };
    const records = await readAffected(catalog, snapshot, settings, wish, known).catch(ifGone);
    if (records === undefined) return "too different";
    // History takes what is not committed for its newest step.
    if (!isCompared && isHistoryNeeded(records, settings, asked)) {
      isCompared = true;
      continue;
    }
    const { project, open } = await askWithoutDeciding(
      repository,
      snapshot,
      settings,
      records,
      asked,
    );
    if (open.length > 0) return undefined;
    const missing = project.history.steps.flatMap(({ to }) => (records.covers(to) ? [] : [to]));
    if (missing.length === 0) {
      const findings = findingsOf(project);
      // Its advice counts all tasks that moved.
      if (findings.some(({ code }) => code === "retired-backend")) return undefined;
      const { entries, counts } = records;
      return { snapshot, project, entries, counts, findings };
    }
    for (const id of missing) locals.add(localIdOf(id));
  }
}

/** A commit or a file of which a catalog knows may be gone since, or damaged. */
function ifGone(cause: unknown): undefined {
  if (cause instanceof GitError) return undefined;
  throw cause;
}
