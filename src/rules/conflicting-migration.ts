import type { Finding } from "../model/finding.ts";
import { resolve } from "../model/lineage.ts";
import type { QualifiedId } from "../model/task-id.ts";
import type { Position } from "../model/text.ts";
import { candidatesOf, type Rule } from "./rule.ts";

/** One ID was migrated to two different live tasks; reported wherever a task file says so. */
export const conflictingMigration: Rule = project => {
  const { lineage, tasks } = project;
  const findings: Finding[] = [];
  const report = (id: QualifiedId, file: string, position: Position): void => {
    const resolution = resolve(lineage, id);
    if (resolution.status !== "ambiguous") return;
    const place = { file, position, length: [...id].length };
    const candidates = candidatesOf(lineage, resolution.candidates);
    findings.push({ code: "conflicting-migration", place, taskId: id, candidates });
  };
  for (const task of tasks) {
    for (const former of task.migratedFrom) report(former.id, task.file, former.position);
    if (task.migratedTo !== undefined) report(task.id, task.file, task.position);
  }
  return findings;
};
