import { WriteError } from "../errors.ts";
import type { Settings } from "../model/settings.ts";
import { filesAtOnce } from "../snapshots/records.ts";
import type { FileEntry, Snapshot } from "../snapshots/snapshot.ts";
import { type Change, changesOf } from "./change.ts";
import { type Digests, digestsOf } from "./digest.ts";
import type { Move, Refused } from "./move.ts";
import { filesFor, movesByFile, type Work, workOn } from "./operations.ts";

/** The tasks of one file, which are migrated together. The work is made again when it is done. */
export interface Unit {
  readonly file: string;
  readonly moves: readonly Move[];
  readonly changes: readonly Change[];
  /** Of what its files hold before, meanwhile and afterwards. */
  readonly digests: Digests;
}

/** What the work on all files comes to. */
export interface Units {
  /** The moves that can be made. */
  readonly moves: readonly Move[];
  readonly refused: readonly Refused[];
  readonly units: readonly Unit[];
}

/**
 * Finds out what the work on all files is; nothing is written yet.
 * @param isDryRun then no units are kept
 * @throws WriteError when a file vanished since it was read
 */
export async function unitsOf(
  snapshot: Snapshot,
  entries: readonly FileEntry[],
  moves: readonly Move[],
  settings: Settings,
  isDryRun: boolean,
): Promise<Units> {
  const possible: Move[] = [];
  const refused: Refused[] = [];
  const units: Unit[] = [];
  for await (const [file, work] of eachWork(snapshot, entries, moves, settings)) {
    for (const move of work.moves) possible.push(move);
    for (const one of work.refused) refused.push(one);
    if (work.moves.length > 0 && !isDryRun) units.push(unitOf(file, work));
  }
  return { moves: possible, refused, units };
}

function unitOf(file: string, work: Work): Unit {
  return {
    file,
    // Copied: what grew one by one has room for more, of 20,000 files 5 MB.
    moves: [...work.moves],
    changes: [...changesOf(work.operations)],
    digests: digestsOfWork(work),
  };
}

/** The work on each file that moves begin in; few contents are held at a time. */
export async function* eachWork(
  snapshot: Snapshot,
  entries: readonly FileEntry[],
  moves: readonly Move[],
  settings: Settings,
): AsyncGenerator<readonly [file: string, work: Work]> {
  const files = [...movesByFile(moves)];
  for (let begun = 0; begun < files.length; begun += filesAtOnce) {
    const some = files.slice(begun, begun + filesAtOnce);
    const wanted = new Set(some.flatMap(([file, together]) => filesFor(file, together)));
    const contents = new Map<string, Buffer>();
    for (const { entry, content } of await snapshot.read(entries.filter(e => wanted.has(e.path)))) {
      if (Buffer.isBuffer(content)) contents.set(entry.path, content);
    }
    for (const [file, together] of some) {
      const work = workOn(file, together, contents, settings);
      if (work === undefined) throw changedBefore(file);
      yield [file, work];
    }
  }
}

/** A file is not what it was when it was read, and nothing was begun. */
export function changedBefore(file: string): WriteError {
  return new WriteError(`${file} changed since it was read; nothing was written`, {
    hint: "run the same command again",
  });
}

/** The same for the same work on the same contents. */
export function digestsOfWork({ operations, results }: Work): Digests {
  const contents = operations.flatMap(operation => {
    if (operation.kind === "move") return [];
    if (operation.kind === "create") return [operation.content];
    return operation.kind === "edit" ? [operation.before, operation.after] : [operation.before];
  });
  return digestsOf([...contents, ...results.map(({ after }) => after)]);
}
