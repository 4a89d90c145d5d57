import { closeSync, openSync, readSync } from "node:fs";
import type { Repository } from "../git/repository.ts";
import type { Settings } from "../model/settings.ts";
import { type KeptPlace, keepFile, keptPath } from "../snapshots/kept-file.ts";
import type { Catalog } from "./catalog.ts";
import { openFile, piecesOfFile } from "./catalog-file.ts";
import { decode } from "./decode.ts";
import type { EncodedContent } from "./encode.ts";
import { DamagedCatalog, type ReadBytes } from "./pages.ts";
import { wordsInMemory } from "./words.ts";

/**
 * Catalogs are kept in the git directory that linked worktrees share, one for each way of reading: the
 * version of the reader, and the settings that decide what is read, are its key. To delete them costs
 * time and nothing else.
 * @param use finds its answer by the catalog that is kept, or without one where there is none; called
 *   again without where what it asks of a catalog turns out to be damaged
 */
export async function withKeptCatalog<T>(
  repository: Repository,
  settings: Settings,
  use: (kept: Catalog | undefined) => Promise<T>,
): Promise<T> {
  const place = placeFor(repository, settings);
  const made = madeIn(repository).get(place.key);
  if (made !== undefined) return use(made);
  const file = openIfThere(keptPath(place));
  if (file === undefined) return use(undefined);
  try {
    // It may be replaced meanwhile: what is open stays what it was.
    return await use(catalogIn(file, place.key));
  } catch (cause) {
    if (!(cause instanceof DamagedCatalog)) throw cause;
  } finally {
    closeSync(file);
  }
  return use(undefined);
}

/** Keeps a catalog for this run and the next. */
export function keepCatalog(
  repository: Repository,
  settings: Settings,
  encoded: EncodedContent,
): Catalog {
  const place = placeFor(repository, settings);
  const { outline, words } = encoded;
  const catalog = decode({ outline, words: wordsInMemory(words) });
  // What a push brings may be refused, and gone.
  if (repository.isQuarantined) return catalog;
  madeIn(repository).set(place.key, catalog);
  keepFile(place, () => piecesOfFile(encoded, place.key));
  return catalog;
}

/** What was made in this run is there also where nothing can be written. */
const madeCatalogs = new WeakMap<Repository, Map<string, Catalog>>();

function madeIn(repository: Repository): Map<string, Catalog> {
  const made = madeCatalogs.get(repository) ?? new Map<string, Catalog>();
  madeCatalogs.set(repository, made);
  return made;
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, "r");
  } catch {
    return undefined;
  }
}

function catalogIn(file: number, key: string): Catalog | undefined {
  try {
    const opened = openFile(readsOf(file), key);
    return opened === undefined ? undefined : decode(opened);
  } catch {
    return undefined; // it is made anew
  }
}

/** At once: what hands it over to a thread takes longer than reading it. */
function readsOf(file: number): ReadBytes {
  return (at, length) => {
    const bytes = new Uint8Array(length);
    try {
      if (readSync(file, bytes, 0, length, at) === length) return bytes;
    } catch (cause) {
      throw new DamagedCatalog("it cannot be read", { cause });
    }
    throw new DamagedCatalog("it is cut off");
  };
}

/** Raised with every change of what a catalog holds, or of how a file is read: a test watches. */
const reader = 3;

/** In the key is what a file's records depend on beside its content, and what settles them. */
export function placeFor({ commonDirectory }: Repository, settings: Settings): KeptPlace {
  const { sessions, tasks, defaultBackend, backends, fields } = settings;
  const all = [reader, sessions, tasks, defaultBackend ?? null, [...backends], fields];
  return { commonDirectory, folder: "catalogs", key: JSON.stringify(all) };
}
