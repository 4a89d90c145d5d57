import type { Git } from "../git/git.ts";
import { formerReferencesIn } from "../model/former-references.ts";
import type { Records, Reference } from "../model/record.ts";
import type { Settings } from "../model/settings.ts";
import { parseTree } from "../snapshots/listing.ts";
import { basesOf } from "../snapshots/records.ts";
import type { Snapshot } from "../snapshots/snapshot.ts";
import { type FileHistory, historyPaths } from "./file-history.ts";
import { joinRecords, type RecordReader, versionsOf } from "./record-reader.ts";

/** How a snapshot came from one of its tips: what is not committed yet is history's newest step. */
export interface TipSide {
  /** The newest commit of the history within the tip; none where it has none. */
  readonly heads: readonly string[];
  /** The tip's session and task files. */
  readonly blobs: ReadonlyMap<string, string>;
  /** Where a reference of the snapshot stands in the tip with the same ID. */
  formerOf(reference: Reference): readonly Reference[];
}

/** @param records what was read from the snapshot */
export async function tipSides(
  git: Git,
  snapshot: Snapshot,
  settings: Settings,
  records: Records,
  history: FileHistory,
  reader: RecordReader,
): Promise<readonly TipSide[]> {
  const bases = basesOf([...settings.sessions, ...settings.tasks]);
  return Promise.all(
    snapshot.tips.map(async (tip): Promise<TipSide> => {
      const changes = await snapshot.changesSince(tip, bases);
      const args = ["ls-tree", "-r", "-z", "--full-tree", tip, ...historyPaths(settings)];
      const tree = parseTree(await git.run(args));
      const changed = new Set(changes.map(({ path }) => path));
      const read = versionsOf(changes, "before");
      await reader.load(read);
      const isChanged = ({ file }: { readonly file: string }): boolean => changed.has(file);
      const after = {
        sessions: records.sessions.filter(isChanged),
        tasks: records.tasks.filter(isChanged),
        problems: [],
      };
      const before = joinRecords(read.map(reader.recordsOf));
      const formerReferences = formerReferencesIn({ before, after }, settings);
      const newest = history.newestWithin(tip);
      return {
        heads: newest === undefined ? [] : [newest],
        blobs: new Map(tree.map(({ path, oid = "" }) => [path, oid])),
        formerOf: reference => (isChanged(reference) ? formerReferences(reference) : [reference]),
      };
    }),
  );
}
