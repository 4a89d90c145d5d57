import { short } from "./messages.ts";
import type { MigrationDetail, MigrationReport, RewrittenReference } from "./migration-result.ts";
import { printable, shellWord } from "./printable.ts";
import type { Colors } from "./text.ts";
import { counted } from "./words.ts";

/**
 * The report for people, in pieces: each task with its old and new ID and place, what follows it, what is
 * left behind; then what reading everything anew showed, a summary, and what to type next.
 *
 * @param command the command that was typed, as one can type it again
 */
export function* renderMigration(
  report: MigrationReport,
  command: string,
  colors: Colors,
): Generator<string> {
  const counts = newCounts();
  for (const detail of report.details) {
    count(counts, detail);
    yield linesOf(renderDetail(detail, colors));
  }
  yield linesOf([
    ...report.validation.failed.map(
      ({ id, reason }) => `${colors.red("validation failed")}  ${printable(`${id}: ${reason}`)}`,
    ),
    ...(report.total > 0 ? [""] : []),
    renderSummary(report, counts, colors),
    ...next(report, counts, command).map(line => `  ${colors.cyan("next:")} ${printable(line)}`),
  ]);
}

function linesOf(rows: readonly string[]): string {
  return rows.map(row => `${row}\n`).join("");
}

/** What all details together come to. */
interface Counts {
  sessions: number;
  references: number;
  left: number;
  /** The folders at the top that hold what was changed. */
  readonly places: Set<string>;
}

const newCounts = (): Counts => ({ sessions: 0, references: 0, left: 0, places: new Set() });

function count(counts: Counts, { file, targetFile, references, sessionUpdates }: MigrationDetail) {
  counts.sessions += sessionUpdates.sessionsUpdated;
  counts.references += references.length;
  counts.left += sessionUpdates.errors.length;
  const files = [file, targetFile, ...references.map(reference => reference.file)];
  for (const path of files) if (path !== undefined) counts.places.add(path.replace(/\/.*$/s, ""));
}

function renderDetail(detail: MigrationDetail, colors: Colors): readonly string[] {
  const { id, targetId, status, reason, error, file, targetFile, references } = detail;
  const name = colors.bold(printable(targetId === undefined ? id : `${id} → ${targetId}`));
  const place = file === targetFile ? `${file} (stays)` : `${file} → ${targetFile}`;
  const said = reason === undefined ? "" : `  (${printable(reason)})`;
  const head = {
    migrated: `${name}  ${printable(place)}${said}`,
    skipped: `${name}  ${colors.yellow("skipped")}${said}`,
    error: `${name}  ${colors.red("error")}  ${printable(error ?? "")}`,
  }[status];
  return [
    head,
    ...references.map(renderReference),
    ...detail.sessionUpdates.errors.map(
      text => `  ${colors.yellow("warning")}  ${printable(text)}`,
    ),
  ];
}

function renderReference({ file, line, column, from, to, backend }: RewrittenReference): string {
  const changes = [
    ...(from === to ? [] : [`${from} → ${to}`]),
    ...(backend === undefined ? [] : [`backend ${backend.from} → ${backend.to}`]),
  ];
  return printable(`  ${file}:${line}:${column}  ${changes.join(", ") || `${from}, as before`}`);
}

function renderSummary(report: MigrationReport, counts: Counts, colors: Colors): string {
  const { dryRun, migrated, skipped, errors, validation, commit, success } = report;
  const { sessions, left } = counts;
  const inTasks = counts.references - sessions;
  const would = dryRun ? "would be " : "";
  const parts = [
    `${counted(migrated, "task")} ${would}migrated from ${report.from} to ${report.to}`,
    `${counted(sessions, "session")} ${would}updated`,
    ...(inTasks > 0 ? [`${counted(inTasks, "reference")} in tasks ${would}updated`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(errors > 0 ? [counted(errors, "error")] : []),
    ...(left > 0 ? [`${counted(left, "reference")} left behind`] : []),
    ...(validation.failed.length > 0 ? [`${validation.failed.length} failed validation`] : []),
    ...(report.retired ? [`${report.from} retired`] : []),
    ...(commit === undefined ? [] : [`committed as ${short(commit)}`]),
  ];
  const mark = success ? colors.green("✓") : colors.red("✗");
  return `${mark} ${parts.join(", ")}${dryRun ? "; nothing was written" : ""}`;
}

function next(report: MigrationReport, counts: Counts, command: string): readonly string[] {
  const { dryRun, commit, migrated } = report;
  const isNothing = migrated + counts.references === 0;
  if (dryRun) return isNothing && report.retired === undefined ? [] : [`${command} --execute`];
  if (isNothing || commit !== undefined || migrated === 0) return [];
  return [
    `git add ${changedPlaces(report, counts).join(" ")} && git diff --cached, then git commit`,
  ];
}

function changedPlaces({ retired }: MigrationReport, { places }: Counts): readonly string[] {
  const all = new Set([...places, ...(retired ? [".session-assoc.yaml"] : [])]);
  return [...all].sort().map(shellWord);
}
