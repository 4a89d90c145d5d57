import type { PlacedId, Reference, Task } from "../model/record.ts";
import type { Settings } from "../model/settings.ts";
import { parseQualifiedId } from "../model/task-id.ts";
import { type Mapping, sourceWithout } from "./mapping.ts";
import { readReferences, readText, type Shape, scalarsOf } from "./reference.ts";
import type { Report } from "./report.ts";

/** Reads a mapping as a task; `[]` when it has no qualified ID, which is reported. */
export function readTask(
  file: string,
  mapping: Mapping,
  settings: Settings,
  report: Report,
): readonly Task[] {
  const { id: idKey, migratedFrom, migratedTo, references: referenceKeys } = settings.fields.task;
  let isReported = false;
  const [own] = readIds(mapping, idKey, "one", settings, (...problem) => {
    isReported = true;
    report(...problem);
  });
  if (own === undefined) {
    if (!isReported) report(mapping.position, { kind: "missing-id", key: idKey });
    return [];
  }
  const { id, position } = own;
  const holder = { kind: "task", name: id } as const;
  const references = referenceKeys.flatMap((key): readonly Reference[] =>
    readReferences(mapping, { file, holder, key, backend: undefined }, "list", settings, report),
  );
  return [
    {
      id,
      file,
      position,
      migratedFrom: readIds(mapping, migratedFrom, "list", settings, report),
      migratedTo: readIds(mapping, migratedTo, "one", settings, report)[0],
      references,
      title: readText(mapping, "title", () => {})?.text,
      status: readText(mapping, "status", () => {})?.text,
      content: sourceWithout(mapping, [idKey, migratedFrom, migratedTo, ...referenceKeys]),
      body: sourceWithout(mapping, [idKey, migratedFrom, migratedTo]),
    },
  ];
}

function readIds(
  mapping: Mapping,
  key: string,
  shape: Shape,
  settings: Settings,
  report: Report,
): readonly PlacedId[] {
  return scalarsOf(mapping, key, shape, settings, report).flatMap(({ text, position }) => {
    const id = parseQualifiedId(text);
    if (id !== undefined) return [{ id, position }];
    report(position, { kind: "not-qualified", key, text });
    return [];
  });
}
