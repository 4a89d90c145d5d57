import { WriteError } from "../errors.ts";
import { prepareEdits } from "../fix/edit.ts";
import type { Plan } from "../fix/plan.ts";
import { groupBy } from "../model/group-by.ts";
import type { Project } from "../model/project.ts";
import type { Reference } from "../model/record.ts";
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
  { references, settings }: Project,
): Promise<readonly Operation[]> {
  const byFile = groupBy(fixes, ({ reference }) => reference.file);
  const results = units.flatMap(unit => unit.results);
  const files = new Set(results.map(({ file }) => file));
  const inResults = groupBy(
    references.filter(({ file }) => files.has(file)),
    ({ file }) => file,
  );
  const inMoved = results.flatMap((result): Operation[] => {
    const inFile = byFile.get(result.file) ?? [];
    const all = inResults.get(result.file) ?? [];
    return inFile.length === 0 ? [] : [editAfter(result, all, inFile, settings)];
  });
  for (const file of files) byFile.delete(file);
  const others: Plan = byFile;
  const edits = await prepareEdits(snapshot, entries, others, settings);
  return [
    ...inMoved,
    ...edits.map(({ entry, before, after }): Operation => {
      return { kind: "edit", path: entry.path, before, after };
    }),
  ];
}

/**
 * References were read from the text before the tasks moved: the same stand in the one after.
 * @param before all references of the file as it was read
 */
function editAfter(
  result: Result,
  before: readonly Reference[],
  fixes: readonly Fix[],
  settings: Settings,
): Operation {
  const after = referencesIn(result.path, "task", result.after, settings);
  const same =
    before.length === after.length &&
    before.every(({ scalar }, i) => scalar.text === after[i]?.scalar.text);
  if (!same) {
    throw new WriteError(`${result.file} changed since it was read; nothing was written`, {
      hint: "run the same command again",
    });
  }
  const fixOf = new Map(fixes.map(fix => [fix.reference, fix]));
  const moved = before.flatMap((reference, i): Fix[] => {
    const [fix, now] = [fixOf.get(reference), after[i]];
    return fix === undefined || now === undefined ? [] : [{ ...fix, reference: now }];
  });
  return {
    kind: "edit",
    path: result.path,
    before: Buffer.from(result.after, "utf8"),
    after: Buffer.from(rewriteText(result.after, moved, "task", settings, after), "utf8"),
  };
}
