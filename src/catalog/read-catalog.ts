import type { Repository } from "../git/repository.ts";
import { limits } from "../limits.ts";
import type { Settings } from "../model/settings.ts";
import {
  mentionsOf,
  mentionsOfLines,
  type OnProgress,
  recordFileKinds,
} from "../snapshots/records.ts";
import type { FileEntry } from "../snapshots/snapshot.ts";
import type { Catalog, CatalogFile } from "./catalog.ts";
import { newCatalogBuilder } from "./catalog-builder.ts";
import { type CommitFiles, eachContent } from "./commit-files.ts";
import type { CatalogContent } from "./content.ts";

/** How many files are read between two words on progress. */
const stride = 1000;

/** Who is told of what is read. */
export interface Told {
  readonly onProgress?: OnProgress | undefined;
  /** The content of a task file, or the size of one that is too large. */
  readonly onTaskFile?: OnTaskFile | undefined;
}

type OnTaskFile = (
  version: { readonly path: string; readonly blob: string },
  content: Buffer | number,
) => void;

/**
 * Reads what the catalog of a commit is to hold. No more than one file is in memory at a time, beside the catalog.
 * @param kept one of another commit: what is the same there is not read again
 */
export async function readCatalog(
  { git }: Repository,
  settings: Settings,
  files: CommitFiles,
  kept: Catalog | undefined,
  { onProgress, onTaskFile }: Told = {},
): Promise<CatalogContent> {
  const { commit, entries } = files;
  const older = kept?.whole();
  const builder = newCatalogBuilder(entries, settings);
  const sameOf = older === undefined ? () => undefined : sameVersions(older);
  const unknown: number[] = [];
  entries.forEach((entry, file) => {
    const same = sameOf(entry);
    if (older === undefined || same === undefined) unknown.push(file);
    else builder.copy(file, older, same);
  });
  const kindOf = recordFileKinds(settings);
  let read = 0;
  /** @returns whether that was enough */
  const add = (file: number, blob: Buffer | number, readMentions: ReadMentions): boolean => {
    const entry = entries[file];
    if (entry === undefined) return false;
    const { path, oid = "" } = entry;
    const kind = kindOf(path);
    const content =
      typeof blob === "number"
        ? ({ kind: "too-large", bytes: blob, limit: limits.fileBytes } as const)
        : blob;
    const mentions = readMentions({ entry, content }, kind, settings);
    if (mentions === undefined) return false;
    // With two bytes for each line end it may be too large on disk.
    const isDoubtful = typeof blob !== "number" && blob.length * 2 > limits.fileBytes;
    if (kind === "task") onTaskFile?.({ path, blob: oid }, blob);
    builder.add(file, mentions, isDoubtful);
    if (++read % stride === 0) onProgress?.(read, unknown.length);
    return true;
  };
  const takeLines = (file: number, lines: Buffer): boolean =>
    lines.length <= limits.fileBytes && add(file, lines, mentionsOfLines);
  await eachContent(git, files, unknown, takeLines, (file, blob) => {
    add(file, blob, mentionsOf);
  });
  return builder.finish(commit);
}

type ReadMentions = typeof mentionsOf | typeof mentionsOfLines;

/** Finds files that a catalog knows in just this version. Must be asked in the order of the paths. */
function sameVersions({ files }: Catalog): (entry: FileEntry) => CatalogFile | undefined {
  const all = files.each();
  let next = all.next();
  return ({ path, oid }) => {
    while (!next.done && next.value.path < path) next = all.next();
    const file: CatalogFile | undefined = next.done ? undefined : next.value;
    return file?.path === path && file.oid === oid ? file : undefined;
  };
}
