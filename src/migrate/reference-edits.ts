import { WriteError } from "../errors.ts";
import { prepareEdits } from "../fix/edit.ts";
import type { Plan } from "../fix/plan.ts";
import type { Settings } from "../model/settings.ts";
import type { Fix } from "../model/verdict.ts";
import type { FileEntry, Snapshot } from "../snapshots/snapshot.ts";
import { referencesIn } from "../yaml/read-file.ts";
import { rewriteText } from "../yaml/rewrite.ts";
import type { Operation, Result, Unit } from "./operations.ts";

/**
 * The edits that make references follow, once the tasks have moved: before that a reference would
 * name a task that does not exist yet, and a crash would leave it so. In a task file that was
 * edited itself they are made in what came out of that.
 */
export async function referenceEdits(
  snapshot: Snapshot,
  entries: readonly FileEntry[],
  fixes: readonly Fix[],
  units: readonly Unit[],
  settings: Settings,
): Promise<readonly Operation[]> {
  const byFile = new Map<string, Fix[]>();
  for (const fix of fixes) {
    const others = byFile.get(fix.reference.file);
    if (others === undefined) byFile.set(fix.reference.file, [fix]);
    else others.push(fix);
  }
  const results = units.flatMap(unit => unit.results);
  const inMoved = results.flatMap((result): Operation[] => {
    const inFile = byFile.get(result.file) ?? [];
    return inFile.length === 0 ? [] : [editAfter(result, inFile, settings)];
  });
  for (const { file } of results) byFile.delete(file);
  const others: Plan = byFile;
  const edits = await prepareEdits(snapshot, entries, others, settings);
  return [
    ...inMoved,
    ...edits.map(({ entry, before, after }): Operation => {
      return { kind: "edit", path: entry.path, before, after };
    }),
  ];
}

/** References were read from the text before the tasks moved: the same stand in the one after. */
function editAfter(result: Result, fixes: readonly Fix[], settings: Settings): Operation {
  const before = referencesIn(result.file, "task", result.before, settings);
  const after = referencesIn(result.path, "task", result.after, settings);
  const indexes = new Map(before.map(({ scalar }, i) => [scalar.span.start, i]));
  const moved = fixes.map(fix => {
    const { scalar } = fix.reference;
    const i = indexes.get(scalar.span.start) ?? -1;
    const reference = after[i];
    if (reference === undefined || before[i]?.scalar.text !== scalar.text) {
      throw new WriteError(`${result.file} changed since it was read; nothing was written`, {
        hint: "run the same command again",
      });
    }
    return { ...fix, reference };
  });
  return {
    kind: "edit",
    path: result.path,
    before: Buffer.from(result.after, "utf8"),
    after: Buffer.from(rewriteText(result.after, moved, "task", settings), "utf8"),
  };
}
