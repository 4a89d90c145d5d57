import type { CheckResult } from "../check.ts";
import { limits } from "../limits.ts";
import { fails } from "../model/finding.ts";
import type { Fix } from "../model/verdict.ts";
import { renderTable } from "./markdown-table.ts";
import { codeSpan, cut, escapeMarkdown } from "./markdown-text.ts";
import { describeSteps } from "./messages.ts";
import { mostUrgentFirst, type Notice, noticesOf } from "./notice.ts";
import { counted, describeCounts, describeRewrite } from "./words.ts";

/**
 * The report for a job summary or a comment: the verdict, then a table of what was found, the most
 * urgent first, and one of what was fixed. Bounded by `limits`; what is left out is counted.
 *
 * @param fixes those that were made
 */
export function renderMarkdown(result: CheckResult, fixes: readonly Fix[]): string {
  const notices = mostUrgentFirst(noticesOf(result.findings, result.snapshot.label));
  const found = renderTable(foundHead, notices, rowOfNotice, limits.markdownLength);
  const room = limits.markdownLength - found.text.length;
  const fixed = renderTable(fixedHead, fixes, rowOfFix, room);
  const blocks = [
    headingOf(result, fixes),
    found.text,
    ...(found.leftOut > 0 ? [`… and ${counted(found.leftOut, "more finding")}.`] : []),
    fixed.text,
    ...(fixed.leftOut > 0 ? [`… and ${fixed.leftOut} more fixed.`] : []),
  ];
  return `${blocks.filter(block => block !== "").join("\n\n")}\n`;
}

const foundHead = ["place", "finding", "what is wrong", "next step"];
const fixedHead = ["place", "fixed", "how we know"];

function headingOf(result: CheckResult, fixes: readonly Fix[]): string {
  const { seen, found } = describeCounts(result, fixes);
  const open = result.findings.some(fails) ? "✗" : "!";
  return `### ${result.findings.length === 0 ? "✓" : open} session-assoc: ${found} (${seen})`;
}

function rowOfNotice({ code, level, place, existing, message, help }: Notice): readonly string[] {
  const { file, position } = place;
  return [
    placeCell(file, position.line, position.column),
    `${existing ? `${level}, existing` : level}: ${codeSpan(code)}`,
    escapeMarkdown(cut(message)),
    isCommand(help) ? codeSpan(cut(help)) : escapeMarkdown(cut(help)),
  ];
}

function rowOfFix({ reference, rewrite, steps }: Fix): readonly string[] {
  const { line, column } = reference.scalar.position;
  return [
    placeCell(reference.file, line, column),
    escapeMarkdown(cut(describeRewrite({ reference, rewrite }))),
    escapeMarkdown(cut(describeSteps(steps))),
  ];
}

function placeCell(file: string, line: number, column: number): string {
  return codeSpan(`${cut(file)}:${line}:${column}`);
}

/** Whether it is nothing but what to type. */
function isCommand(help: string): boolean {
  return /^(?:npx|git) [^;,]+$/.test(help);
}
