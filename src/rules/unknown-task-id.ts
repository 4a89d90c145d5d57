import type { Finding } from "../model/finding.ts";
import { unknownCause } from "../model/unknown-cause.ts";
import { atReference, judged, type Rule } from "./rule.ts";

/** No task, now or in history, has the ID; or its migrations never reach a live task. */
export const unknownTaskId: Rule = project =>
  (["unknown", "lost", "cycle"] as const).flatMap(status =>
    [...judged(project, status)].map(({ reference, verdict }): Finding => {
      const cause = unknownCause(project, reference, verdict);
      return { code: "unknown-task-id", ...atReference(reference), cause };
    }),
  );
