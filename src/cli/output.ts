import { createHash } from "node:crypto";
import { realpath } from "node:fs/promises";
import { resolve } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import type { CheckResult } from "../check.ts";
import type { Repository } from "../git/repository.ts";
import type { Place } from "../model/finding.ts";
import { linesOf } from "../model/text.ts";
import type { Fix } from "../model/verdict.ts";
import { renderGithub } from "../report/github.ts";
import { renderGitlab } from "../report/gitlab.ts";
import { renderJson } from "../report/json.ts";
import { renderMarkdown } from "../report/markdown.ts";
import { type Notice, noticesOf } from "../report/notice.ts";
import { renderSarif } from "../report/sarif.ts";
import { renderText } from "../report/text.ts";
import { decode } from "../snapshots/records.ts";
import { directoryOf, type GlobalOptions } from "./globals.ts";
import { isForStdout, type Output, type ReportFormat } from "./output-options.ts";
import { type Colors, colorsFor, type Terminal } from "./streams.ts";
import { appendReport, writeReport } from "./write-report.ts";

/** How a command prints when it has just its own result to tell. */
export type Format = "text" | "json";

/** What a command has to report, in every format; made when it is asked for. */
export interface Report {
  /** Nothing is left to report: `--quiet` says nothing. */
  readonly isEmpty: boolean;
  readonly renderers: Renderers;
}

export type Renderers = Readonly<Record<ReportFormat, Renderer>>;

type Renderer = (colors: Colors) => string | Promise<string>;

export interface PrintOptions extends GlobalOptions {
  readonly outputs: readonly Output[];
}

/**
 * Prints a report in each format that was asked for: first to the files, so that stdout is not
 * taken for the whole when one of them cannot be written.
 *
 * @throws WriteError when a file cannot be written
 */
export async function print(
  { topLevel }: Repository,
  options: PrintOptions,
  { isEmpty, renderers }: Report,
  terminal: Terminal,
): Promise<void> {
  const { stdout, environment } = terminal;
  const directory = await realpath(directoryOf(options, terminal));
  const [forStdout, forFiles] = [
    options.outputs.filter(isForStdout),
    options.outputs.filter(one => !isForStdout(one)),
  ];
  const plain = colorsFor(stdout, environment, false);
  for (const { format, file = "" } of forFiles) {
    await writeReport(resolve(directory, file), await renderers[format](plain), topLevel);
  }
  const summary = environment.GITHUB_STEP_SUMMARY;
  if (summary && options.outputs.some(({ format }) => format === "github")) {
    await appendReport(summary, await renderers.markdown(plain));
  }
  for (const { format } of forStdout) {
    if (options.quiet && isEmpty && format === "text") continue;
    stdout.write(await renderers[format](colorsFor(stdout, environment, options.color)));
  }
}

/** What `check` and `fix` report: what is left, and what was fixed. */
export function reportOf(result: CheckResult, fixes: readonly Fix[], fixed = fixes): Report {
  const { findings, snapshot } = result;
  const notices = noticesOf(findings, snapshot.label);
  return {
    isEmpty: findings.length === 0,
    renderers: {
      text: colors => textOf(result, fixes, colors),
      json: () => renderJson(result, fixes, fixed.length),
      ...renderersOf(notices),
      markdown: () => renderMarkdown(result, fixed),
    },
  };
}

/** The formats that tell no more than the notices. */
export function renderersOf(
  notices: readonly Notice[],
): Pick<Renderers, "sarif" | "github" | "gitlab"> {
  return {
    sarif: () => renderSarif(notices, { version: packageJson.version, digest }),
    github: () => renderGithub(notices),
    gitlab: () => renderGitlab(notices, digest),
  };
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
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
