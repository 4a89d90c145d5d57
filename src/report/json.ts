import type { CheckResult } from "../check.ts";
import { isFixable, type Reported } from "../model/finding.ts";
import type { Fix } from "../model/verdict.ts";
import { jsonPieces, listOf } from "./json-pieces.ts";
import { messageOf } from "./messages.ts";

/**
 * The JSON of `check` and `fix` (CONTRACT section 5), in pieces; ends in a line break.
 * @param fixed how many of the fixes were made: none in a dry run
 */
export function renderJson(
  result: CheckResult,
  fixes: readonly Fix[],
  fixed = fixes.length,
): Iterable<string> {
  const { snapshot, findings } = result;
  return jsonPieces({
    schemaVersion: 1,
    snapshot: snapshot.label,
    ...(snapshot.conflicts === undefined ? {} : { conflicts: snapshot.conflicts }),
    summary: summaryOf(result, fixed),
    findings: listOf(findings, finding => findingToJson(finding, snapshot.label)),
    fixes: listOf(fixes, fixToJson),
  });
}

export function summaryOf({ counts, findings }: CheckResult, fixed: number) {
  return {
    ...counts,
    findings: findings.length,
    fixable: findings.filter(isFixable).length,
    existing: findings.filter(finding => finding.existing).length,
    fixed,
  };
}

function findingToJson(finding: Reported, snapshot: string) {
  const { place, code, severity, existing } = finding;
  return {
    code,
    severity,
    file: place.file,
    line: place.position.line,
    column: place.position.column,
    ...detailsOf(finding),
    existing,
    ...messageOf(finding, snapshot),
  };
}

function detailsOf(finding: Reported): object {
  const holder = "holder" in finding ? finding.holder : undefined;
  return {
    ...(holder?.kind === "session" ? { session: holder.name } : {}),
    ...(holder?.kind === "task" ? { task: holder.name } : {}),
    ...("session" in finding ? { session: finding.session } : {}),
    ...("taskId" in finding ? { taskId: finding.taskId } : {}),
    ...("candidates" in finding ? { candidates: finding.candidates } : {}),
    ...(finding.code === "stale-task-id"
      ? {
          replacement: finding.rewrite.taskId,
          backendReplacement: finding.rewrite.backend,
          target: finding.target,
          evidence: finding.steps[0]?.evidence,
          steps: finding.steps,
          writtenIn: finding.writtenIn,
        }
      : {}),
  };
}

function fixToJson({ reference, rewrite, steps }: Fix) {
  const { file, holder, scalar, backend } = reference;
  return {
    file,
    line: scalar.position.line,
    column: scalar.position.column,
    [holder.kind]: holder.name,
    from: scalar.text,
    to: rewrite.taskId,
    ...(rewrite.backend === undefined
      ? {}
      : { backend: { from: backend?.scalar.text, to: rewrite.backend } }),
    evidence: steps[0]?.evidence,
    steps,
  };
}
