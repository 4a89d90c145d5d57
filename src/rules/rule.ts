import type { Candidate, Finding, Place } from "../model/finding.ts";
import { type Lineage, spend } from "../model/lineage.ts";
import type { Project } from "../model/project.ts";
import type { Reference, Task } from "../model/record.ts";
import type { QualifiedId } from "../model/task-id.ts";

/** Looks at a project and says what is wrong. Pure; one rule for each finding code. */
export type Rule = (project: Project) => readonly Finding[];

export function placeOf(reference: Reference): Place {
  const { scalar, file } = reference;
  return { file, position: scalar.position, length: [...scalar.text].length };
}

export function placeOfTask(task: Task): Place {
  return { file: task.file, position: task.position, length: [...task.id].length };
}

export function candidatesOf(lineage: Lineage, ids: readonly QualifiedId[]): readonly Candidate[] {
  const candidates = ids.flatMap((id): Candidate[] => {
    const tasks = lineage.liveTasks.get(id);
    return tasks?.map(task => ({ id, file: task.file })) ?? [{ id, file: undefined }];
  });
  spend(lineage, candidates.length);
  return candidates;
}

/** The references with one kind of verdict, with that verdict. */
export function* judged<S extends JudgedStatus>(
  project: Project,
  status: S,
): Generator<{ reference: Reference; verdict: JudgedAs<S> }> {
  for (const [reference, verdict] of project.verdicts) {
    if (verdict.status === status) yield { reference, verdict: verdict as JudgedAs<S> };
  }
}

type AnyVerdict = Project["verdicts"] extends ReadonlyMap<Reference, infer V> ? V : never;
type JudgedStatus = AnyVerdict["status"];
type JudgedAs<S extends JudgedStatus> = Extract<AnyVerdict, { status: S }>;

/** What every finding at a reference says of it. */
export function atReference(reference: Reference) {
  const { holder, key, scalar } = reference;
  return { place: placeOf(reference), holder, key, taskId: scalar.text };
}
