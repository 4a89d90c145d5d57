import { prepareEdits, rewriteAsPlanned } from "../fix/edit.ts";
import { compareText } from "../model/finding.ts";
import { append, groupBy } from "../model/group-by.ts";
import type { Reference } from "../model/record.ts";
import type { Settings } from "../model/settings.ts";
import type { Fix } from "../model/verdict.ts";
import { decode, filesAtOnce } from "../snapshots/records.ts";
import type { FileEntry, Snapshot } from "../snapshots/snapshot.ts";
import { referencesIn } from "../yaml/read-file.ts";
import { rewriteText } from "../yaml/rewrite.ts";
import { type Digests, digestsOf, someDigests } from "./digest.ts";
import type { Move } from "./move.ts";
import { changedBefore, eachWork } from "./units.ts";

/** The references of one file that follow the tasks. The edit is made again when it is written. */
export interface ReferenceEdit {
  readonly path: string;
  readonly fixes: readonly Fix[];
  /** Of a file that tasks are migrated in: all references that stood in it before. */
  readonly before: readonly Reference[] | undefined;
  /** Of what the file holds before and afterwards. */
  readonly digests: Digests;
}

/**
 * The edits that make references follow, once the tasks have moved: before that a reference would
 * name a task that does not exist yet, and a crash would leave it so. In a task file that was
 * edited itself they are made in what came out of that.
 *
 * @param taskReferences all that stand in task files
 * @param isDryRun then they are tried, and not kept
 * @returns each is made whenever its turn comes
 * @throws WriteError when a file is not what it was when it was read
 */
export async function referenceEdits(
  snapshot: Snapshot,
  entries: readonly FileEntry[],
  fixes: readonly Fix[],
  moves: readonly Move[],
  taskReferences: readonly Reference[],
  settings: Settings,
  isDryRun: boolean,
): Promise<Iterable<ReferenceEdit>> {
  const edits: ReferenceEdit[] = [];
  const ofTasks = groupBy(fixes.filter(isOfTask), ({ reference }) => reference.file);
  const inMoved = moves.filter(({ task }) => ofTasks.has(task.file));
  const movedFiles = new Set(inMoved.map(({ task }) => task.file));
  const inMovedFiles = groupBy(
    taskReferences.filter(({ file }) => movedFiles.has(file)),
    ({ file }) => file,
  );
  for await (const [file, { results }] of eachWork(snapshot, entries, inMoved, settings)) {
    for (const { path, after } of results) {
      const edit = { path, fixes: ofTasks.get(file) ?? [], before: inMovedFiles.get(file) ?? [] };
      const edited = editReferences(edit, Buffer.from(after, "utf8"), settings);
      if (edited === undefined) throw changedBefore(file);
      // Not spread: V8 would lay out each of them anew, at 200 bytes.
      const { fixes, before } = edit;
      if (!isDryRun) edits.push({ path, fixes, before, digests: digestsOf([after, edited]) });
    }
  }
  const others = fixes.filter(({ reference }) => !movedFiles.has(reference.file));
  const packed: PackedEdits[] = [];
  for (const byFile of byFiles(others)) {
    const some = entries.filter(({ path }) => byFile.has(path));
    const prepared = await prepareEdits(snapshot, some, byFile, settings);
    if (isDryRun) continue;
    const digests = new Map(
      prepared.map(({ entry, before, after }) => [entry.path, digestsOf([before, after])]),
    );
    packed.push({
      fixes: [...byFile.values()].flat(),
      digests: [...byFile.keys()].map(path => digests.get(path)).join(""),
    });
  }
  return {
    *[Symbol.iterator]() {
      yield* edits;
      for (const some of packed) yield* unpack(some);
    },
  };
}

/**
 * The edits of some files that no task is migrated in: 100,000 of them, each for itself, would take 18 MB.
 */
interface PackedEdits {
  /** Those of a file one after the other. */
  readonly fixes: readonly Fix[];
  /** Two of each file. */
  readonly digests: Digests;
}

function* unpack({ fixes, digests }: PackedEdits): Generator<ReferenceEdit> {
  let at = 0;
  for (const [path, some] of groupBy(fixes, ({ reference }) => reference.file)) {
    yield { path, fixes: some, before: undefined, digests: someDigests(digests, at, 2) };
    at += 2;
  }
}

function isOfTask({ reference }: Fix): boolean {
  return reference.holder.kind === "task";
}

/** The fixes by their file, of so many files at a time as are read together. */
function* byFiles(fixes: readonly Fix[]): Generator<ReadonlyMap<string, readonly Fix[]>> {
  const sorted = fixes.toSorted((a, b) => compareText(a.reference.file, b.reference.file));
  let some = new Map<string, Fix[]>();
  for (const fix of sorted) {
    const { file } = fix.reference;
    if (some.size === filesAtOnce && !some.has(file)) {
      yield some;
      some = new Map();
    }
    append(some, file, fix);
  }
  if (some.size > 0) yield some;
}

/**
 * The file's content with its references rewritten.
 * @returns `undefined` where the references do not stand there as they did
 */
export function editReferences(
  { path, fixes, before }: Omit<ReferenceEdit, "digests">,
  content: Buffer,
  settings: Settings,
): Buffer | undefined {
  if (before === undefined) return rewriteAsPlanned(path, content, fixes, settings);
  const text = decode(content);
  return text === undefined ? undefined : editMoved(path, text, before, fixes, settings);
}

/**
 * References were read from the text before the tasks moved: the same stand in the one after.
 * @param before all references of the file as it was read
 */
function editMoved(
  path: string,
  text: string,
  before: readonly Reference[],
  fixes: readonly Fix[],
  settings: Settings,
): Buffer | undefined {
  const after = referencesIn(path, "task", text, settings);
  const same =
    before.length === after.length &&
    before.every(({ scalar }, i) => scalar.text === after[i]?.scalar.text);
  if (!same) return undefined;
  const fixOf = new Map(fixes.map(fix => [fix.reference, fix]));
  const moved = before.flatMap((reference, i): Fix[] => {
    const [fix, now] = [fixOf.get(reference), after[i]];
    return fix === undefined || now === undefined ? [] : [{ ...fix, reference: now }];
  });
  return Buffer.from(rewriteText(text, moved, "task", settings, after), "utf8");
}
