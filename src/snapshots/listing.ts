import { readBlobs } from "../git/blobs.ts";
import type { Git } from "../git/git.ts";
import { takePieces } from "../git/pieces.ts";
import { type FileChange, records, takeRecords } from "../git/raw-diff.ts";
import { limits } from "../limits.ts";
import type { Differences, FileContent, FileEntry, Snapshot } from "./snapshot.ts";

/** Whether a mode of git's is a regular file's: no symbolic link, no submodule. */
export function isRegular(mode: string): boolean {
  return mode.startsWith("100");
}

/** git's paths are bytes; those that are not UTF-8 look the same, and cannot be named. */
export function isNoName(path: string): boolean {
  return path.includes("\uFFFD");
}

/** `-- <path>…`, or nothing for the whole repository. */
export function pathspecs(bases: readonly string[]): readonly string[] {
  return bases.includes("") ? [] : ["--", ...bases];
}

/** Whether a path is one of some, or lies below one; `""` is the whole repository. */
export function isAtOrBelow(path: string, bases: readonly string[]): boolean {
  return bases.some(base => base === "" || path === base || path.startsWith(`${base}/`));
}

/** The regular files of a tree or commit at or below some paths, as git sorts them. */
export async function listTree(
  git: Git,
  tree: string,
  bases: readonly string[],
): Promise<readonly FileEntry[]> {
  const entries: FileEntry[] = [];
  await eachInTree(git, tree, bases, entry => entries.push(entry));
  return entries;
}

/** The same one after the other; texts of an entry hold more of git's answer in memory than they say. */
export async function eachInTree(
  git: Git,
  tree: string,
  bases: readonly string[],
  visit: (entry: FileEntry) => void,
): Promise<void> {
  const args = ["ls-tree", "-r", "-z", "--full-tree", tree, ...pathspecs(bases)];
  await takePieces(
    git.stream(args),
    takeRecords(text => visitLines(text, visit)),
  );
}

/** Lines of `ls-tree -r -z`: `<mode> SP <type> SP <oid> TAB <path>`. */
function visitLines(output: string, visit: (entry: FileEntry) => void): void {
  for (let start = 0; start < output.length; ) {
    const end = output.indexOf("\0", start);
    if (output.startsWith("100", start)) {
      const tab = output.indexOf("\t", start);
      const mode = modeAt(output, start);
      const oid = output.slice(start + modeLength + blobWord.length, tab);
      visit({ path: output.slice(tab + 1, end), mode, oid });
    }
    start = end + 1;
  }
}

/** One text for all files: 100,000 slices are work for the garbage collector. */
function modeAt(output: string, start: number): string {
  return output.startsWith(plainMode, start) ? plainMode : output.slice(start, start + modeLength);
}

const plainMode = "100644";
const modeLength = 6;
const blobWord = " blob ";

/** Lines of `ls-files -s -t -z`: `<tag> SP <mode> SP <oid> SP <stage> TAB <path>`. */
export function parseIndex(output: string): readonly FileEntry[] {
  const entries: FileEntry[] = [];
  for (const [meta, path] of fields(output)) {
    const [tag, mode = "", oid = "", stage] = meta.split(" ");
    if (!isRegular(mode)) continue;
    if (stage === "0") entries.push({ path, mode, oid, isSkipped: tag === "S" });
    else if (entries.at(-1)?.path !== path) entries.push({ path });
  }
  return entries;
}

function fields(output: string): readonly (readonly [meta: string, path: string])[] {
  return records(output).map(line => {
    const tab = line.indexOf("\t");
    return [line.slice(0, tab), line.slice(tab + 1)];
  });
}

/** How many bytes of blobs are held for those who ask for the same again: to fix, or to show them. */
const heldBytes = 4 * 1024 * 1024;

/** Reads the contents of entries by their object IDs; one without is in conflict. */
export function entryReader(git: Git): Snapshot["read"] {
  const held = new Map<string, Buffer | number>();
  let bytes = 0;
  return async entries => {
    const limit = limits.fileBytes;
    const missing = entries.flatMap(({ oid }) => (oid === undefined || held.has(oid) ? [] : [oid]));
    const read = await readBlobs(git, missing, limit);
    const contents = entries.map((entry): FileContent => {
      if (entry.oid === undefined) return { entry, content: { kind: "unmerged" } };
      const blob = read.get(entry.oid) ?? held.get(entry.oid) ?? 0;
      if (typeof blob !== "number") return { entry, content: blob };
      return { entry, content: { kind: "too-large", bytes: blob, limit } };
    });
    for (const [oid, blob] of read) {
      bytes += typeof blob === "number" ? 0 : blob.length;
      if (bytes > heldBytes) break;
      // A copy: what was read shares its memory with all that came with it.
      held.set(oid, typeof blob === "number" ? blob : Buffer.from(blob));
    }
    return contents;
  };
}

/** The differences that a diff between two states of the object database shows. */
export function differencesIn(changes: readonly FileChange[]): Differences {
  return {
    paths: changes.map(({ path }) => path),
    entries: changes.flatMap(({ path, after, mode = "", isUnmerged }): readonly FileEntry[] => {
      if (isUnmerged) return [{ path }];
      return after !== undefined && isRegular(mode) ? [{ path, mode, oid: after }] : [];
    }),
  };
}
