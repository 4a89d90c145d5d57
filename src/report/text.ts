import type picocolors from "picocolors";
import type { CheckResult } from "../check.ts";
import { fails, isFixable, type Place, type Reported } from "../model/finding.ts";
import type { Fix } from "../model/verdict.ts";
import { describeSteps, type Message, messageOf } from "./messages.ts";
import { isMergeToCome } from "./next-step.ts";
import { printable } from "./printable.ts";
import { describeCounts, describeRewrite } from "./words.ts";

export type Colors = ReturnType<typeof picocolors.createColors>;

/** The lines of the files that have findings. */
export interface Sources {
  /** The text of a line, or `undefined` where it cannot be shown. */
  readonly lineAt: (place: Place) => string | undefined;
  /** How many columns of a terminal a text takes. */
  readonly widthOf: (text: string) => number;
}

/** How much of a long line is shown around the place that is meant, in characters. */
const contextLength = 60;

/**
 * The report for people: each finding with its place, the line itself with the ID underlined, why,
 * and what to type next; then a summary.
 *
 * @param sources shows the lines that are meant
 */
export function renderText(
  result: CheckResult,
  fixes: readonly Fix[],
  colors: Colors,
  sources: Sources,
): string {
  const characters = charactersOf(sources.lineAt);
  const blocks = [
    ...fixes.map(fix => renderFix(fix, colors)),
    ...(fixes.length > 0 && result.findings.length > 0 ? [""] : []),
    ...result.findings.map(finding => {
      const message = messageOf(finding, result.snapshot.label);
      return renderFinding(finding, message, colors, {
        characters: characters(finding.place),
        widthOf: sources.widthOf,
      });
    }),
    renderSummary(result, fixes, colors),
  ];
  return `${blocks.join("\n")}\n`;
}

function renderFix({ reference, rewrite, steps }: Fix, colors: Colors): string {
  const { file, scalar } = reference;
  const { line, column } = scalar.position;
  const changes = describeRewrite({ reference, rewrite });
  const where = colors.bold(`${printable(file)}:${line}:${column}`);
  return `${where}  ${colors.green("fixed")}  ${printable(changes)}\n  ${printable(describeSteps(steps))}`;
}

/** The characters of lines. Findings come line by line: one that is long is taken apart once. */
function charactersOf(sourceLine: (place: Place) => string | undefined) {
  let known: { readonly line: string; readonly characters: readonly string[] } | undefined;
  return (place: Place): readonly string[] | undefined => {
    const line = sourceLine(place);
    if (line === undefined) return undefined;
    if (known?.line !== line) known = { line, characters: [...line] };
    return known.characters;
  };
}

interface Shown {
  readonly characters: readonly string[] | undefined;
  readonly widthOf: Sources["widthOf"];
}

function renderFinding(
  finding: Reported,
  { message, help }: Message,
  colors: Colors,
  { characters, widthOf }: Shown,
): string {
  const { place, code, severity, existing } = finding;
  const { line, column } = place.position;
  const paint = severity === "error" ? colors.red : colors.yellow;
  const where = colors.bold(`${printable(place.file)}:${line}:${column}`);
  const old = existing ? colors.dim("  (existing)") : "";
  const rows = [`${where}  ${paint(severity)}  ${code}${old}`];
  if (characters !== undefined) rows.push(...renderSource(finding, characters, widthOf, colors));
  rows.push(`  ${printable(message)}`, `  ${colors.cyan("next:")} ${printable(help)}`, "");
  return rows.join("\n");
}

function renderSource(
  finding: Reported,
  characters: readonly string[],
  widthOf: Sources["widthOf"],
  colors: Colors,
): readonly string[] {
  const { position, length } = finding.place;
  const at = position.column - 1;
  const from = at > contextLength ? at - contextLength : 0;
  const to = at + length + contextLength;
  const lead = (from > 0 ? "…" : "") + show(characters.slice(from, at));
  const marked = show(characters.slice(at, at + length));
  const tail = show(characters.slice(at + length, to)) + (to < characters.length ? "…" : "");

  const number = String(position.line);
  const gutter = (text: string): string => colors.dim(`  ${text} │ `);
  const rows = [`${gutter(number)}${lead}${marked}${tail}`];
  if (length > 0) {
    const underline = "^".repeat(Math.max(1, widthOf(marked)));
    const note = finding.code === "stale-task-id" ? ` now ${printable(finding.target)}` : "";
    const space = " ".repeat(widthOf(lead));
    rows.push(`${gutter(" ".repeat(number.length))}${space}${colors.red(underline + note)}`);
  }
  return rows;
}

function show(characters: readonly string[]): string {
  return printable(characters.join("").replaceAll("\t", " "));
}

function renderSummary(result: CheckResult, fixes: readonly Fix[], colors: Colors): string {
  const { seen, found } = describeCounts(result, fixes);
  if (result.findings.length === 0) return `${colors.green("✓")} ${found} (${seen})`;
  const canFix = !isMergeToCome(result.snapshot.label) && result.findings.some(isFixable);
  const hint = canFix ? `; ${colors.cyan("npx session-assoc fix")}` : "";
  const mark = result.findings.some(fails) ? colors.red("✗") : colors.yellow("!");
  return `${mark} ${found} (${seen})${hint}`;
}
