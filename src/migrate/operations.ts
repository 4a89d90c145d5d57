import { WriteError } from "../errors.ts";
import { groupBy } from "../model/group-by.ts";
import type { Settings } from "../model/settings.ts";
import type { QualifiedId } from "../model/task-id.ts";
import { decode } from "../snapshots/records.ts";
import type { FileEntry, Snapshot } from "../snapshots/snapshot.ts";
import { editTasks, type TaskEdit } from "../yaml/move-task.ts";
import type { Move, Refused } from "./move.ts";

/** One step on the disk. Each leaves files that can be read, whatever happens after it. */
export type Operation =
  | {
      readonly kind: "edit";
      readonly path: string;
      readonly before: Buffer;
      readonly after: Buffer;
    }
  | { readonly kind: "move"; readonly path: string; readonly target: string }
  /** @property like the file whose permissions the new one gets */
  | {
      readonly kind: "create";
      readonly path: string;
      readonly content: Buffer;
      readonly like: string;
    }
  | { readonly kind: "remove"; readonly path: string; readonly before: Buffer };

/** The steps that migrate the tasks of one file, in their order. */
export interface Unit {
  readonly moves: readonly Move[];
  readonly operations: readonly Operation[];
  /** The task files that are there afterwards, whose references have not followed yet. */
  readonly results: readonly Result[];
}

/** A file that came out of another one; with the same references in the same order. */
export interface Result {
  readonly file: string;
  readonly path: string;
  readonly after: string;
}

/**
 * Turns moves into steps on the disk; nothing is written yet. A task that moves gets its new ID in
 * its old file before the file moves: a crash between the two loses nothing, and the rest can be
 * recognized. A copy is complete before its source becomes a tombstone.
 *
 * @returns the steps, file by file, and the tasks whose records cannot be edited
 * @throws WriteError when a file vanished since it was read
 */
export async function unitsOf(
  snapshot: Snapshot,
  entries: readonly FileEntry[],
  moves: readonly Move[],
  settings: Settings,
): Promise<{ readonly units: readonly Unit[]; readonly refused: readonly Refused[] }> {
  const byFile = groupBy(moves, ({ task }) => task.file);
  const doubles = moves.filter(({ way }) => way === "drop-double").map(({ target }) => target);
  const wanted = new Set([...byFile.keys(), ...doubles]);
  const contents = new Map<string, Buffer>();
  for (const { entry, content } of await snapshot.read(entries.filter(e => wanted.has(e.path)))) {
    if (Buffer.isBuffer(content)) contents.set(entry.path, content);
  }
  const units: Unit[] = [];
  const refused: Refused[] = [];
  for (const [file, together] of byFile) {
    const content = contents.get(file);
    const text = content === undefined ? undefined : decode(content);
    if (content === undefined || text === undefined) {
      throw new WriteError(`${file} changed since it was read; nothing was written`, {
        hint: "run the same command again",
      });
    }
    const unit = unitOf(file, content, text, together, contents, settings);
    units.push(unit.unit);
    refused.push(...unit.refused);
  }
  return { units: units.filter(unit => unit.moves.length > 0), refused };
}

function unitOf(
  file: string,
  content: Buffer,
  text: string,
  moves: readonly Move[],
  contents: ReadonlyMap<string, Buffer>,
  settings: Settings,
): { readonly unit: Unit; readonly refused: readonly Refused[] } {
  const refused = new Map<QualifiedId, Refused>();
  const edited = (kind: TaskEdit["kind"]): string => {
    const edits = new Map(moves.map(({ from, to }) => [from, { kind, to }]));
    const result = editTasks(text, edits, settings);
    for (const [id, refusal] of result.refused) {
      const to = edits.get(id)?.to;
      const problem = { kind: "refused", file, refusal } as const;
      refused.set(id, { id, ...(to === undefined ? {} : { to }), problem });
    }
    return result.text;
  };
  const edit = (after: string): Operation => {
    return { kind: "edit", path: file, before: content, after: Buffer.from(after, "utf8") };
  };
  const result = (path: string, after: string): Result => ({ file, path, after });
  const done = (operations: readonly Operation[], results: readonly Result[]) => {
    const unit = { moves: moves.filter(({ from }) => !refused.has(from)), operations, results };
    return { unit, refused: [...refused.values()] };
  };

  const [first] = moves;
  if (first === undefined) return done([], []);
  const { way, target, from: id, to } = first;
  const away: readonly Operation[] = target === file ? [] : [{ kind: "move", path: file, target }];
  switch (way) {
    case "move": {
      const after = edited("move");
      return done([edit(after), ...away], [result(target, after)]);
    }
    case "move-file":
      return done(away, [result(target, text)]);
    case "copy": {
      const [copy, tombstone] = [edited("move"), edited("bury")];
      const create: Operation = {
        kind: "create",
        path: target,
        content: Buffer.from(copy, "utf8"),
        like: file,
      };
      return done([create, edit(tombstone)], [result(target, copy), result(file, tombstone)]);
    }
    case "bury": {
      const tombstone = edited("bury");
      return done([edit(tombstone)], [result(file, tombstone)]);
    }
    case "drop-double":
      if (!contents.get(target)?.equals(content)) {
        refused.set(id, { id, to, problem: { kind: "occupied", path: target } });
      }
      return done([{ kind: "remove", path: file, before: content }], []);
    case "drop-source":
      return done([{ kind: "remove", path: file, before: content }], []);
  }
}
