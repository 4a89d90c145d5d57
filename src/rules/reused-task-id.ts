import type { Finding } from "../model/finding.ts";
import { resolve } from "../model/lineage.ts";
import { atReference, candidatesOf, judged, placeOfTask, type Rule } from "./rule.ts";

/** A live task has an ID that another task retired; reported there and at each reference to it. */
export const reusedTaskId: Rule = project => {
  const { lineage } = project;
  const findings: Finding[] = [];
  for (const [id, tasks] of lineage.liveTasks) {
    const resolution = resolve(lineage, id);
    if (resolution.status !== "reused") continue;
    const candidates = candidatesOf(lineage, resolution.candidates);
    for (const task of tasks) {
      findings.push({ code: "reused-task-id", place: placeOfTask(task), taskId: id, candidates });
    }
  }
  for (const { reference, verdict } of judged(project, "reused")) {
    const candidates = candidatesOf(lineage, verdict.candidates);
    findings.push({ code: "reused-task-id", ...atReference(reference), candidates });
  }
  return findings;
};
