import type { Finding } from "../model/finding.ts";
import { resolve } from "../model/lineage.ts";
import { atReference, candidatesOf, judged, placeOfTask, type Rule } from "./rule.ts";

/**
 * A live task has an ID that another task retired; reported there, and at each reference to it of
 * which history does not tell which task is meant.
 */
export const reusedTaskId: Rule = project => {
  const { lineage, history } = project;
  const { isCut } = history;
  const findings: Finding[] = [];
  for (const [id, tasks] of lineage.liveTasks) {
    const resolution = resolve(lineage, id);
    if (resolution.status !== "reused") continue;
    const candidates = candidatesOf(lineage, resolution.candidates);
    for (const task of tasks) {
      const place = placeOfTask(task);
      findings.push({ code: "reused-task-id", place, taskId: id, candidates, isCut });
    }
  }
  for (const { reference, verdict } of judged(project, "reused")) {
    const candidates = candidatesOf(lineage, verdict.candidates);
    findings.push({ code: "reused-task-id", ...atReference(reference), candidates, isCut });
  }
  return findings;
};
