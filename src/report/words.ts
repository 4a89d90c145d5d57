import type { CheckResult } from "../check.ts";
import type { Fix } from "../model/verdict.ts";
import { summaryOf } from "./json.ts";

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** A clause as a sentence of its own. */
export function sentence(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;
}

/** What changes in a line, not escaped yet; empty where nothing does. */
export function describeRewrite({ reference, rewrite }: Omit<Fix, "steps">): string {
  const { scalar, backend } = reference;
  const changes = [
    ...(scalar.text === rewrite.taskId ? [] : [`${scalar.text} → ${rewrite.taskId}`]),
    ...(rewrite.backend === undefined
      ? []
      : [`backend ${backend?.scalar.text} → ${rewrite.backend}`]),
  ];
  return changes.join(", ");
}

/** What was looked at, and the counts of what was found that are not zero. */
export function describeCounts(result: CheckResult, fixes: readonly Fix[]) {
  const { sessions, tasks, fixable, existing, fixed } = summaryOf(result, fixes.length);
  const errors = result.findings.filter(finding => finding.severity === "error").length;
  const warnings = result.findings.length - errors;
  const parts = [
    ...(fixed > 0 ? [`${fixed} fixed`] : []),
    ...(errors > 0 ? [counted(errors, "error")] : []),
    ...(warnings > 0 ? [counted(warnings, "warning")] : []),
    ...(fixable > 0 ? [`${fixable} fixable`] : []),
    ...(existing > 0 ? [`${existing} existing`] : []),
  ];
  const done = parts.length > 0 ? `${parts.join(", ")}, nothing left` : "nothing to report";
  return {
    seen: `${counted(sessions, "session")}, ${counted(tasks, "task")}`,
    found: result.findings.length === 0 ? done : parts.join(", "),
  };
}
