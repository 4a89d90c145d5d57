import type { CheckResult } from "../check.ts";
import type { Place } from "../model/finding.ts";
import { linesOf } from "../model/text.ts";
import type { Fix } from "../model/verdict.ts";
import { renderJson } from "../report/json.ts";
import { renderText } from "../report/text.ts";
import { decode } from "../snapshots/records.ts";
import type { Colors } from "./streams.ts";

export const formats = ["text", "json"] as const;
export type Format = (typeof formats)[number];

/** What `check` and `fix` print. */
export async function render(
  format: Format,
  result: CheckResult,
  fixes: readonly Fix[],
  colors: Colors,
): Promise<string> {
  if (format === "json") return renderJson(result, fixes);
  return renderText(result, fixes, colors, await sourceLines(result));
}

/** Reads the files that have findings once more, for the lines that are shown. */
async function sourceLines({ snapshot, entries, findings }: CheckResult) {
  const files = new Set(findings.map(finding => finding.place.file));
  const contents = await snapshot.read(entries.filter(({ path }) => files.has(path)));
  const lines = new Map(
    contents.map(({ entry, content }) => {
      const text = Buffer.isBuffer(content) ? decode(content) : undefined;
      return [entry.path, text === undefined ? [] : linesOf(text)];
    }),
  );
  return ({ file, position }: Place): string | undefined => lines.get(file)?.[position.line - 1];
}
