import { groupBy } from "../model/group-by.ts";
import type { Settings } from "../model/settings.ts";
import type { QualifiedId } from "../model/task-id.ts";
import { decode } from "../snapshots/records.ts";
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

/** What migrates the tasks of one file. */
export interface Work {
  /** Of those that were asked for, the ones that can be done. */
  readonly moves: readonly Move[];
  readonly refused: readonly Refused[];
  /** The steps in their order. */
  readonly operations: readonly Operation[];
  /** The task files that are there afterwards, whose references have not followed yet. */
  readonly results: readonly Result[];
}

/** A file that came out of another one; with the same references in the same order. */
export interface Result {
  readonly path: string;
  readonly after: string;
}

/** The moves by the file of their task, which is edited once. */
export function movesByFile(moves: readonly Move[]): ReadonlyMap<string, readonly Move[]> {
  return groupBy(moves, ({ task }) => task.file);
}

/** The files whose contents decide what is done for the tasks of one file, which is the first. */
export function filesFor(file: string, moves: readonly Move[]): readonly string[] {
  return [file, ...moves.flatMap(({ way, target }) => (way === "drop-double" ? [target] : []))];
}

/**
 * Turns the moves of one file's tasks into steps on the disk; nothing is written yet. A task that moves
 * gets its new ID in its old file before the file moves: a crash between the two loses nothing, and the
 * rest can be recognized. A copy is complete before its source becomes a tombstone.
 *
 * @param contents of the `filesFor` them
 * @returns `undefined` where the file is not there, or is no text
 */
export function workOn(
  file: string,
  moves: readonly Move[],
  contents: ReadonlyMap<string, Buffer>,
  settings: Settings,
): Work | undefined {
  const content = contents.get(file);
  const text = content === undefined ? undefined : decode(content);
  if (content === undefined || text === undefined) return undefined;
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
  const result = (path: string, after: string): Result => ({ path, after });
  const done = (operations: readonly Operation[], results: readonly Result[]): Work => {
    const possible = moves.filter(({ from }) => !refused.has(from));
    return { moves: possible, refused: [...refused.values()], operations, results };
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
