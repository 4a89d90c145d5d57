import { resolve } from "node:path";
import type { CheckResult } from "../check.ts";
import type { Place } from "../model/finding.ts";
import { linesOf } from "../model/text.ts";
import type { Fix } from "../model/verdict.ts";
import { renderJson } from "../report/json.ts";
import { renderText } from "../report/text.ts";
import { decode } from "../snapshots/records.ts";
import { directoryOf, type GlobalOptions } from "./globals.ts";
import type { Output, ReportFormat } from "./output-options.ts";
import { type Colors, colorsFor, type Terminal } from "./streams.ts";
import { writeReport } from "./write-report.ts";

/** How a command prints when it has just its own result to tell. */
export type Format = "text" | "json";

/** What a command has to report, in every format; made when it is asked for. */
export interface Report {
  /** Nothing is left to report: `--quiet` says nothing. */
  readonly isEmpty: boolean;
  readonly renderers: Readonly<Partial<Record<ReportFormat, Renderer>>>;
}

type Renderer = (colors: Colors) => string | Promise<string>;

export interface PrintOptions extends GlobalOptions {
  readonly outputs: readonly Output[];
}

/** Prints a report in each format that was asked for, to stdout or to a file. */
export async function print(
  options: PrintOptions,
  { isEmpty, renderers }: Report,
  terminal: Terminal,
): Promise<void> {
  const { stdout, environment } = terminal;
  for (const { format, file } of options.outputs) {
    const colors = colorsFor(stdout, environment, file === undefined ? options.color : false);
    const text = (await renderers[format]?.(colors)) ?? "";
    if (file !== undefined) await writeReport(resolve(directoryOf(options, terminal), file), text);
    else if (!(options.quiet && isEmpty && format === "text")) stdout.write(text);
  }
}

/**
 * What `check` and `fix` report.
 * @param fixed how many of the fixes were made: none in a dry run
 */
export function reportOf(result: CheckResult, fixes: readonly Fix[], fixed = fixes.length): Report {
  return {
    isEmpty: result.findings.length === 0,
    renderers: {
      text: colors => textOf(result, fixes, colors),
      json: () => renderJson(result, fixes, fixed),
    },
  };
}

/** The text that `check`, `fix` and the hooks print. */
export async function textOf(
  result: CheckResult,
  fixes: readonly Fix[],
  colors: Colors,
): Promise<string> {
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
