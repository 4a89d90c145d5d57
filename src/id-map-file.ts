import { readFile } from "node:fs/promises";
import { UsageError, whyUnreadable } from "./errors.ts";
import { decode } from "./snapshots/records.ts";
import { readIdMap } from "./yaml/id-map.ts";

/** One line of a map of task IDs, as it was written. */
export interface IdMapLine {
  readonly from: string;
  readonly to: string;
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
    throw new UsageError(`${label} cannot be read: ${whyUnreadable(cause)}`, {
      hint: "--map names a file that can be read, from the current directory or --cwd",
      cause,
    });
  });
  const text = decode(content);
  if (text === undefined) {
    throw new UsageError(`${label} is not UTF-8`, { hint: "save it as UTF-8" });
  }
  const entries = readIdMap(text);
  if (!("problem" in entries)) {
    return entries.map(({ from, to, position }) => {
      return { from, to, place: `${label}:${position.line}:${position.column}` };
    });
  }
  const { line, column } = entries.position;
  throw new UsageError(`${label}:${line}:${column}: ${entries.problem}`, {
    hint: "a map of IDs is YAML, `old: new` per line",
  });
}
