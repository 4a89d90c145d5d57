import type { Git } from "../git/git.ts";
import { type FormerHolders, formerHoldersIn } from "../model/former-holders.ts";
import type { Records } from "../model/record.ts";
import { listTree } from "../snapshots/listing.ts";
import { joinRecords, recordBases } from "../snapshots/records.ts";
import type { Snapshot } from "../snapshots/snapshot.ts";
import type { Archive } from "./archive.ts";
import { versionsOf } from "./record-reader.ts";

/** How a snapshot came from one of its tips: what is not committed yet is history's newest step. */
export interface TipSide {
  /** The newest commit of the history within the tip; none where it has none. */
  readonly heads: readonly string[];
  /** What the tip has of the files that were asked for, and of those that differ. */
  readonly blobs: ReadonlyMap<string, string>;
  /** The snapshot has the file as the tip has it. */
  hasSame(file: string): boolean;
  /** What a session or task of the snapshot is in the tip. */
  readonly formerOf: FormerHolders;
}

/**
 * @param records what was read from the snapshot
 * @param files those whose records are looked for in the tips
 */
export async function tipSides(
  { git, settings, history, reader }: Archive,
  snapshot: Snapshot,
  records: Records,
  files: Iterable<string>,
): Promise<readonly TipSide[]> {
  const asked = new Set(files);
  const bases = recordBases(settings);
  return Promise.all(
    snapshot.tips.map(async (tip): Promise<TipSide> => {
      const changes = await snapshot.changesSince(tip, bases);
      const changed = new Set(changes.map(({ path }) => path));
      const blobs = await blobsAt(git, tip, bases, new Set([...asked, ...changed]));
      const read = versionsOf(changes, "before");
      await reader.load(read);
      const isChanged = ({ file }: { readonly file: string }): boolean => changed.has(file);
      const after = {
        sessions: records.sessions.filter(isChanged),
        tasks: records.tasks.filter(isChanged),
        problems: [],
      };
      const before = joinRecords(read.map(reader.recordsOf));
      const formerHolders = formerHoldersIn({ before, after }, settings);
      const newest = history.newestWithin(tip);
      return {
        heads: newest === undefined ? [] : [newest],
        blobs,
        hasSame: file => !changed.has(file),
        formerOf: held =>
          isChanged(held) ? formerHolders(held) : { certain: [held], perhaps: [] },
      };
    }),
  );
}

/** More files than these are picked out of a list of all. */
const mostNamed = 200;

async function blobsAt(
  git: Git,
  tip: string,
  bases: readonly string[],
  files: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> {
  if (files.size === 0) return new Map();
  const tree = await listTree(git, tip, files.size > mostNamed ? bases : [...files]);
  return new Map(tree.flatMap(({ path, oid = "" }) => (files.has(path) ? [[path, oid]] : [])));
}
