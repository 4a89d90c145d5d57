import type { CheckResult } from "../check.ts";
import { applyToWorktree } from "../fix/apply-to-worktree.ts";
import { prepareEdits } from "../fix/edit.ts";
import type { Place } from "../fix/worktree-files.ts";
import { groupBy } from "../model/group-by.ts";
import type { FileEntry } from "../snapshots/snapshot.ts";
import type { MovedSession, MovePlan, PlannedSession } from "./move.ts";
import type { Failure } from "./outcome.ts";

/**
 * Carries out a plan in the working tree, file by file: each as a whole or not at all, and one that
 * fails does not stop the others. A dry run does all but write.
 * @param checked the result that the plan was made from
 */
export async function applyMoves(
  place: Place,
  checked: CheckResult,
  { sessions }: MovePlan,
  dryRun: boolean,
): Promise<readonly MovedSession[]> {
  const entryOf = new Map(checked.entries.map(entry => [entry.path, entry]));
  const inFile = groupBy(sessions, ({ reference }) => reference.file);
  const failures = new Map<PlannedSession, Failure>();
  for (const [file, planned] of inFile) {
    const entry = entryOf.get(file) ?? { path: file };
    const rewrite = (): Promise<void> => rewriteFile(place, checked, entry, planned, dryRun);
    for (const [session, failure] of await failuresIn(planned, rewrite)) {
      failures.set(session, failure);
    }
  }
  return sessions.map(session => {
    const failure = failures.get(session);
    const { name } = session.reference.holder;
    return { ...session, session: name, ...(failure === undefined ? {} : { failure }) };
  });
}

/** Why the sessions of one file are not updated; nothing where they are. */
async function failuresIn(
  planned: readonly PlannedSession[],
  rewrite: () => Promise<void>,
): Promise<readonly (readonly [PlannedSession, Failure])[]> {
  const [blocked] = planned.filter(isBlocked);
  if (blocked !== undefined) {
    const session = blocked.reference.holder.name;
    return planned.map(one => [one, obstacleTo(one) ?? { kind: "same-file", session }]);
  }
  try {
    await rewrite();
    return [];
  } catch (error) {
    return planned.map(one => [one, { kind: "thrown", error }]);
  }
}

function isBlocked(planned: PlannedSession): boolean {
  return obstacleTo(planned) !== undefined;
}

function obstacleTo({ reference: { scalar }, rewrite }: PlannedSession): Failure | undefined {
  if (scalar.shared === undefined || scalar.text === rewrite.taskId) return undefined;
  return { kind: scalar.shared };
}

async function rewriteFile(
  place: Place,
  { snapshot, project }: CheckResult,
  entry: FileEntry,
  planned: readonly PlannedSession[],
  dryRun: boolean,
): Promise<void> {
  const fixes = planned.map(({ reference, rewrite }) => ({ reference, rewrite, steps: [] }));
  const plan = new Map([[entry.path, fixes]]);
  const edits = await prepareEdits(snapshot, [entry], plan, project.settings);
  const changed = edits.filter(({ before, after }) => !before.equals(after));
  if (!dryRun) await applyToWorktree(place, changed);
}
