import { perFields } from "../model/per-fields.ts";
import type { NamedTask, PlacedId, Reference, Task } from "../model/record.ts";
import type { Settings } from "../model/settings.ts";
import { type KeyShape, taskShapes } from "../model/shapes.ts";
import { parseQualifiedId } from "../model/task-id.ts";
import { type Mapping, sourceWithout } from "./mapping.ts";
import type { PlainMapping } from "./plain-document.ts";
import { readReferences, readText, scalarsOf } from "./reference.ts";
import type { Report } from "./report.ts";

const keysOf = perFields(fields => {
  const shapes = taskShapes(fields);
  const identifying = [shapes.id.key, shapes.migratedFrom.key, shapes.migratedTo.key];
  return { shapes, identifying, beyondContent: [...identifying, ...fields.task.references] };
});

/** Reads a mapping as a task; `[]` when it has no qualified ID, which is reported. */
export function readTask(
  file: string,
  mapping: Mapping | PlainMapping,
  settings: Settings,
  report: Report,
): readonly Task[] {
  const { identifying, beyondContent } = keysOf(settings.fields);
  // Not by spreading: V8 gives each object that is made so a layout of its own, of some 400 bytes.
  const named = readNamedTask(file, mapping, settings, report);
  return named.map(({ id, position, migratedFrom, migratedTo, references }) => ({
    id,
    file,
    position,
    migratedFrom,
    migratedTo,
    references,
    title: readText(mapping, "title", () => {})?.text,
    status: readText(mapping, "status", () => {})?.text,
    content: sourceWithout(mapping, beyondContent),
    body: sourceWithout(mapping, identifying),
  }));
}

/** As `readTask`, less its text. */
export function readNamedTask(
  file: string,
  mapping: Mapping | PlainMapping,
  settings: Settings,
  report: Report,
): readonly NamedTask[] {
  const { shapes } = keysOf(settings.fields);
  let isReported = false;
  const [own] = readIds(mapping, shapes.id, settings, (...problem) => {
    isReported = true;
    report(...problem);
  });
  if (own === undefined) {
    if (!isReported) report(mapping.position, { kind: "missing-id", key: shapes.id.key });
    return [];
  }
  const { id, position } = own;
  const holder = { kind: "task", name: id } as const;
  const context = { file, holder, backend: undefined };
  const references: Reference[] = [];
  for (const shape of shapes.references) {
    references.push(...readReferences(mapping, shape, context, settings, report));
  }
  return [
    {
      id,
      file,
      position,
      migratedFrom: readIds(mapping, shapes.migratedFrom, settings, report),
      migratedTo: readIds(mapping, shapes.migratedTo, settings, report)[0],
      references,
    },
  ];
}

function readIds(
  mapping: Mapping | PlainMapping,
  shape: KeyShape & { readonly holds: "qualified-id" },
  settings: Settings,
  report: Report,
): readonly PlacedId[] {
  const ids: PlacedId[] = [];
  for (const { text, position } of scalarsOf(mapping, shape, settings, report)) {
    const id = parseQualifiedId(text);
    if (id !== undefined) ids.push({ id, position });
    else report(position, { kind: "not-qualified", key: shape.key, text });
  }
  return ids;
}
