import { createHash } from "node:crypto";
import { resolve } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import type { CheckResult } from "../check.ts";
import { WriteError } from "../errors.ts";
import type { Repository } from "../git/repository.ts";
import { linesOf } from "../model/text.ts";
import type { Fix } from "../model/verdict.ts";
import { renderGithub } from "../report/github.ts";
import { renderGitlab } from "../report/gitlab.ts";
import { renderJson } from "../report/json.ts";
import { renderMarkdown } from "../report/markdown.ts";
import { type Notice, noticesOf } from "../report/notice.ts";
import { renderText, type Sources } from "../report/text.ts";
import { decode } from "../snapshots/records.ts";
import { directoryOf, type GlobalOptions } from "./globals.ts";
import { appendToJobSummary } from "./job-summary.ts";
import type { Output, ReportFormat, ReviewFormat } from "./output-options.ts";
import { type Printed, printOn, wholeOf } from "./printed.ts";
import { type Colors, colorsFor, type Terminal } from "./streams.ts";
import { refuseUnwritable, writeReport } from "./write-report.ts";

/** How a command prints when it has just its own result to tell. */
export type Format = "text" | "json";

/** What a command has to report, in every format; made when it is asked for. */
export interface Report<F extends ReviewFormat = ReportFormat> {
  /** Nothing is left to report: `--quiet` says nothing. */
  readonly isEmpty: boolean;
  readonly renderers: Readonly<Record<F, Renderer>>;
}

export type Renderer = (colors: Colors) => Printed | Promise<Printed>;

export interface PrintOptions<F extends ReviewFormat = ReportFormat> extends GlobalOptions {
  readonly outputs: readonly Output<F>[];
}

/**
 * Prints a report in each format that was asked for, to stdout or to a file; in the format `github`
 * also to the summary of the job. What cannot be written keeps nothing else from being printed.
 *
 * @throws WriteError for the files that cannot be written, once all else is done
 */
export async function print<F extends ReviewFormat>(
  repository: Repository,
  options: PrintOptions<F>,
  report: Report<F> & Report<"markdown">,
  terminal: Terminal,
): Promise<void> {
  const { stdout, environment } = terminal;
  const failures: WriteError[] = [];
  for (const { format, file } of options.outputs) {
    const colors = colorsFor(stdout, environment, file === undefined ? options.color : false);
    const printed = await report.renderers[format](colors);
    if (file !== undefined) {
      const path = pathOf(file, options, terminal);
      const text = await wholeOf(printed);
      await writeReport(path, text, repository).catch(failed => failures.push(failed));
    } else if (!isSilent(options, report, format)) await printOn(stdout, printed);
  }
  if (options.outputs.some(({ format }) => format === "github")) {
    await addJobSummary(options, report, terminal).catch(failed => failures.push(failed));
  }
  const [first, ...others] = failures;
  if (others.length > 0) {
    throw new WriteError(failures.map(({ message }) => message).join("\n"), {
      hint: "name other files, or - for stdout",
    });
  }
  if (first !== undefined) throw first;
}

/**
 * For commands that change something: what they report must find its place, or nothing is done.
 * @throws WriteError for the first file that cannot be written
 */
export async function refuseUnwritableOutputs(
  { topLevel }: Repository,
  options: PrintOptions,
  terminal: Terminal,
): Promise<void> {
  for (const { file } of options.outputs) {
    if (file !== undefined) await refuseUnwritable(pathOf(file, options, terminal), topLevel);
  }
}

function pathOf(file: string, options: GlobalOptions, terminal: Terminal): string {
  return resolve(directoryOf(options, terminal), file);
}

/** Machines get their format even where it holds nothing; so does a file, which may hold old news. */
function isSilent(
  { quiet = false }: GlobalOptions,
  { isEmpty }: Pick<Report, "isEmpty">,
  format: ReviewFormat,
): boolean {
  return quiet && isEmpty && (format === "text" || format === "markdown");
}

async function addJobSummary(
  options: GlobalOptions,
  report: Report<"markdown">,
  terminal: Terminal,
): Promise<void> {
  const { environment, stdout, stderr, cwd } = terminal;
  const file = environment.GITHUB_STEP_SUMMARY;
  if (!file || isSilent(options, report, "markdown")) return;
  const printed = await report.renderers.markdown(colorsFor(stdout, environment, false));
  const markdown = await wholeOf(printed);
  if (await appendToJobSummary(resolve(cwd, file), markdown)) return;
  stderr.write("session-assoc: the job summary is full, so the report was not added to it\n");
}

export interface ReportOptions {
  /** The fixes were not made. */
  readonly isDryRun?: boolean;
  /** The findings were compared with those of a base. */
  readonly isCompared?: boolean;
}

/**
 * What `check` and `fix` report.
 * @param fixes what was rewritten, or would be
 */
export function reportOf(
  result: CheckResult,
  fixes: readonly Fix[],
  { isDryRun = false, isCompared = false }: ReportOptions = {},
): Report {
  const made = isDryRun ? [] : fixes;
  const notices = () => noticesOf(result.findings, result.snapshot.label);
  return {
    isEmpty: result.findings.length === 0,
    renderers: {
      text: colors => textOf(result, made, colors),
      json: () => renderJson(result, fixes, made.length),
      ...renderersOf(notices, made, isCompared),
      markdown: () => renderMarkdown(result, made),
    },
  };
}

/** The formats of other tools, which tell no more than notices and what was fixed. */
export function renderersOf(
  notices: () => Iterable<Notice>,
  fixes: readonly Fix[] = [],
  isCompared = false,
): Pick<Report["renderers"], "sarif" | "github" | "gitlab"> {
  const { version } = packageJson;
  return {
    // It brings the pages of `explain` with it, which nobody else needs.
    sarif: async () => {
      const { renderSarif } = await import("../report/sarif.ts");
      return renderSarif(notices(), { version, digest, isCompared });
    },
    github: () => renderGithub(notices(), fixes),
    gitlab: () => renderGitlab(notices(), digest),
  };
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** As a Content-Security-Policy names what may be used. */
export function sourceHash(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

/** The text that `check`, `fix` and the hooks print. */
export async function textOf(
  result: CheckResult,
  fixes: readonly Fix[],
  colors: Colors,
): Promise<string> {
  return renderText(result, fixes, colors, await sourcesOf(result));
}

/** Reads the files that have findings once more, for the lines that are shown. */
async function sourcesOf({ snapshot, entries, findings }: CheckResult): Promise<Sources> {
  const files = new Set(findings.map(finding => finding.place.file));
  const contents = await snapshot.read(entries.filter(({ path }) => files.has(path)));
  const texts = contents.map(({ entry, content }) => {
    const text = Buffer.isBuffer(content) ? decode(content) : undefined;
    return [entry.path, text ?? ""] as const;
  });
  const lines = new Map(texts.map(([path, text]) => [path, text === "" ? [] : linesOf(text)]));
  const isAscii = texts.every(([, text]) => /^[\0-\x7f]*$/.test(text));
  return {
    lineAt: ({ file, position }) => lines.get(file)?.[position.line - 1],
    // Its tables of characters take a quarter as long to load as node to start.
    widthOf: isAscii ? text => text.length : (await import("string-width")).default,
  };
}
