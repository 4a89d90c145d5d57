import type { Finding, Place } from "../model/finding.ts";
import { placeOfTask, type Rule } from "./rule.ts";

/**
 * Two live tasks, or two tombstones, have the same ID; reported at every one after the first. A
 * live task with the ID of a tombstone is `reused-task-id`.
 */
export const duplicateTaskId: Rule = project => {
  const firsts = new Map<string, Place>();
  const findings: Finding[] = [];
  for (const task of project.tasks) {
    const key = `${task.migratedTo === undefined ? "live" : "tombstone"} ${task.id}`;
    const place = placeOfTask(task);
    const first = firsts.get(key);
    if (first === undefined) firsts.set(key, place);
    else findings.push({ code: "duplicate-task-id", place, taskId: task.id, first });
  }
  return findings;
};
