import type { Git } from "../git/git.ts";
import type { FileChange } from "../git/raw-diff.ts";
import { type FormerReferences, formerReferencesIn } from "../model/former-references.ts";
import type { Records, Reference } from "../model/record.ts";
import type { Settings } from "../model/settings.ts";
import { type FileEvent, type FileHistory, historyPaths } from "./file-history.ts";
import { narrowSides, type Side, wideSides } from "./parent-sides.ts";
import { joinRecords, type RecordReader, versionsOf } from "./record-reader.ts";
import type { TipSide } from "./tip-sides.ts";

/** A change of which ID stands at a reference (CONTRACT section 3: writing it). */
export interface Writing {
  /** Absent for what is not committed yet. */
  readonly commit: string | undefined;
  /** The reference as it was written. */
  readonly reference: Reference;
}

/** A reference on its way back through history. */
interface Trail {
  readonly origin: Reference;
  readonly reference: Reference;
  readonly blob: string;
  /** The commits from which the blob was inherited. */
  readonly heads: readonly string[];
  readonly passed: ReadonlySet<FileEvent>;
  /** A change in which the file alone does not tell where the reference came from. */
  readonly widelyAt?: FileEvent;
}

/**
 * Finds the commits that wrote references: walks back from a snapshot through the versions of
 * their files, and through renames of file and holder. Sides of a merge that wrote the same
 * independently are all named.
 *
 * @param sides how the snapshot differs from its tips
 * @returns nothing for a reference of which history does not tell, as it ends too early
 */
export async function writingsOf(
  git: Git,
  settings: Settings,
  sides: readonly TipSide[],
  history: FileHistory,
  reader: RecordReader,
  references: readonly Reference[],
): Promise<ReadonlyMap<Reference, readonly Writing[]>> {
  const writings = new Map<Reference, Writing[]>(references.map(reference => [reference, []]));
  const findFormer = formerFinder(settings, reader);
  const found = (origin: Reference, writing: Writing): readonly Trail[] => {
    writings.get(origin)?.push(writing);
    return [];
  };

  const start = (origin: Reference): readonly Trail[] => {
    const trails = sides.flatMap(({ heads, blobs, formerOf }) =>
      formerOf(origin).map((reference): Trail => {
        const blob = blobs.get(reference.file) ?? "";
        return { origin, reference, blob, heads, passed: new Set() };
      }),
    );
    return trails.length > 0 ? trails : found(origin, { commit: undefined, reference: origin });
  };

  /** One version back: to where the reference stood before the event, if it did. */
  const goBack = (trail: Trail, event: FileEvent, eventSides: readonly Side[]) => {
    const { origin, reference } = trail;
    const isWide = trail.widelyAt !== undefined;
    const passed = new Set(trail.passed).add(event);
    const formers = eventSides.flatMap((side, i) => {
      const key = [event.change.commit, i, isWide ? "" : event.file.path].join("\n");
      return findFormer(key, side, reference).flatMap((former): Trail[] => {
        const blob = side.files.find(({ path }) => path === former.file)?.before;
        const { heads } = side;
        return blob === undefined ? [] : [{ origin, reference: former, blob, heads, passed }];
      });
    });
    if (formers.length > 0) return formers;
    if (!isWide && !isHeldBefore(reference, eventSides, reader)) {
      return [{ ...trail, widelyAt: event }];
    }
    if (!history.isCutAt(event.change.commit)) {
      return found(origin, { commit: event.change.commit, reference });
    }
    writings.delete(origin);
    return [];
  };

  for (let trails = references.flatMap(start); trails.length > 0; ) {
    const steps = trails.flatMap(trail => {
      const events = trail.widelyAt ? [trail.widelyAt] : introductions(history, trail);
      if (events.length === 0) writings.delete(trail.origin);
      return events.map(event => ({ trail, event }));
    });
    const wide = steps.filter(({ trail }) => trail.widelyAt).map(({ event }) => event);
    const widely = await wideSides(git, wide, historyPaths(settings));
    const withSides = steps.map(({ trail, event }) => {
      const eventSides = trail.widelyAt ? widely(event) : narrowSides(event);
      return { trail, event, eventSides };
    });
    // All versions of a file at once: the walk goes through most of them.
    const own = withSides.flatMap(({ event }) => history.changesOf(event.file.path));
    const others = withSides.flatMap(({ eventSides }) => eventSides.flatMap(({ files }) => files));
    await reader.load([...own.flatMap(({ file }) => versions(file)), ...others.flatMap(versions)]);
    trails = withSides.flatMap(({ trail, event, eventSides }) => goBack(trail, event, eventSides));
  }
  return writings;
}

/**
 * The newest changes that gave a file its content, among those that a trail can come from. A blob
 * that only one change brought was brought by that one.
 */
function introductions(history: FileHistory, trail: Trail): readonly FileEvent[] {
  const { reference, blob, heads, passed } = trail;
  const all = history
    .changesOf(reference.file)
    .filter(event => event.file.after === blob && !passed.has(event));
  if (all.length < 2) return all;
  const commitOf = ({ change }: FileEvent): string => change.commit;
  const within = all.filter(event => heads.some(head => history.isWithin(commitOf(event), head)));
  return within.filter(
    event =>
      !within.some(other => other !== event && history.isWithin(commitOf(event), commitOf(other))),
  );
}

function isHeldBefore(reference: Reference, sides: readonly Side[], reader: RecordReader): boolean {
  const { kind, name } = reference.holder;
  return sides.some(({ files }) =>
    versionsOf(files, "before").some(version => {
      const { sessions, tasks } = reader.recordsOf(version);
      return kind === "session"
        ? sessions.some(session => session.name === name)
        : tasks.some(task => task.id === name);
    }),
  );
}

/** Where a reference stood before a change; each change is looked through once. */
function formerFinder(settings: Settings, reader: RecordReader) {
  const known = new Map<string, FormerReferences>();
  const records = (files: readonly FileChange[], side: "before" | "after"): Records =>
    joinRecords(versionsOf(files, side).map(reader.recordsOf));
  return (key: string, { files }: Side, reference: Reference): readonly Reference[] => {
    let find = known.get(key);
    if (find === undefined) {
      const change = { before: records(files, "before"), after: records(files, "after") };
      find = formerReferencesIn(change, settings);
      known.set(key, find);
    }
    return find(reference);
  };
}

function versions(file: FileChange) {
  return [...versionsOf([file], "before"), ...versionsOf([file], "after")];
}
