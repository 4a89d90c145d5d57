import { short } from "./messages.ts";
import type { MigrationDetail, MigrationResult, RewrittenReference } from "./migration-result.ts";
import { printable, shellWord } from "./printable.ts";
import type { Colors } from "./text.ts";
import { counted } from "./words.ts";

/**
 * The report for people: each task with its old and new ID and place, what follows it, what is
 * left behind; then what reading everything anew showed, a summary, and what to type next.
 *
 * @param command the command that was typed, as one can type it again
 */
export function renderMigration(result: MigrationResult, command: string, colors: Colors): string {
  const rows = [
    ...result.details.flatMap(detail => renderDetail(detail, colors)),
    ...result.validation.failed.map(
      ({ id, reason }) => `${colors.red("validation failed")}  ${printable(`${id}: ${reason}`)}`,
    ),
    ...(result.details.length > 0 ? [""] : []),
    renderSummary(result, colors),
    ...next(result, command).map(line => `  ${colors.cyan("next:")} ${printable(line)}`),
  ];
  return `${rows.join("\n")}\n`;
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

function renderSummary(result: MigrationResult, colors: Colors): string {
  const { dryRun, migrated, skipped, errors, details, validation, commit, success } = result;
  const sum = (pick: (detail: MigrationDetail) => number): number =>
    details.reduce((total, detail) => total + pick(detail), 0);
  const updated = sum(({ sessionUpdates }) => sessionUpdates.sessionsUpdated);
  const inTasks = sum(({ references }) => references.length) - updated;
  const left = sum(({ sessionUpdates }) => sessionUpdates.errors.length);
  const would = dryRun ? "would be " : "";
  const parts = [
    `${counted(migrated, "task")} ${would}migrated from ${result.from} to ${result.to}`,
    `${counted(updated, "session")} ${would}updated`,
    ...(inTasks > 0 ? [`${counted(inTasks, "reference")} in tasks ${would}updated`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(errors > 0 ? [counted(errors, "error")] : []),
    ...(left > 0 ? [`${counted(left, "reference")} left behind`] : []),
    ...(validation.failed.length > 0 ? [`${validation.failed.length} failed validation`] : []),
    ...(result.retired ? [`${result.from} retired`] : []),
    ...(commit === undefined ? [] : [`committed as ${short(commit)}`]),
  ];
  const mark = success ? colors.green("✓") : colors.red("✗");
  return `${mark} ${parts.join(", ")}${dryRun ? "; nothing was written" : ""}`;
}

function next(result: MigrationResult, command: string): readonly string[] {
  const { dryRun, details, commit, migrated } = result;
  const isNothing = !details.some(({ status, references }) => {
    return status === "migrated" || references.length > 0;
  });
  if (dryRun) return isNothing && result.retired === undefined ? [] : [`${command} --execute`];
  if (isNothing || commit !== undefined || migrated === 0) return [];
  return [`git add ${changedPlaces(result).join(" ")} && git diff --cached, then git commit`];
}

/** The folders at the top that hold what was changed. */
function changedPlaces({ details, retired }: MigrationResult): readonly string[] {
  const files = details.flatMap(({ file, targetFile, references }) => [
    ...[file, targetFile].flatMap(path => path ?? []),
    ...references.map(reference => reference.file),
  ]);
  const places = new Set(files.map(file => file.replace(/\/.*$/s, "")));
  if (retired) places.add(".session-assoc.yaml");
  return [...places].sort().map(shellWord);
}
