import { createHash } from "node:crypto";
import { readFileSync, renameSync } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Repository } from "../git/repository.ts";
import { limits } from "../limits.ts";
import { compareText } from "../model/finding.ts";
import type { Settings } from "../model/settings.ts";
import { makeOwnFolder } from "../scratch.ts";
import { writeWhole } from "../write-whole.ts";
import type { Catalog } from "./catalog.ts";
import { decode, encode } from "./encode.ts";

/**
 * Catalogs are kept in the git directory that linked worktrees share, one for each way of reading:
 * the version of the reader, and the settings that decide what is read, are in a file's name. To
 * delete them costs time and nothing else. Any number of processes may write at once: a file is
 * replaced as a whole.
 */
export function keptCatalog(repository: Repository, settings: Settings): Catalog | undefined {
  try {
    // At once: what hands it over to a thread takes longer than reading it.
    return decode(readFileSync(pathOf(repository, settings)));
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
  try {
    const { commonDirectory } = repository;
    const directory = makeOwnFolder(commonDirectory, folder);
    const path = pathOf(repository, settings);
    writeWhole(commonDirectory, path, encode(catalog), {}, made => renameSync(made, path));
    await dropOldest(directory);
  } catch {
    // A repository that cannot be written to, or a full disk, makes the next run slower; this one
    // has its answer.
  }
}

/** Raised with every change of what a catalog holds, or of how a file is read: a test watches. */
const reader = 1;

const digests = new WeakMap<Settings, string>();

function pathOf(repository: Repository, settings: Settings): string {
  const digest = digests.get(settings) ?? digestOf(settings);
  digests.set(settings, digest);
  return join(directoryOf(repository), digest);
}

const folder = "catalogs";

function directoryOf({ commonDirectory }: Repository): string {
  return join(commonDirectory, "session-assoc", folder);
}

/** What a file's records depend on beside its content, and what settles them. */
function digestOf({ sessions, tasks, defaultBackend, backends, fields }: Settings): string {
  const all = [reader, sessions, tasks, defaultBackend ?? null, [...backends], fields];
  return createHash("sha256").update(JSON.stringify(all)).digest("hex").slice(0, 32);
}

/** Other settings and older versions leave catalogs behind. */
async function dropOldest(directory: string): Promise<void> {
  const names = (await readdir(directory)).sort(compareText);
  if (names.length <= limits.catalogs) return;
  const times = await Promise.all(
    names.map(async name => ({ name, time: (await stat(join(directory, name))).mtimeMs })),
  );
  times.sort((a, b) => b.time - a.time);
  for (const { name } of times.slice(limits.catalogs)) {
    await rm(join(directory, name), { force: true });
  }
}
