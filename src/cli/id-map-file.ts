import { readFile } from "node:fs/promises";
import { UsageError } from "../errors.ts";
import type { TaskId } from "../model/task-id.ts";
import type { Position } from "../model/text.ts";
import { decode } from "../snapshots/records.ts";
import { readIdMap } from "../yaml/id-map.ts";
import { taskIdFrom } from "./task-id.ts";

/** One line of a map of task IDs. */
export interface IdMapLine {
  readonly from: TaskId;
  readonly to: TaskId;
  /** `file:line:column`, for messages. */
  readonly place: string;
}

/**
 * Reads a map of task IDs that the user named: YAML, `old: new` per line.
 * @param label what the user called the file
 * @throws UsageError with line and column
 */
export async function readIdMapFile(path: string, label: string): Promise<readonly IdMapLine[]> {
  const content = await readFile(path).catch((cause: unknown) => {
    throw new UsageError(`${label} cannot be read: ${(cause as Error).message}`, { cause });
  });
  const text = decode(content);
  if (text === undefined) throw new UsageError(`${label} is not UTF-8`);
  const at = ({ line, column }: Position): string => `${label}:${line}:${column}`;
  const entries = readIdMap(text);
  if ("problem" in entries) {
    throw new UsageError(`${at(entries.position)}: ${entries.problem}`, {
      hint: "a map of IDs is YAML, `old: new` per line",
    });
  }
  return entries.map(({ from, to, position }) => {
    const place = at(position);
    return { from: taskIdFrom(from, place), to: taskIdFrom(to, place), place };
  });
}
