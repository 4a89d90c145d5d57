import { readAffected } from "./catalog/affected-records.ts";
import type { Catalog } from "./catalog/catalog.ts";
import { keptCatalog } from "./catalog/keep.ts";
import { makeCatalog, mayBeLarge } from "./catalog/open-catalog.ts";
import { GitError } from "./errors.ts";
import type { Repository } from "./git/repository.ts";
import { consultHistory, isHistoryNeeded } from "./history/consult-history.ts";
import type { Reported } from "./model/finding.ts";
import type { Project } from "./model/project.ts";
import type { Settings } from "./model/settings.ts";
import type { QualifiedId, TaskId } from "./model/task-id.ts";
import { findingsOf } from "./rules/index.ts";
import { type KnownFiles, type OnProgress, readRecords, recordBases } from "./snapshots/records.ts";
import type { FileEntry, Snapshot } from "./snapshots/snapshot.ts";

/** Everything read from a snapshot, and what is wrong with it. */
export interface CheckResult {
  readonly snapshot: Snapshot;
  readonly project: Project;
  /** The session and task files that were read. */
  readonly entries: readonly FileEntry[];
  /** How many sessions and tasks the snapshot has. */
  readonly counts: { readonly sessions: number; readonly tasks: number };
  readonly findings: readonly Reported[];
}

export interface CheckOptions {
  readonly onProgress?: OnProgress | undefined;
  /** IDs that history is to know too where the snapshot does not, though no file names them. */
  readonly asked?: readonly TaskId[];
  /** What other snapshots have in common with this one is read once. */
  readonly known?: KnownFiles | undefined;
}

/**
 * Snapshot → project → findings. Reads only: the one snapshot, and history where an ID is not
 * known in it, or fits several tasks.
 */
export async function check(
  repository: Repository,
  snapshot: Snapshot,
  settings: Settings,
  { onProgress, asked = [], known }: CheckOptions = {},
): Promise<CheckResult> {
  const records = await readRecords(snapshot, settings, onProgress, known);
  const project = await consultHistory(repository, snapshot, settings, records, asked);
  const counts = { sessions: project.sessions.length, tasks: project.tasks.length };
  return { snapshot, project, entries: records.entries, counts, findings: findingsOf(project) };
}

export interface FindOptions extends Omit<CheckOptions, "asked"> {
  /** A commit that the snapshot is close to and that stays: what is the same there is known good. */
  readonly near?: string | undefined;
}

/**
 * The same findings and fixes as `check`, for a cost that follows what changed since a commit of
 * which a catalog is kept; the project and the entries hold only what has to do with them.
 */
export async function find(
  repository: Repository,
  snapshot: Snapshot,
  settings: Settings,
  options: FindOptions = {},
): Promise<CheckResult> {
  const quick = await findWithCatalog(repository, snapshot, settings, options);
  return quick ?? check(repository, snapshot, settings, options);
}

async function findWithCatalog(
  repository: Repository,
  snapshot: Snapshot,
  settings: Settings,
  { onProgress, known = new Map(), near = snapshot.tips[0] }: FindOptions,
): Promise<CheckResult | undefined> {
  if (snapshot.differencesFrom === undefined || recordBases(settings).length === 0)
    return undefined;
  // What a catalog says of an object may have been another one's.
  if (repository.hasReplacements) return undefined;
  const kept = await keptCatalog(repository, settings);
  if (kept !== undefined) {
    const result = await findFrom(repository, kept, snapshot, settings, known);
    if (result !== "too different") return result;
  } else if (!(await mayBeLarge(repository, snapshot))) return undefined;
  if (near === undefined || near === kept?.commit) return undefined;
  const made = await makeCatalog(repository, settings, near, kept, onProgress).catch(ifGone);
  if (made === undefined) return undefined;
  const result = await findFrom(repository, made, snapshot, settings, known);
  return result === "too different" ? undefined : result;
}

/** @returns `undefined` where single files cannot tell: a commit that wrote a reference decides */
async function findFrom(
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
    const project = await consultHistory(repository, snapshot, settings, records, [], true);
    if (project === undefined) return undefined;
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
