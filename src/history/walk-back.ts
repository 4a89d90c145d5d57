import type { FileChange } from "../git/raw-diff.ts";
import { type FormerHolders, formerHoldersIn, type Held } from "../model/former-holders.ts";
import type { Records } from "../model/record.ts";
import type { Settings } from "../model/settings.ts";
import { joinRecords } from "../snapshots/records.ts";
import type { Archive } from "./archive.ts";
import type { FileEvent, FileHistory } from "./file-history.ts";
import { narrowSides, type Side, wideSides } from "./parent-sides.ts";
import { type RecordReader, versionsOf } from "./record-reader.ts";

/** A session or task on its way back through history. */
export interface Trail<T> {
  /** What is looked for on the way. */
  readonly subject: T;
  readonly held: Held;
  readonly blob: string;
  /** The commits from which the blob was inherited. */
  readonly heads: readonly string[];
  readonly passed: ReadonlySet<FileEvent>;
  /** A change in which the file alone does not tell where its holder came from. */
  readonly widelyAt?: FileEvent;
}

/** What the holder of a trail was before a change, on all sides; see `Formers`. */
export interface FormerTrails<T> {
  readonly certain: readonly Trail<T>[];
  readonly perhaps: readonly Trail<T>[];
}

/** Decides at each change of a trail's file where to go on: some of its formers, or nowhere. */
export interface Walker<T> {
  visit(trail: Trail<T>, event: FileEvent, formers: FormerTrails<T>): readonly Trail<T>[];
  /** Told where history does not say how the file came to its content. */
  lose(subject: T): void;
}

/**
 * Walks back through the versions of sessions and tasks, through renames of file and holder, and
 * through merges on every side that had the same. All trails take a step at a time, so that git
 * is asked once for all of them.
 */
export async function walkBack<T>(
  archive: Archive,
  starts: readonly Trail<T>[],
  walker: Walker<T>,
): Promise<void> {
  const { git, settings, history, reader } = archive;
  const findFormer = formerFinder(settings, reader);
  const isNew = firstVisits<T>();
  for (let trails = starts; trails.length > 0; ) {
    const steps = trails.flatMap(trail => {
      if (trail.widelyAt !== undefined) return [{ trail, event: trail.widelyAt }];
      const events = introductions(history, trail);
      if (events.length === 0) walker.lose(trail.subject);
      return events.filter(event => isNew(trail.subject, event)).map(event => ({ trail, event }));
    });
    const wide = steps.filter(({ trail }) => trail.widelyAt).map(({ event }) => event);
    const sidesAt = await wideSides(git, settings, wide);
    const sided = steps.map(({ trail, event }) => {
      const sides = trail.widelyAt ? sidesAt(event) : narrowSides(event);
      return { trail, event, sides };
    });
    // All versions of a file at once: the walk goes through most of them.
    const own = sided.flatMap(({ event }) => history.changesOf(event.file.path));
    // Any number of trails may meet in one change, and that may be of any number of files.
    const others = new Set(sided.flatMap(({ sides }) => sides.map(({ files }) => files)));
    await reader.load([
      ...own.flatMap(({ file }) => versions(file)),
      ...[...others].flatMap(files => files.flatMap(versions)),
    ]);

    trails = sided.flatMap(({ trail, event, sides }) => {
      const formers = findFormer(trail, event, sides);
      if (formers.certain.length > 0) return walker.visit(trail, event, formers);
      if (trail.widelyAt === undefined) return [{ ...trail, widelyAt: event }];
      if (!mayHideFormer(trail, sides, reader)) return walker.visit(trail, event, formers);
      walker.lose(trail.subject);
      return [];
    });
  }
}

/** Unreadable is not empty: the file itself, or one that is gone, may have held it before. */
function mayHideFormer<T>(
  { held }: Trail<T>,
  sides: readonly Side[],
  reader: RecordReader,
): boolean {
  const suspects = sides.flatMap(({ files }) =>
    files.filter(({ path, after }) => path === held.file || after === undefined),
  );
  return versionsOf(suspects, "before").some(
    version => reader.recordsOf(version).problems.length > 0,
  );
}

/** Trails that part at a merge meet again: from there on, one of them goes on for both. */
function firstVisits<T>(): (subject: T, event: FileEvent) => boolean {
  const visited = new Map<T, Set<FileEvent>>();
  return (subject, event) => {
    const events = visited.get(subject) ?? new Set();
    visited.set(subject, events);
    const isNew = !events.has(event);
    events.add(event);
    return isNew;
  };
}

/**
 * The newest changes that gave a file its content, among those that a trail can come from. A blob
 * that only one change brought was brought by that one.
 */
function introductions<T>(history: FileHistory, trail: Trail<T>): readonly FileEvent[] {
  const { held, blob, heads, passed } = trail;
  const all = history
    .changesOf(held.file)
    .filter(event => event.file.after === blob && !passed.has(event));
  if (all.length < 2) return all;
  const commitOf = ({ change }: FileEvent): string => change.commit;
  const within = all.filter(event => heads.some(head => history.isWithin(commitOf(event), head)));
  return within.filter(
    event =>
      !within.some(other => other !== event && history.isWithin(commitOf(event), commitOf(other))),
  );
}

/** What a holder was on each side of a change; each change is looked through once. */
function formerFinder(settings: Settings, reader: RecordReader) {
  const known = new Map<string, { find: FormerHolders; blobs: ReadonlyMap<string, string> }>();
  const records = (files: readonly FileChange[], side: "before" | "after"): Records =>
    joinRecords(versionsOf(files, side).map(reader.recordsOf));
  return <T>(trail: Trail<T>, event: FileEvent, sides: readonly Side[]): FormerTrails<T> => {
    const { subject, held, widelyAt } = trail;
    const passed = new Set(trail.passed).add(event);
    const perSide = sides.map(({ heads, files }, i): FormerTrails<T> => {
      const key = [event.change.commit, i, widelyAt ? "" : event.file.path].join("\n");
      let side = known.get(key);
      if (side === undefined) {
        const change = {
          before: records(files, "before"),
          after: records(files, "after"),
          isPart: widelyAt === undefined,
        };
        const blobs = versionsOf(files, "before").map(({ path, blob }) => [path, blob] as const);
        side = { find: formerHoldersIn(change, settings), blobs: new Map(blobs) };
        known.set(key, side);
      }
      const { find, blobs } = side;
      const trails = (formers: readonly Held[]): readonly Trail<T>[] =>
        formers.flatMap(former => {
          const blob = blobs.get(former.file);
          return blob === undefined ? [] : [{ subject, held: former, blob, heads, passed }];
        });
      const { certain, perhaps } = find(held);
      return { certain: trails(certain), perhaps: trails(perhaps) };
    });
    return {
      certain: perSide.flatMap(({ certain }) => certain),
      perhaps: perSide.flatMap(({ perhaps }) => perhaps),
    };
  };
}

function versions(file: FileChange) {
  return [...versionsOf([file], "before"), ...versionsOf([file], "after")];
}
