import { nameFromFile, type Reference, type Session } from "../model/record.ts";
import { backendNamed, type Settings } from "../model/settings.ts";
import type { Backend } from "../model/task-id.ts";
import { type Mapping, sourceWithout } from "./mapping.ts";
import { readReferences, readText } from "./reference.ts";
import type { Report } from "./report.ts";

/** Reads a mapping as a session; one without a task is fine. */
export function readSession(
  file: string,
  mapping: Mapping,
  settings: Settings,
  report: Report,
): Session {
  const { name: nameKey, taskId: key, backend: backendKey } = settings.fields.session;
  const nameScalar = readText(mapping, nameKey, report);
  const name = nameScalar?.text ?? nameFromFile(file);
  const backend = readBackend(mapping, settings, report);
  const holder = { kind: "session", name } as const;
  const context = { file, holder, key, backend };
  const [reference] = readReferences(mapping, context, "one", settings, report);
  return {
    name,
    hasOwnName: nameScalar !== undefined,
    file,
    position: nameScalar?.position ?? mapping.position,
    reference,
    body: sourceWithout(mapping, [nameKey, key, backendKey]),
  };
}

function readBackend(mapping: Mapping, settings: Settings, report: Report): Reference["backend"] {
  const scalar = readText(mapping, settings.fields.session.backend, report);
  if (scalar === undefined) return undefined;
  // A name that is no backend's narrows a plain ID to nothing: no ID has such a prefix.
  return { scalar, prefix: backendNamed(settings, scalar.text) ?? (scalar.text as Backend) };
}
