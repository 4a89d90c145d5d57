import type { CheckResult } from "../check.ts";
import type { Place } from "../model/finding.ts";
import { lineAt } from "../model/text.ts";
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
  const texts = new Map(
    contents.map(({ entry, content }) => [
      entry.path,
      Buffer.isBuffer(content) ? decode(content) : undefined,
    ]),
  );
  return ({ file, position }: Place): string | undefined => {
    const text = texts.get(file);
    return text === undefined ? undefined : lineAt(text, position.line);
  };
}
