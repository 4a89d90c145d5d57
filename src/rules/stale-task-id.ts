import { atReference, judged, type Rule } from "./rule.ts";

/** The reference names a retired ID, and where the task lives now is known. */
export const staleTaskId: Rule = project =>
  [...judged(project, "stale")].map(({ reference, verdict }) => ({
    code: "stale-task-id",
    ...atReference(reference),
    target: verdict.id,
    steps: verdict.steps,
    rewrite: verdict.rewrite,
    obstacle: verdict.obstacle,
    writtenIn: verdict.writtenIn,
  }));
