import type { Rule } from "./rule.ts";

/** Something is not readable as a session or task. */
export const invalidFile: Rule = project =>
  project.problems.map(({ file, position, reason }) => ({
    code: "invalid-file",
    place: { file, position, length: 0 },
    reason,
  }));
