import { readBlobs } from "../git/blobs.ts";
import type { Git } from "../git/git.ts";
import type { FileChange } from "../git/raw-diff.ts";
import { limits } from "../limits.ts";
import type { Records } from "../model/record.ts";
import type { Settings } from "../model/settings.ts";
import { type KnownFiles, keyOfFile, recordsIn } from "../snapshots/records.ts";

/** A file as it was: its path decides what it is read as. */
export interface FileVersion {
  readonly path: string;
  readonly blob: string;
}

/** Reads old versions of files; each is read and parsed once. */
export interface RecordReader {
  /** Reads many at once: what `recordsOf` is asked for must have been loaded. */
  load(versions: Iterable<FileVersion>): Promise<void>;
  recordsOf(version: FileVersion): Records;
}

/** @param known what was read already, with the same settings */
export function recordReader(
  git: Git,
  settings: Settings,
  known: KnownFiles = new Map(),
): RecordReader {
  return {
    load: async versions => {
      const missing = new Map(
        [...versions].filter(version => !known.has(keyOf(version))).map(v => [keyOf(v), v]),
      );
      if (missing.size === 0) return;
      const oids = [...missing.values()].map(({ blob }) => blob);
      const blobs = await readBlobs(git, oids, limits.fileBytes);
      for (const [key, { path, blob }] of missing) {
        const content = blobs.get(blob) ?? 0;
        const readable = Buffer.isBuffer(content)
          ? content
          : ({ kind: "too-large", bytes: content, limit: limits.fileBytes } as const);
        known.set(key, recordsIn([{ entry: { path }, content: readable }], settings));
      }
    },
    recordsOf: version => {
      const records = known.get(keyOf(version));
      if (records === undefined) throw new Error(`${version.path} was not loaded`);
      return records;
    },
  };
}

function keyOf({ path, blob }: FileVersion): string {
  return keyOfFile({ path, oid: blob });
}

/** What the files of a change were before and after it, in one parent's eyes. */
export function versionsOf(files: readonly FileChange[], side: "before" | "after") {
  return files.flatMap(({ path, [side]: blob }) => (blob === undefined ? [] : [{ path, blob }]));
}
