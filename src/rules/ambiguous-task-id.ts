import { atReference, candidatesOf, judged, type Rule } from "./rule.ts";

/** Several tasks fit the reference and history does not decide. */
export const ambiguousTaskId: Rule = project =>
  [...judged(project, "ambiguous")].map(({ reference, verdict }) => ({
    code: "ambiguous-task-id",
    ...atReference(reference),
    candidates: candidatesOf(project.lineage, verdict.candidates),
    isCut: project.history.isCut,
  }));
