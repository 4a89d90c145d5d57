import type { QualifiedId } from "../model/task-id.ts";
import type { Catalog, CatalogFile, CatalogId } from "./catalog.ts";
import { type RawRecord, recordsIn, rowsIn, type Section } from "./records.ts";
import type { Words } from "./words.ts";

/** A catalog as numbers: the records of all IDs and files, then the lists in which they are found. */
export interface EncodedCatalog {
  readonly outline: Outline;
  readonly words: Words;
}

export interface Outline {
  readonly commit: string;
  readonly salt: number;
  readonly sessions: number;
  readonly tasks: number;
  readonly oidBytes: number;
  readonly sections: Readonly<Record<SectionName, Section>>;
}

export type SectionName = "ids" | "files" | "byPath" | "byLocal" | "byName" | "unsettled";

export function decode({ outline, words }: EncodedCatalog): Catalog {
  const { commit, salt, sessions, tasks, oidBytes, sections } = outline;
  const { start, count } = sections.unsettled;
  return {
    commit,
    salt,
    sessions,
    tasks,
    files: recordsIn(words, sections.files, raw => fileOf(raw, oidBytes)),
    ids: recordsIn(words, sections.ids, idOf),
    byPath: rowsIn(words, sections.byPath),
    byLocal: rowsIn(words, sections.byLocal),
    byName: rowsIn(words, sections.byName),
    unsettled: () => words.some(start, count),
    whole: () => decode({ outline, words: words.whole() }),
  };
}

/** Of a file, the bytes are its flags, the object ID, and the path. */
function fileOf({ numbers: mentions, bytes }: RawRecord, oidBytes: number): CatalogFile {
  const pathStart = 1 + oidBytes;
  const oid = bytes.toString("hex", 1, pathStart);
  return { path: bytes.toString("utf8", pathStart), oid, flags: bytes[0] ?? 0, mentions };
}

function idOf({ numbers: places, bytes }: RawRecord): CatalogId {
  return { id: bytes.toString("utf8") as QualifiedId, places };
}
