import { readBlobs } from "../git/blobs.ts";
import type { Git } from "../git/git.ts";
import { commitsTouching, quotePattern } from "../git/log.ts";
import type { FileChange } from "../git/raw-diff.ts";
import type { Repository } from "../git/repository.ts";
import { limits } from "../limits.ts";
import type { Step } from "../model/lineage.ts";
import { type Departure, departures } from "../model/pair-tasks.ts";
import type { Deletion, HistoryAnswer } from "../model/project.ts";
import type { Records } from "../model/record.ts";
import type { Settings } from "../model/settings.ts";
import type { QualifiedId } from "../model/task-id.ts";
import { isWanted, type Wanted } from "../model/wanted.ts";
import { pathspecs } from "../snapshots/listing.ts";
import { basesOf, fileKinds, recordsIn } from "../snapshots/records.ts";
import type { Snapshot } from "../snapshots/snapshot.ts";

/** What left the repository in one change; `commit` is absent for what is not committed yet. */
interface Change {
  readonly commit?: string;
  readonly departures: readonly Departure[];
}

/**
 * Asks history what became of IDs that no file of a snapshot knows. What is not committed yet
 * counts as its newest step (CONTRACT section 3). Commits are searched for these IDs only; where
 * one became an ID that is not known either, that one is looked for in turn.
 *
 * @param records what was read from the snapshot
 * @param isKnown whether the snapshot knows an ID
 */
export async function askHistory(
  repository: Repository,
  snapshot: Snapshot,
  settings: Settings,
  records: Records,
  isKnown: (id: QualifiedId) => boolean,
  wanted: Wanted,
): Promise<HistoryAnswer> {
  const uncommitted = await uncommittedChange(repository.git, snapshot, settings, records);
  const steps: Step[] = [];
  const deletions = new Map<QualifiedId, Deletion>();
  const asked = new Set<QualifiedId>(wanted.ids);
  let next = wanted;
  while (next.ids.size + next.localIds.size > 0) {
    const committed = await committedChanges(repository.git, snapshot, settings, next);
    const fates = fatesOf([uncommitted, ...committed], next);
    steps.push(...fates.steps);
    for (const [id, deletion] of fates.deletions) deletions.set(id, deletion);
    const targets = fates.steps.map(step => step.to).filter(id => !isKnown(id) && !asked.has(id));
    for (const id of targets) asked.add(id);
    next = { ids: new Set(targets), localIds: new Set() };
  }
  return { steps, deletions, decisions: new Map(), isCut: repository.isShallow };
}

/**
 * A deletion outweighs moves: an ID that was deleted and moved has named two tasks, or one whose
 * fate two branches decided differently, and nothing here tells which one a reference means.
 * @param changes newest first
 */
function fatesOf(changes: readonly Change[], wanted: Wanted) {
  const steps: Step[] = [];
  const deletions = new Map<QualifiedId, Deletion>();
  for (const { commit, departures: departed } of changes) {
    const at = commit === undefined ? {} : { commit };
    for (const { id, file, arrivals } of departed) {
      if (!isWanted(wanted, id)) continue;
      if (arrivals.length === 0 && !deletions.has(id)) deletions.set(id, { file, ...at });
      for (const task of arrivals) {
        const evidence = { kind: "history", file: task.file, ...at } as const;
        steps.push({ from: id, to: task.id, evidence });
      }
    }
  }
  return { steps: steps.filter(({ from }) => !deletions.has(from)), deletions };
}

async function committedChanges(
  git: Git,
  snapshot: Snapshot,
  settings: Settings,
  { ids, localIds }: Wanted,
): Promise<readonly Change[]> {
  const patterns = [
    ...[...ids].map(quotePattern),
    ...[...localIds].map(localId => `[A-Za-z][A-Za-z0-9_-]*#${quotePattern(localId)}`),
  ];
  const paths = pathspecs(basesOf(settings.tasks));
  const commits = await commitsTouching(git, snapshot.tips, patterns, paths);
  const read = await taskReader(
    git,
    settings,
    commits.flatMap(({ files }) => files),
  );
  return commits.map(({ commit, files }) => ({
    commit,
    departures: certain(read(files, "before"), read(files, "after")),
  }));
}

/** What lies between the tips and the snapshot; in a merge, what differs from every side. */
async function uncommittedChange(
  git: Git,
  snapshot: Snapshot,
  settings: Settings,
  records: Records,
): Promise<Change> {
  const bases = basesOf(settings.tasks);
  const perTip = await Promise.all(snapshot.tips.map(tip => snapshot.changesSince(tip, bases)));
  const [first = [], ...others] = perTip;
  const otherPaths = others.map(files => new Set(files.map(({ path }) => path)));
  const files = first.filter(({ path }) => otherPaths.every(paths => paths.has(path)));
  const changed = new Set(files.map(({ path }) => path));
  const read = await taskReader(git, settings, files);
  const after = {
    tasks: records.tasks.filter(({ file }) => changed.has(file)),
    problems: records.problems.filter(({ file }) => changed.has(file)),
  };
  return { departures: certain(read(files, "before"), after) };
}

type TasksRead = Pick<Records, "tasks" | "problems">;

/**
 * Unreadable is not empty: a task whose file cannot be read afterwards has not departed, and one
 * that is not seen may have gone into any file that cannot be read.
 */
function certain(before: TasksRead, after: TasksRead): readonly Departure[] {
  const unreadable = new Set(after.problems.map(({ file }) => file));
  return departures(before.tasks, after.tasks).filter(
    ({ file, arrivals }) => !unreadable.has(file) && (unreadable.size === 0 || arrivals.length > 0),
  );
}

type Side = "before" | "after";

/** Reads the blobs of many changes in one go, and answers with the tasks in some of them. */
async function taskReader(git: Git, settings: Settings, files: readonly FileChange[]) {
  const kindOf = fileKinds(settings);
  const taskFiles = files.filter(({ path }) => kindOf(path) === "task");
  const oids = taskFiles.flatMap(({ before, after }) => [before ?? [], after ?? []].flat());
  const blobs = await readBlobs(git, oids, limits.fileBytes);
  return (some: readonly FileChange[], side: Side): TasksRead => {
    const contents = some.flatMap(file => {
      const content = blobs.get(file[side] ?? "");
      return Buffer.isBuffer(content) ? [{ entry: { path: file.path }, content }] : [];
    });
    return recordsIn(contents, settings);
  };
}
