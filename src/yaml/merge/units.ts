import type { FileKind, Reference } from "../../model/record.ts";
import type { Settings } from "../../model/settings.ts";
import { mapThree, sideOf, type ThreeWay } from "../../model/three-way.ts";
import type { KeyText, RecordText } from "./split-text.ts";

/**
 * Keys that mean one thing together. Where one side changes `taskId` and the other the `backend`
 * beside it, the two changes together would name a third task, which nobody meant.
 */
export interface Unit {
  readonly keys: readonly string[];
  /** Whether it names a task, so that two IDs of that task are no conflict. */
  readonly isReference: boolean;
}

export function unitsOf(kind: FileKind, { fields }: Settings): readonly Unit[] {
  if (kind === "session") {
    return [{ keys: [fields.session.taskId, fields.session.backend], isReference: true }];
  }
  const { id, migratedFrom, migratedTo, references } = fields.task;
  return [
    { keys: [id, migratedFrom, migratedTo], isReference: false },
    ...references.map(key => ({ keys: [key], isReference: true })),
  ];
}

/** A record as base and both sides have it; a base that has it not has no keys. */
export type ThreeRecords = ThreeWay<Pick<RecordText, "keys" | "references">>;

/** A unit's values as one text each, for comparison. */
export function valuesOf(records: ThreeRecords, { keys }: Unit): ThreeWay<string> {
  const valuesIn = (record: ThreeRecords["base"]): string =>
    JSON.stringify(keys.map(key => record.keys.get(key)?.value ?? null));
  return mapThree(records, valuesIn);
}

/** Whether both sides changed the lines of a unit, in different ways. */
export function isContested(records: ThreeRecords, { keys }: Unit): boolean {
  const linesIn = (record: ThreeRecords["base"]): string =>
    JSON.stringify(keys.map(key => record.keys.get(key)?.body ?? null));
  return sideOf(mapThree(records, linesIn)) === undefined;
}

/** The task that each side names, where both do, and the question is open. */
export function namedTwice(records: ThreeRecords, unit: Unit) {
  if (!unit.isReference || !isContested(records, unit)) return undefined;
  const values = valuesOf(records, unit);
  if (values.ours === values.theirs) return undefined;
  const [ours, theirs] = [records.ours, records.theirs].map(record => referenceIn(record, unit));
  return ours === undefined || theirs === undefined ? undefined : { ours, theirs };
}

function referenceIn({ references }: ThreeRecords["base"], { keys }: Unit): Reference | undefined {
  return keys.flatMap(key => references.get(key) ?? [])[0];
}

/** All the lines of a unit, as they follow one another in the record. */
export function linesOf({ keys }: ThreeRecords["base"], unit: Unit): string {
  return [...keys]
    .flatMap(([key, text]) => (unit.keys.includes(key) ? wholeOf(text) : []))
    .join("");
}

export function wholeOf({ lead, body }: KeyText): string {
  return lead + body;
}
