import { perFields } from "../model/per-fields.ts";
import { type NamedSession, nameFromFile, type Reference, type Session } from "../model/record.ts";
import { backendNamed, type Settings } from "../model/settings.ts";
import { sessionShapes } from "../model/shapes.ts";
import type { Backend } from "../model/task-id.ts";
import { type Mapping, sourceWithout } from "./mapping.ts";
import type { PlainMapping } from "./plain-document.ts";
import { readReferences, readText } from "./reference.ts";
import type { Report } from "./report.ts";

const keysOf = perFields(fields => {
  const shapes = sessionShapes(fields);
  return { shapes, identifying: Object.values(shapes).map(({ key }) => key) };
});

/** Reads a mapping as a session; one without a task is fine. */
export function readSession(
  file: string,
  mapping: Mapping | PlainMapping,
  settings: Settings,
  report: Report,
): Session {
  const body = sourceWithout(mapping, keysOf(settings.fields).identifying);
  const named = readNamedSession(file, mapping, settings, report);
  const { name, hasOwnName, position, reference } = named;
  // As in task.ts: spreading takes memory.
  return { name, hasOwnName, file, position, reference, body };
}

/** As `readSession`, less its body. */
export function readNamedSession(
  file: string,
  mapping: Mapping | PlainMapping,
  settings: Settings,
  report: Report,
): NamedSession {
  const { shapes } = keysOf(settings.fields);
  const nameScalar = readText(mapping, shapes.name.key, report);
  const name = nameScalar?.text ?? nameFromFile(file);
  const backend = readBackend(mapping, shapes.backend.key, settings, report);
  const holder = { kind: "session", name } as const;
  const context = { file, holder, backend };
  const [reference] = readReferences(mapping, shapes.taskId, context, settings, report);
  return {
    name,
    hasOwnName: nameScalar !== undefined,
    file,
    position: nameScalar?.position ?? mapping.position,
    reference,
  };
}

function readBackend(
  mapping: Mapping | PlainMapping,
  key: string,
  settings: Settings,
  report: Report,
): Reference["backend"] {
  const scalar = readText(mapping, key, report);
  if (scalar === undefined) return undefined;
  // A name that is no backend's narrows a plain ID to nothing: no ID has such a prefix.
  return { scalar, prefix: backendNamed(settings, scalar.text) ?? (scalar.text as Backend) };
}
