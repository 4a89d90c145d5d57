import type { Reference } from "../model/record.ts";
import type { QualifiedId } from "../model/task-id.ts";
import type { TaskProject } from "./task-project.ts";

/**
 * The tasks that references mean, by who holds each: one of a session by its place among those of its
 * file, one of a task by that task's ID, wherever its file is. Those that mean no task are not there.
 */
export type Meanings = ReadonlyMap<string, Meaning>;

export interface Meaning {
  readonly id: QualifiedId;
  /** Where the reference stands. */
  readonly file: string;
}

export function meaningsIn({ references, tasks, verdicts }: TaskProject): Meanings {
  const meanings = new Map<string, Meaning>();
  const add = (key: string, reference: Reference, file: string): void => {
    const verdict = verdicts.get(reference);
    if (verdict?.status !== "live" && verdict?.status !== "stale") return;
    meanings.set(key, { id: verdict.id, file });
  };
  const ofSessions = references.filter(({ holder }) => holder.kind === "session");
  for (const [key, reference] of keysOfSessions(ofSessions)) add(key, reference, reference.file);
  for (const { id, file, migratedTo, references } of tasks) {
    for (const [i, reference] of references.entries()) {
      add(JSON.stringify([id, migratedTo === undefined, i]), reference, file);
    }
  }
  return meanings;
}

/**
 * What references of sessions are known by.
 * @param references those of a file one after the other
 */
export function* keysOfSessions(
  references: Iterable<Reference>,
): Generator<readonly [key: string, reference: Reference]> {
  let place = { file: "", count: 0 };
  for (const reference of references) {
    const { file } = reference;
    place = { file, count: place.file === file ? place.count + 1 : 1 };
    // Most are alone in their file: its name is there already, and takes no more memory.
    yield [place.count === 1 ? file : JSON.stringify([file, place.count]), reference];
  }
}
