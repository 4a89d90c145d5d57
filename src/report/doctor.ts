import { type Diagnosis, hasFailure } from "../doctor/diagnosis.ts";
import { toJson } from "./json-pieces.ts";
import { printable } from "./printable.ts";
import type { Colors } from "./text.ts";
import { counted } from "./words.ts";

/** The JSON of `doctor`. `ok`: nothing would let a stale ID through. */
export function renderDoctorJson(found: readonly Diagnosis[]): string {
  return toJson({ ok: !hasFailure(found), checks: found });
}

/** A line for each check, and the command that repairs it below. */
export function renderDoctorText(
  found: readonly Diagnosis[],
  colors: Colors,
  isQuiet: boolean,
): string {
  const marks = { ok: colors.green("✓"), warning: colors.yellow("!"), failure: colors.red("✗") };
  const shown = isQuiet ? found.filter(({ status }) => status !== "ok") : found;
  if (shown.length === 0) return "";
  const width = Math.max(...shown.map(({ name }) => name.length));
  const lines = shown.flatMap(({ name, status, message, repair }) => [
    `${marks[status]} ${name.padEnd(width)}  ${printable(message)}`,
    ...(repair === undefined ? [] : [`  ${" ".repeat(width)}  repair: ${printable(repair)}`]),
  ]);
  return `${[...lines, "", conclusion(found, colors)].join("\n")}\n`;
}

function conclusion(found: readonly Diagnosis[], colors: Colors): string {
  const failures = found.filter(({ status }) => status === "failure").length;
  if (failures > 0) return colors.red(`✗ ${counted(failures, "failure")}: stale IDs would pass`);
  const warnings = found.filter(({ status }) => status === "warning").length;
  const rest = warnings > 0 ? `, ${counted(warnings, "warning")}` : "";
  return colors.green(`✓ stale IDs would be noticed${rest}`);
}
