import { limits } from "../limits.ts";
import { compareText } from "../model/finding.ts";
import { type Records, type Reference, referencesOf } from "../model/record.ts";
import type { Settings } from "../model/settings.ts";
import { type LocalId, localIdOf, localPart, type QualifiedId } from "../model/task-id.ts";
import { isNoName } from "../snapshots/listing.ts";
import {
  fileKinds,
  type KnownFiles,
  readListed,
  recordBases,
  type SnapshotRecords,
} from "../snapshots/records.ts";
import type { FileEntry, Snapshot } from "../snapshots/snapshot.ts";
import { affectedRows } from "./affected.ts";
import {
  type Catalog,
  type CatalogFile,
  flag,
  isName,
  isTask,
  rowOfFile,
  textHash,
} from "./catalog.ts";

/** Of a snapshot, all records that may have something to report, and what they have to do with. */
export interface AffectedRecords extends SnapshotRecords {
  /** The references that must be judged; of all others the catalog knows that nothing is wrong. */
  readonly judged: readonly Reference[];
  /** How many sessions and tasks the whole snapshot has. */
  readonly counts: { readonly sessions: number; readonly tasks: number };
  /** Whether all that mentions an ID is among the records. */
  covers(id: QualifiedId): boolean;
}

/** What is to be among the records, beside what the catalog itself asks for. */
export interface Wish {
  /** All that mentions an ID with one of these local parts. */
  readonly locals: Iterable<LocalId>;
  /** All sessions of these names. */
  readonly names: Iterable<string>;
  /** All files that differ from these commits. */
  readonly commits: readonly string[];
}

/**
 * Reads what differs from a catalog's commit, and all that this may touch.
 * @returns `undefined` where too much differs, or the snapshot cannot tell what does
 */
export async function readAffected(
  catalog: Catalog,
  snapshot: Snapshot,
  settings: Settings,
  wish: Wish,
  known: KnownFiles,
): Promise<AffectedRecords | undefined> {
  const differing = await filesThatDiffer(catalog, snapshot, settings, wish.commits);
  if (differing === undefined) return undefined;
  const { paths, entries } = differing;
  const changedRecords = await readListed(snapshot, entries, settings, undefined, known);

  const rows = [...paths].flatMap(path => rowOfFile(catalog, path) ?? []);
  const changed = new Set(rows);
  const { locals, names } = mentionedIn(changedRecords);
  for (const local of wish.locals) locals.add(local);
  for (const name of wish.names) names.add(textHash(name));
  const affected = affectedRows(catalog, { locals, names, changed });
  const unchanged = affected.rows.map(row => catalog.files.at(row));
  // On disk a file is read by its path, whatever its blob: its line ends may be others.
  const isOnDisk = snapshot.label === "worktree";
  const bystanders = unchanged.map(file => (isOnDisk ? { path: file.path } : entryOf(file)));
  const others = await readListed(snapshot, bystanders, settings, undefined, known);

  const records = joinByPath(changedRecords, others);
  // What is read is counted anew: a bystander may be something else on disk.
  const readAnew = [...rows.map(row => catalog.files.at(row)), ...unchanged];
  const mentions = readAnew.flatMap(({ mentions }) => mentions);
  return {
    ...records,
    entries: [...entries, ...bystanders].sort((a, b) => compareText(a.path, b.path)),
    judged: referencesOf(records).filter(({ taskId }) => affected.locals.has(localPart(taskId))),
    counts: {
      sessions: catalog.sessions - mentions.filter(isName).length + records.sessions.length,
      tasks: catalog.tasks - mentions.filter(isTask).length + records.tasks.length,
    },
    covers: id => affected.locals.has(localIdOf(id)),
  };
}

function entryOf({ path, oid, flags }: CatalogFile): FileEntry {
  return { path, mode: (flags & flag.executable) === 0 ? "100644" : "100755", oid };
}

async function filesThatDiffer(
  catalog: Catalog,
  snapshot: Snapshot,
  settings: Settings,
  commits: readonly string[],
) {
  const kindOf = fileKinds(settings);
  const paths = new Set<string>();
  const entries = new Map<string, FileEntry>();
  for (const commit of new Set([catalog.commit, ...commits])) {
    const differences = await snapshot.differencesFrom?.(commit, recordBases(settings));
    if (differences === undefined) return undefined;
    for (const path of differences.paths) if (kindOf(path) !== undefined) paths.add(path);
    for (const entry of differences.entries) {
      if (kindOf(entry.path) !== undefined) entries.set(entry.path, entry);
    }
  }
  if ([...paths].some(isNoName)) return undefined;
  if (paths.size > limits.differingFiles + catalog.files.count / 10) return undefined;
  return { paths, entries: [...entries.values()].sort((a, b) => compareText(a.path, b.path)) };
}

function mentionedIn({ sessions, tasks }: Records) {
  const locals = new Set<LocalId>();
  const names = new Set<number>();
  for (const { name, reference } of sessions) {
    names.add(textHash(name));
    if (reference !== undefined) locals.add(localPart(reference.taskId));
  }
  for (const { id, migratedFrom, migratedTo, references } of tasks) {
    locals.add(localIdOf(id));
    for (const former of migratedFrom) locals.add(localIdOf(former.id));
    if (migratedTo !== undefined) locals.add(localIdOf(migratedTo.id));
    for (const { taskId } of references) locals.add(localPart(taskId));
  }
  return { locals, names };
}

/** As if all had been read together, in the order of the paths. */
function joinByPath(some: Records, others: Records): Records {
  const join = <T extends { readonly file: string }>(a: readonly T[], b: readonly T[]) =>
    [...a, ...b].sort((one, other) => compareText(one.file, other.file));
  return {
    sessions: join(some.sessions, others.sessions),
    tasks: join(some.tasks, others.tasks),
    problems: join(some.problems, others.problems),
  };
}
