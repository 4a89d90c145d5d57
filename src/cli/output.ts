import type { CheckResult } from "../check.ts";
import type { Place } from "../model/finding.ts";
import { linesOf } from "../model/text.ts";
import type { Fix } from "../model/verdict.ts";
import { renderJson } from "../report/json.ts";
import { renderText } from "../report/text.ts";
import { decode } from "../snapshots/records.ts";
import type { GlobalOptions } from "./globals.ts";
import { type Colors, colorsFor, type Terminal } from "./streams.ts";

export type Format = "text" | "json";

/** Prints what `check` and `fix` have to say; with `--quiet` not that there is nothing. */
export async function print(
  options: GlobalOptions & { readonly format: Format },
  result: CheckResult,
  fixes: readonly Fix[],
  { stdout, environment }: Terminal,
): Promise<void> {
  if (options.quiet && options.format === "text" && result.findings.length === 0) return;
  const colors = colorsFor(stdout, environment, options.color);
  stdout.write(await render(options.format, result, fixes, colors));
}

/** The text that `check`, `fix` and the hooks print. */
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
