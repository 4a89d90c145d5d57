import { readAffected, type Wish } from "../../src/catalog/affected-records.ts";
import type { Catalog } from "../../src/catalog/catalog.ts";
import { newCatalogBuilder } from "../../src/catalog/catalog-builder.ts";
import { openFile, piecesOfFile } from "../../src/catalog/catalog-file.ts";
import type { CatalogContent } from "../../src/catalog/content.ts";
import { decode } from "../../src/catalog/decode.ts";
import { encode } from "../../src/catalog/encode.ts";
import { DamagedCatalog, type ReadBytes } from "../../src/catalog/pages.ts";
import { compareText } from "../../src/model/finding.ts";
import type { Settings } from "../../src/model/settings.ts";
import { fileKinds, mentionsOf } from "../../src/snapshots/records.ts";
import type { FileEntry, Snapshot } from "../../src/snapshots/snapshot.ts";
import type { Texts } from "./memory.ts";

/** What stands for a blob's ID where there is no git: the same for the same text. */
function oidOf(text: string): string {
  return Buffer.from(text).toString("hex").padEnd(40, "0").slice(0, 40);
}

/** Sorted as a snapshot lists them. Texts must differ in their first twenty bytes, or not at all. */
export function entriesOf(files: Texts): readonly FileEntry[] {
  return Object.keys(files)
    .sort(compareText)
    .map(path => ({ path, mode: "100644", oid: oidOf(files[path] ?? "") }));
}

/** What the catalog of a commit that exists in memory only is to hold. */
export function contentOf(files: Texts, settings: Settings, commit = "base"): CatalogContent {
  const entries = entriesOf(files);
  const builder = newCatalogBuilder(entries, settings);
  for (const [file, entry] of entries.entries()) {
    const kind = fileKinds(settings)(entry.path) ?? "session";
    const content = Buffer.from(files[entry.path] ?? "");
    builder.add(file, mentionsOf({ entry, content }, kind, settings));
  }
  return builder.finish(commit);
}

/** The bytes of the file in which a catalog is kept. */
export function fileOf(content: CatalogContent): Buffer {
  const pieces = piecesOfFile(encode(content), "key");
  return Buffer.concat(Array.from(pieces, piece => Buffer.from(piece)));
}

/** @returns `undefined` where the file is none of a catalog; its pages may be damaged all the same */
export function catalogInFile(file: Uint8Array): Catalog | undefined {
  const read: ReadBytes = (at, length) => {
    if (at + length > file.length) throw new DamagedCatalog("it is cut off");
    return file.slice(at, at + length);
  };
  const opened = openFile(read, "key");
  return opened && decode(opened);
}

/** As it is read from a file. */
export function catalogOf(files: Texts, settings: Settings): Catalog {
  const catalog = catalogInFile(fileOf(contentOf(files, settings)));
  if (catalog === undefined) throw new Error("what was written is no catalog");
  return catalog;
}

/** A state of files that can tell how it differs from the commit of a catalog. */
export function changedSnapshot(base: Texts, files: Texts): Snapshot {
  return {
    label: "index",
    tips: [],
    list: async () => entriesOf(files),
    read: async entries =>
      entries.map(entry => ({ entry, content: Buffer.from(files[entry.path] ?? "") })),
    changesSince: async () => [],
    differencesFrom: async () => {
      const paths = [...new Set([...Object.keys(base), ...Object.keys(files)])].filter(
        path => base[path] !== files[path],
      );
      return { paths, entries: entriesOf(files).filter(({ path }) => paths.includes(path)) };
    },
  };
}

const nothing: Wish = { locals: [], names: [], commits: [] };

/** What is read of a state of files, given the catalog of another. */
export async function affectedIn(
  base: Texts,
  files: Texts,
  settings: Settings,
  wish = nothing,
  catalog = catalogOf(base, settings),
) {
  const snapshot = changedSnapshot(base, files);
  const records = await readAffected(catalog, snapshot, settings, wish, new Map());
  if (records === undefined) throw new Error("too much differs");
  return records;
}
