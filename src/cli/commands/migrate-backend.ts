import { resolve } from "node:path";
import { jsonPieces, listOf } from "../../report/json-pieces.ts";
import { renderMigration } from "../../report/migration.ts";
import { printable, shellWord } from "../../report/printable.ts";
import { type MigrateBackendOptions, runMigration } from "../../tasks-migrate-backend-command.ts";
import type { GlobalOptions } from "../globals.ts";
import type { Format } from "../output.ts";
import { printOn } from "../printed.ts";
import { colorsFor, progressOn, type Terminal } from "../streams.ts";

type Flags = Omit<MigrateBackendOptions, "limit" | "map" | "cwd" | "config">;

export interface MigrateBackendFlags extends GlobalOptions, Flags {
  readonly limit?: string;
  readonly map?: string;
  readonly format: Format;
}

/** `session-assoc tasks migrate-backend` */
export async function runMigrateBackend(
  options: MigrateBackendFlags,
  terminal: Terminal,
): Promise<number> {
  const { stdout, stderr, environment } = terminal;
  const { limit, cwd = "." } = options;
  const progress = progressOn(stderr);
  const report = await runMigration(
    {
      ...options,
      cwd: resolve(terminal.cwd, cwd),
      limit: limit === undefined ? undefined : /^\d+$/.test(limit) ? Number(limit) : Number.NaN,
    },
    progress.onProgress,
  );
  progress.done();

  if (options.format === "json") {
    const details = listOf(report.details, detail => detail);
    await printOn(stdout, jsonPieces({ ...report, details }));
  } else {
    for (const warning of report.warnings) {
      stderr.write(`session-assoc: ${printable(warning)}\n`);
    }
    const isSilent = options.quiet && report.success && (!report.dryRun || report.total === 0);
    const colors = colorsFor(stdout, environment, options.color);
    if (!isSilent) await printOn(stdout, renderMigration(report, typed(options), colors));
  }
  return report.success ? 0 : 1;
}

/** The command as one can type it again. */
function typed(options: MigrateBackendFlags): string {
  const option = (name: string, value: string | undefined): readonly string[] =>
    value === undefined ? [] : [name, shellWord(value)];
  const flag = (name: string, isGiven: boolean | undefined): readonly string[] =>
    isGiven ? [name] : [];
  return [
    "npx session-assoc",
    ...option("--cwd", options.cwd),
    ...option("--config", options.config),
    "tasks migrate-backend",
    ...option("--from", options.from),
    ...option("--to", options.to),
    ...option("--limit", options.limit),
    ...option("--filter-status", options.filterStatus),
    ...option("--map", options.map),
    ...flag("--keep-source", options.keepSource),
    ...flag("--retire", options.retire),
  ].join(" ");
}
