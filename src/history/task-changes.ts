import { isSearchedForItself, quotePattern, wholeIds } from "../git/id-patterns.ts";
import { type CommitChange, changesToParents, commitsTouching } from "../git/log.ts";
import type { FileChange } from "../git/raw-diff.ts";
import type { Repository } from "../git/repository.ts";
import type { Records } from "../model/record.ts";
import type { Settings } from "../model/settings.ts";
import type { TasksRead } from "../model/task-events.ts";
import type { Wanted } from "../model/wanted.ts";
import { pathspecs } from "../snapshots/listing.ts";
import { basesOf, fileKinds, joinRecords } from "../snapshots/records.ts";
import type { Snapshot } from "../snapshots/snapshot.ts";
import type { Archive } from "./archive.ts";
import { recordReader, versionsOf } from "./record-reader.ts";
import { searchWhereNamed } from "./where-named.ts";

/** The task files that one change touched; `commit` is absent for what is not committed yet. */
export interface TaskChange extends Sides {
  readonly commit?: string;
  /**
   * Of a merge, where `before` and `after` are files that no parent has like this: all files that
   * differ from each parent. A task that is migrated while its merge is resolved leaves a file
   * that the other parent never had.
   */
  readonly perParent: readonly Sides[];
}

export interface Sides {
  readonly before: TasksRead;
  readonly after: TasksRead;
}

/** What it takes to read changes; an archive does. */
export type Library = Pick<Archive, "git" | "settings" | "reader">;

/** The commits that added or removed a line with one of some IDs, newest first. */
export async function committedChanges(
  library: Library,
  snapshot: Snapshot,
  wanted: Wanted,
): Promise<readonly TaskChange[]> {
  const { git, settings } = library;
  const paths = pathspecs(basesOf(settings.tasks));
  const commits = await commitsTouching(git, snapshot.tips, patternsOf(wanted), paths);
  const merges = commits.filter(({ files }) => files.some(({ befores }) => befores !== undefined));
  return readChanges(library, commits, await changesToParents(git, merges, paths));
}

/**
 * The same commits, with no more files than it takes to see where tasks arrived under these IDs, and
 * where they left them: of a commit that only adds files, such as a repository's first, those with a
 * line that names one of them. Who asks twice gets the same answer.
 */
export function committedMoves(
  repository: Repository,
  settings: Settings,
  snapshot: Snapshot,
  wanted: Wanted,
): Promise<readonly TaskChange[]> {
  const answers = movesKnown.get(snapshot) ?? new Map<string, Moves>();
  movesKnown.set(snapshot, answers);
  const { sessions, tasks, fields } = settings;
  const key = JSON.stringify([
    [...wanted.ids].sort(),
    [...wanted.localIds].sort(),
    sessions,
    tasks,
    fields,
  ]);
  const moves = answers.get(key) ?? findMoves(repository, settings, snapshot, wanted);
  answers.set(key, moves);
  return moves;
}

type Moves = Promise<readonly TaskChange[]>;

const movesKnown = new WeakMap<Snapshot, Map<string, Moves>>();

async function findMoves(
  repository: Repository,
  settings: Settings,
  snapshot: Snapshot,
  wanted: Wanted,
): Moves {
  const { git } = repository;
  const library = { git, settings, reader: recordReader(git, settings) };
  const paths = pathspecs(basesOf(settings.tasks));
  const patterns = patternsOf(wanted);
  const { tips } = snapshot;
  const search = (some: readonly string[]) => commitsTouching(git, tips, patterns, some, "file");
  const searchFew = async (few: readonly string[]) =>
    few.length > 0 ? search(pathspecs(few)) : [];
  const find = async (): Promise<readonly CommitChange[]> =>
    (isSearchedForItself(patterns)
      ? await searchWhereNamed(repository, settings, tips, wanted, searchFew)
      : undefined) ?? search(paths);
  const finding = find();
  const later = finding.then(found => found.filter(({ parents }) => parents.length > 0));
  const [found, sides] = await Promise.all([finding, changesToParents(git, later, paths)]);
  const commits = found.map((commit): CommitChange => {
    const own = sides.get(commit.commit) ?? [];
    const isAddition = own.length < 2 && own.flat().every(({ before }) => before === undefined);
    return isAddition ? commit : { ...commit, files: likeNoParent(own) };
  });
  const merges = new Map([...sides].filter(([, perParent]) => perParent.length > 1));
  return readChanges(library, commits, merges);
}

/** The files that no parent has like this, as git's `-c` shows them of a merge. */
function likeNoParent([first = [], ...others]: readonly (readonly FileChange[])[]) {
  const changed = others.map(side => new Set(side.map(({ path }) => path)));
  return first.filter(({ path }) => changed.every(side => side.has(path)));
}

function patternsOf({ ids, localIds }: Wanted): readonly string[] {
  const patterns = [
    ...[...ids].map(quotePattern),
    ...[...localIds].map(localId => `[A-Za-z][A-Za-z0-9_-]*#${quotePattern(localId)}`),
  ];
  return [wholeIds(patterns)];
}

/** @param perParent of merges: what differs from each of their parents */
async function readChanges(
  library: Library,
  commits: readonly CommitChange[],
  perParent: ReadonlyMap<string, readonly (readonly FileChange[])[]>,
): Promise<readonly TaskChange[]> {
  const all = [...commits.map(({ files }) => files), ...[...perParent.values()].flat()];
  const read = await taskReader(library, all.flat());
  const sidesOf = (files: readonly FileChange[]): Sides => {
    return { before: read(files, "before"), after: read(files, "after") };
  };
  return commits.map(({ commit, files }) => ({
    commit,
    ...sidesOf(files),
    perParent: (perParent.get(commit) ?? []).map(sidesOf),
  }));
}

/** What lies between the tips and the snapshot; in a merge, what differs from every side. */
export async function uncommittedChange(
  library: Library,
  snapshot: Snapshot,
  records: Records,
): Promise<TaskChange> {
  const bases = basesOf(library.settings.tasks);
  const perTip = await Promise.all(snapshot.tips.map(tip => snapshot.changesSince(tip, bases)));
  const files = likeNoParent(perTip);
  const isMerge = perTip.length > 1 && files.length > 0;
  const read = await taskReader(library, isMerge ? perTip.flat() : files);
  const sidesOf = (some: readonly FileChange[]): Sides => {
    const changed = new Set(some.map(({ path }) => path));
    const after = {
      tasks: records.tasks.filter(({ file }) => changed.has(file)),
      problems: records.problems.filter(({ file }) => changed.has(file)),
    };
    return { before: read(some, "before"), after };
  };
  return { ...sidesOf(files), perParent: isMerge ? perTip.map(sidesOf) : [] };
}

/** Reads the task files of many changes in one go, and answers with the tasks in some of them. */
async function taskReader({ reader, settings }: Library, files: readonly FileChange[]) {
  const kindOf = fileKinds(settings);
  const versionsIn = (some: readonly FileChange[], side: "before" | "after") =>
    versionsOf(
      some.filter(({ path }) => kindOf(path) === "task"),
      side,
    );
  await reader.load([...versionsIn(files, "before"), ...versionsIn(files, "after")]);
  return (some: readonly FileChange[], side: "before" | "after"): TasksRead =>
    joinRecords(versionsIn(some, side).map(reader.recordsOf));
}
