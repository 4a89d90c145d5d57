import type { ProblemReason, Task } from "../model/record.ts";
import type { Settings } from "../model/settings.ts";
import type { QualifiedId } from "../model/task-id.ts";
import { applyEdits, positionsIn, type TextEdit } from "../model/text.ts";
import { addToList } from "./add-to-list.ts";
import { parseDocuments } from "./documents.ts";
import { isJson, pairAfter, valueFor } from "./insert.ts";
import { type Mapping, mappingsOf, openSource, pairOf, valueUnder } from "./mapping.ts";
import type { Refusal } from "./refusal.ts";
import { encode } from "./rewrite.ts";
import { readTask } from "./task.ts";

/**
 * What becomes of a live task's record.
 * - `move`: it gets a new ID, and the old one is added to its `migratedFrom`
 * - `bury`: it becomes a tombstone, which keeps its ID and says where the task went
 */
export interface TaskEdit {
  readonly kind: "move" | "bury";
  readonly to: QualifiedId;
}

/**
 * Edits the records of live tasks by splicing the source, and reads the result again: the edited
 * records must say what was meant, and all else what it said before. References are left alone.
 *
 * @param edits by the tasks' IDs
 * @returns the new text, and the tasks that could not be edited
 */
export function editTasks(
  text: string,
  edits: ReadonlyMap<QualifiedId, TaskEdit>,
  settings: Settings,
): { readonly text: string; readonly refused: ReadonlyMap<QualifiedId, Refusal> } {
  const refused = new Map<QualifiedId, Refusal>();
  const possible = new Map<QualifiedId, TaskEdit>();
  const spliced: TextEdit[] = [];
  const before = openTasks(text, settings);
  for (const [id, edit] of edits) {
    const mapping = before.live.get(id);
    const splices: readonly TextEdit[] | Refusal =
      mapping === undefined ? { kind: "gone" } : splicesFor(mapping, id, edit, settings);
    if ("kind" in splices) {
      refused.set(id, splices);
      continue;
    }
    spliced.push(...splices);
    possible.set(id, edit);
  }
  const edited = spliceOrRefuse(text, spliced);
  if (edited !== undefined && isAsMeant(before, openTasks(edited, settings), possible)) {
    return { text: edited, refused };
  }
  for (const id of possible.keys()) refused.set(id, { kind: "misread" });
  return { text, refused };
}

interface OpenTasks {
  readonly live: ReadonlyMap<QualifiedId, Mapping>;
  readonly tasks: readonly Task[];
  readonly reasons: readonly ProblemReason[];
}

/** The tasks of a text, and where the live ones stand in it. */
function openTasks(text: string, settings: Settings): OpenTasks {
  const live = new Map<QualifiedId, Mapping>();
  const tasks: Task[] = [];
  const reasons: ProblemReason[] = [];
  const documents = parseDocuments(text);
  if ("reason" in documents) return { live, tasks, reasons: [documents.reason] };
  const positionAt = positionsIn(text);
  for (const document of documents) {
    for (const mapping of mappingsOf(openSource(text, document, positionAt))) {
      if (!("map" in mapping)) {
        reasons.push({ kind: "not-a-mapping" });
        continue;
      }
      for (const task of readTask("", mapping, settings, (_, reason) => reasons.push(reason))) {
        tasks.push(task);
        if (task.migratedTo === undefined) live.set(task.id, mapping);
      }
    }
  }
  return { live, tasks, reasons };
}

function splicesFor(
  mapping: Mapping,
  id: QualifiedId,
  { kind, to }: TaskEdit,
  settings: Settings,
): readonly TextEdit[] | Refusal {
  const { map, source } = mapping;
  const keys = settings.fields.task;
  const own = valueUnder(mapping, keys.id);
  const pair = pairOf(map, keys.id);
  if (own?.kind !== "scalar" || pair === undefined || own.scalar.shared !== undefined) {
    return { kind: "shared", key: keys.id };
  }
  const inFlow = map.flow === true;
  if (kind === "bury") {
    const style = inFlow && isJson(pair.key) ? "double" : "plain";
    const target = style === "double" ? JSON.stringify(to) : encode({ style, inFlow }, to);
    const there = pairOf(map, keys.migratedTo);
    if (there !== undefined) return [valueFor(source.text, there, target)];
    return [pairAfter(source.text, map, pair, keys.migratedTo, target)];
  }
  const renamed = { span: own.scalar.span, text: encode(own.scalar, to) };
  const added = addToList(mapping, keys.migratedFrom, id, pair);
  return "kind" in added ? added : [renamed, ...added];
}

function spliceOrRefuse(text: string, edits: readonly TextEdit[]): string | undefined {
  try {
    return applyEdits(text, edits);
  } catch (error) {
    // One value is to be two things, as where the configuration gives two meanings to one key.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function isAsMeant(
  before: OpenTasks,
  after: OpenTasks,
  edits: ReadonlyMap<QualifiedId, TaskEdit>,
): boolean {
  const meant = (task: Task): Statement => {
    const said = statementOf(task);
    const edit = task.migratedTo === undefined ? edits.get(task.id) : undefined;
    if (edit === undefined) return said;
    if (edit.kind === "bury") return { ...said, migratedTo: edit.to };
    const isListed = said.migratedFrom.includes(task.id);
    const migratedFrom = isListed ? said.migratedFrom : [...said.migratedFrom, task.id];
    return { ...said, id: edit.to, migratedFrom };
  };
  return (
    JSON.stringify([before.tasks.map(meant), before.reasons]) ===
    JSON.stringify([after.tasks.map(statementOf), after.reasons])
  );
}

type Statement = ReturnType<typeof statementOf>;

/** All that a record says, wherever it stands. */
function statementOf({ id, migratedFrom, migratedTo, references, title, status, body }: Task) {
  return {
    id,
    migratedFrom: migratedFrom.map(former => former.id),
    migratedTo: migratedTo?.id,
    references: references.map(({ key, scalar }) => [key, scalar.text]),
    title,
    status,
    body,
  };
}
