import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Repository } from "../git/repository.ts";
import type { Settings } from "../model/settings.ts";
import { type KeptPlace, keepFile, keptPath } from "../snapshots/kept-file.ts";
import type { Catalog } from "./catalog.ts";
import { decode, encode } from "./encode.ts";

/**
 * Catalogs are kept in the git directory that linked worktrees share, one for each way of reading:
 * the version of the reader, and the settings that decide what is read, are in a file's name. To
 * delete them costs time and nothing else.
 */
export function keptCatalog(repository: Repository, settings: Settings): Catalog | undefined {
  const name = nameFor(settings);
  const known = knownIn(repository);
  try {
    // At once: what hands it over to a thread takes longer than reading it.
    const catalog = known.get(name) ?? decode(readFileSync(keptPath(placeOf(repository, name))));
    if (catalog !== undefined) known.set(name, catalog);
    return catalog;
  } catch {
    // There is none, or none that can be read: it is made anew.
    return undefined;
  }
}

export async function keepCatalog(
  repository: Repository,
  settings: Settings,
  catalog: Catalog,
): Promise<void> {
  const name = nameFor(settings);
  knownIn(repository).set(name, catalog);
  await keepFile(placeOf(repository, name), encode(catalog));
}

/** A command that looks at several snapshots reads a catalog once. */
const knownCatalogs = new WeakMap<Repository, Map<string, Catalog>>();

function knownIn(repository: Repository): Map<string, Catalog> {
  const known = knownCatalogs.get(repository) ?? new Map<string, Catalog>();
  knownCatalogs.set(repository, known);
  return known;
}

/** Raised with every change of what a catalog holds, or of how a file is read: a test watches. */
const reader = 2;

const digests = new WeakMap<Settings, string>();

function nameFor(settings: Settings): string {
  const digest = digests.get(settings) ?? digestOf(settings);
  digests.set(settings, digest);
  return digest;
}

function placeOf({ commonDirectory }: Repository, name: string): KeptPlace {
  return { commonDirectory, folder: "catalogs", name };
}

/** What a file's records depend on beside its content, and what settles them. */
function digestOf({ sessions, tasks, defaultBackend, backends, fields }: Settings): string {
  const all = [reader, sessions, tasks, defaultBackend ?? null, [...backends], fields];
  return createHash("sha256").update(JSON.stringify(all)).digest("hex").slice(0, 32);
}
