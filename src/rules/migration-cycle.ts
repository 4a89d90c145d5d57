import type { Finding } from "../model/finding.ts";
import { firstStepFrom, type Lineage, resolve } from "../model/lineage.ts";
import type { QualifiedId } from "../model/task-id.ts";
import { placeOfTask, type Rule } from "./rule.ts";

/** Tombstones lead round in a circle; reported once, at the circle's first tombstone. */
export const migrationCycle: Rule = project => {
  const { lineage, tasks } = project;
  const findings: Finding[] = [];
  const reported = new Set<QualifiedId>();
  const circling = idsInCircles(
    lineage,
    tasks.flatMap(task => (task.migratedTo === undefined ? [] : task.id)),
  );
  for (const task of tasks) {
    if (task.migratedTo === undefined || reported.has(task.id) || !circling.has(task.id)) continue;
    const resolution = resolve(lineage, task.id);
    if (resolution.status !== "cycle" || !resolution.path.includes(task.id)) continue;
    for (const id of resolution.path) reported.add(id);
    const { path } = resolution;
    findings.push({ code: "migration-cycle", place: placeOfTask(task), taskId: task.id, path });
  }
  return findings;
};

/** The IDs that first steps lead back to: only they can be reported, and each is passed once. */
function idsInCircles(lineage: Lineage, starts: readonly QualifiedId[]): ReadonlySet<QualifiedId> {
  const circling = new Set<QualifiedId>();
  const passed = new Map<QualifiedId, QualifiedId>();
  for (const start of starts) {
    let id: QualifiedId | undefined = start;
    while (id !== undefined && !passed.has(id)) {
      passed.set(id, start);
      id = firstStepFrom(lineage, id);
    }
    if (id === undefined || passed.get(id) !== start) continue;
    for (; !circling.has(id); id = firstStepFrom(lineage, id) ?? id) circling.add(id);
  }
  return circling;
}
