import type { Finding } from "../model/finding.ts";
import { resolve } from "../model/lineage.ts";
import type { QualifiedId } from "../model/task-id.ts";
import { placeOfTask, type Rule } from "./rule.ts";

/** Tombstones lead round in a circle; reported once, at the circle's first tombstone. */
export const migrationCycle: Rule = project => {
  const findings: Finding[] = [];
  const reported = new Set<QualifiedId>();
  for (const task of project.tasks) {
    if (task.migratedTo === undefined || reported.has(task.id)) continue;
    const resolution = resolve(project.lineage, task.id);
    if (resolution.status !== "cycle" || !resolution.path.includes(task.id)) continue;
    for (const id of resolution.path) reported.add(id);
    const { path } = resolution;
    findings.push({ code: "migration-cycle", place: placeOfTask(task), taskId: task.id, path });
  }
  return findings;
};
