import type { Finding } from "../model/finding.ts";
import { type Lineage, resolve } from "../model/lineage.ts";
import type { QualifiedId } from "../model/task-id.ts";
import type { Position } from "../model/text.ts";
import { candidatesOf, type Rule } from "./rule.ts";

/** One ID was migrated to two different live tasks; reported wherever a task file says so. */
export const conflictingMigration: Rule = project => {
  const { lineage, tasks } = project;
  const findings: Finding[] = [];
  const forked = idsBeforeForks(lineage);
  const report = (id: QualifiedId, file: string, position: Position): void => {
    if (!forked.has(id)) return;
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

/**
 * The IDs that lead to one from which it goes on in two ways: to two others, or to be live and on to
 * another. Only they can have two ends; the others of a long chain need not be followed one by one.
 */
function idsBeforeForks({ stepsFrom, stepsTo, liveTasks }: Lineage): ReadonlySet<QualifiedId> {
  const ids = new Set<QualifiedId>();
  for (const [id, steps] of stepsFrom) {
    if (liveTasks.has(id) || steps.some(({ to }) => to !== steps[0]?.to)) ids.add(id);
  }
  for (const id of ids) for (const { from } of stepsTo.get(id) ?? []) ids.add(from);
  return ids;
}
