import type { CheckResult } from "../check.ts";
import { limits } from "../limits.ts";
import { fails, type Reported } from "../model/finding.ts";
import type { Fix } from "../model/verdict.ts";
import { summaryOf } from "./json.ts";
import { codeSpan, escapeMarkdown } from "./markdown-text.ts";
import { messageOf } from "./messages.ts";
import { counted, describeRewrite } from "./words.ts";

/**
 * Findings as Markdown, for the summary of a job or a comment: a table of what is left, and what
 * was fixed. Rows that would make it too long for a comment are counted instead.
 */
export function renderMarkdown(result: CheckResult, fixes: readonly Fix[]): string {
  const { findings, snapshot } = result;
  return boundedMarkdown([
    headingOf(result, fixes.length),
    ...table(
      ["", "where", "what", "next"],
      findings.map(finding => rowOf(finding, snapshot.label)),
    ),
    ...table(
      ["where", "fixed"],
      fixes.map(({ reference, rewrite }) => {
        const { file, scalar } = reference;
        const { line, column } = scalar.position;
        const changes = describeRewrite({ reference, rewrite });
        return [codeSpan(`${file}:${line}:${column}`), codeSpan(changes)];
      }),
    ),
  ]);
}

function headingOf(result: CheckResult, fixed: number): string {
  const { sessions, tasks, fixable, existing } = summaryOf(result, fixed);
  const { findings } = result;
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const counts = [
    ...(fixed > 0 ? [`${fixed} fixed`] : []),
    ...(errors > 0 ? [counted(errors, "error")] : []),
    ...(findings.length > errors ? [counted(findings.length - errors, "warning")] : []),
    ...(fixable > 0 ? [`${fixable} fixable`] : []),
    ...(existing > 0 ? [`${existing} existing`] : []),
    ...(findings.length === 0 ? ["nothing left to report"] : []),
  ];
  const mark = findings.some(fails) ? "❌" : findings.length > 0 ? "⚠️" : "✅";
  const seen = `${counted(sessions, "session")}, ${counted(tasks, "task")}`;
  return `### ${mark} session-assoc: ${counts.join(", ")}\n\n${seen}`;
}

function rowOf(finding: Reported, snapshot: string): readonly string[] {
  const { place, code, severity, existing } = finding;
  const { file, position } = place;
  const { message, help } = messageOf(finding, snapshot);
  const mark = existing ? "existing" : severity;
  return [
    mark,
    codeSpan(`${file}:${position.line}:${position.column}`),
    `${codeSpan(code)}: ${escapeMarkdown(message)}`,
    isCommand(help) ? codeSpan(help) : escapeMarkdown(help),
  ];
}

function isCommand(help: string): boolean {
  return /^(npx|git) /.test(help);
}

/** The rows of a table; the first has its head with it. Nothing where there is no row. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const [first, ...others] = rows.map(cells => `| ${cells.join(" | ")} |`);
  if (first === undefined) return [];
  const rule = `|${" --- |".repeat(head.length)}`;
  return [`\n| ${head.join(" | ")} |\n${rule}\n${first}`, ...others];
}

/** Blocks one below the other, as many as fit into a comment. */
export function boundedMarkdown(blocks: readonly string[]): string {
  let text = "";
  for (const [i, block] of blocks.entries()) {
    if (text.length + block.length > limits.markdownCharacters) {
      return `${text}\n… and ${blocks.length - i} more\n`;
    }
    text += `${block}\n`;
  }
  return text;
}
