import { placeOfTask, type Rule } from "./rule.ts";

/** Two live tasks have the same ID; reported at every one after the first. */
export const duplicateTaskId: Rule = project =>
  [...project.lineage.liveTasks].flatMap(([id, tasks]) => {
    const [first, ...others] = tasks.map(placeOfTask);
    if (first === undefined) return [];
    return others.map(place => ({ code: "duplicate-task-id", place, taskId: id, first }));
  });
