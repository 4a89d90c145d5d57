import { limits } from "../limits.ts";
import type { ProblemReason, Reference, Scalar } from "../model/record.ts";
import type { Settings } from "../model/settings.ts";
import type { KeyShape } from "../model/shapes.ts";
import { isBackend, parseTaskId } from "../model/task-id.ts";
import { type Mapping, valueUnder } from "./mapping.ts";
import type { PlainMapping } from "./plain-document.ts";
import type { Report } from "./report.ts";
import type { Value } from "./value.ts";

/** The scalar under a key; anything else that stands there is reported. */
export function readText(
  mapping: Mapping | PlainMapping,
  key: string,
  report: Report,
): Scalar | undefined {
  const value = valueUnder(mapping, key);
  if (value === undefined || value.kind === "absent") return undefined;
  if (value.kind !== "scalar") report(value.position, { kind: "not-text", key });
  else if (isTooLong(value.scalar)) report(value.scalar.position, tooLong(key));
  else return value.scalar;
  return undefined;
}

function isTooLong({ text }: Scalar): boolean {
  return text.length > limits.nameLength && [...text].length > limits.nameLength;
}

function tooLong(key: string): ProblemReason {
  return { kind: "too-long", key, limit: limits.nameLength };
}

/** The references under a key. */
export function readReferences(
  mapping: Mapping | PlainMapping,
  shape: KeyShape & { readonly holds: "task-id" },
  context: Pick<Reference, "file" | "holder" | "backend">,
  settings: Settings,
  report: Report,
): readonly Reference[] {
  const { key } = shape;
  const { file, holder, backend } = context;
  // Loops rather than `flatMap` and spreads: this runs for every file of a repository.
  const references: Reference[] = [];
  for (const scalar of scalarsOf(mapping, shape, settings, report)) {
    const taskId = parseTaskId(scalar.text);
    if (taskId !== undefined) references.push({ file, holder, backend, key, scalar, taskId });
    else report(scalar.position, { kind: "not-an-id", key, text: scalar.text });
  }
  return references;
}

/** The scalars under a key; what is in the wrong shape is reported. */
export function scalarsOf(
  mapping: Mapping | PlainMapping,
  { key, isList = false }: KeyShape,
  settings: Settings,
  report: Report,
): readonly Scalar[] {
  const value = valueUnder(mapping, key);
  if (value === undefined) return [];
  const values = value.kind === "list" && isList ? value.values : [value];
  const scalars: Scalar[] = [];
  for (const item of values) {
    const comment = swallowedBy(item, settings);
    if (comment !== undefined) report(positionOf(item), { kind: "comment", key, comment });
    else if (item.kind === "scalar") {
      if (isTooLong(item.scalar)) report(item.scalar.position, tooLong(key));
      else scalars.push(item.scalar);
    } else if (item.kind !== "absent") report(positionOf(item), { kind: "not-text", key });
  }
  return scalars;
}

/**
 * The part of an ID that YAML took for a comment: all of `taskId: #123`, the number of
 * `taskId: md #123`.
 */
function swallowedBy(value: Value, settings: Settings): string | undefined {
  if (value.kind === "absent") {
    return value.comment !== undefined && /\d/.test(value.comment) ? value.comment : undefined;
  }
  if (value.kind !== "scalar" || value.comment === undefined) return undefined;
  const { text } = value.scalar;
  const isPrefix = text === "task" || (isBackend(text) && settings.backends.has(text));
  return isPrefix ? value.comment : undefined;
}

function positionOf(value: Value) {
  return value.kind === "scalar" ? value.scalar.position : value.position;
}
