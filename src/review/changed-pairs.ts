import type { FileChange } from "../git/raw-diff.ts";
import { sidesOf } from "../history/holder-changes.ts";
import type { FileVersion, RecordReader } from "../history/record-reader.ts";
import type { ExplainedChange } from "../model/association-change.ts";
import type { Base } from "../model/excerpt.ts";
import type { Step } from "../model/lineage.ts";
import type { CommitFiles } from "./commit-files.ts";

/** Two versions of a file, of which a commit made the second of the first. */
export interface ChangedPair extends Pair {
  readonly base: Base;
}

interface Pair {
  readonly before: FileVersion | undefined;
  readonly after: FileVersion | undefined;
}

/**
 * The files in which a commit moved a task, or changed what a session names; of a merge without
 * git's own version to compare with, in the eyes of each parent.
 * @param reader has loaded the commit's files
 */
export function changedPairs(
  item: Step | ExplainedChange,
  { commit, files, perParent, automatic }: CommitFiles,
  reader: RecordReader,
): readonly ChangedPair[] {
  const sides = perParent ?? sidesOf(files);
  return sides.flatMap((side, i) =>
    pairsIn(item, side, reader).flatMap((pair): readonly ChangedPair[] => {
      const isAutomatic = automatic !== undefined && !isIn(automatic.conflicted, pair);
      if (isAutomatic) return i > 0 ? [] : [{ ...pair, base: { kind: "automatic-merge" } }];
      const parent = commit.parents[i];
      if (parent === undefined) return [{ ...pair, base: { kind: "nothing" } }];
      return [{ ...pair, base: { kind: "parent", commit: parent } }];
    }),
  );
}

function isIn(paths: ReadonlySet<string>, { before, after }: Pair): boolean {
  return [before, after].some(version => version !== undefined && paths.has(version.path));
}

function pairsIn(
  item: Step | ExplainedChange,
  files: readonly FileChange[],
  reader: RecordReader,
): readonly Pair[] {
  const isStep = "evidence" in item;
  const was = isStep ? fileOfTask(item, files, reader) : item.from?.file;
  const is = isStep ? item.evidence.file : item.file;
  const find = (path: string | undefined) => files.find(file => file.path === path);
  const [from, to] = [find(was), find(is)];
  const isMoved = from?.after === undefined && to?.before === undefined;
  const pairs =
    from !== to && isMoved
      ? [{ before: versionOf(from, "before"), after: versionOf(to, "after") }]
      : [...new Set([from, to])].map(file => {
          return { before: versionOf(file, "before"), after: versionOf(file, "after") };
        });
  return pairs.filter(isChange);
}

/** One side of a conflict may have what the merge has. */
function isChange({ before, after }: Pair): boolean {
  return before?.blob !== after?.blob || before?.path !== after?.path;
}

/** Where a task stood before it moved. */
function fileOfTask(
  { from }: Step,
  files: readonly FileChange[],
  reader: RecordReader,
): string | undefined {
  return files.find(file => {
    const version = versionOf(file, "before");
    return version !== undefined && reader.recordsOf(version).tasks.some(({ id }) => id === from);
  })?.path;
}

function versionOf(
  file: FileChange | undefined,
  side: "before" | "after",
): FileVersion | undefined {
  const blob = file?.[side];
  return file === undefined || blob === undefined ? undefined : { path: file.path, blob };
}
