import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Repository } from "../git/repository.ts";
import { limits } from "../limits.ts";
import type { Settings } from "../model/settings.ts";
import { commitSnapshot } from "../snapshots/commit.ts";
import { listRecordFiles, type OnProgress } from "../snapshots/records.ts";
import type { Snapshot } from "../snapshots/snapshot.ts";
import { isNoName } from "./affected-records.ts";
import type { Catalog } from "./catalog.ts";
import { keepCatalog } from "./keep.ts";
import { readCatalog } from "./read-catalog.ts";

/**
 * Makes a catalog of a commit, and keeps it for the next run.
 * @param older one that was kept; what is the same there is not read again
 * @returns `undefined` where so few files are there that a catalog is of no use, or one cannot be
 *   made
 */
export async function makeCatalog(
  repository: Repository,
  settings: Settings,
  commit: string,
  older: Catalog | undefined,
  onProgress?: OnProgress,
): Promise<Catalog | undefined> {
  const entries = await listRecordFiles(commitSnapshot(repository, commit), settings);
  if (entries.length < limits.cataloguedFiles || entries.some(({ path }) => isNoName(path))) {
    return undefined;
  }
  const catalog = await readCatalog(repository, settings, commit, entries, older, onProgress);
  // Half a character, which YAML can write, is none in UTF-8: such IDs are not told apart.
  if (catalog.ids.locals.bytes.includes("\uFFFD")) return undefined;
  // What a push brings may be refused, and gone.
  if (!repository.isQuarantined) await keepCatalog(repository, settings, catalog);
  return catalog;
}

/** An entry of an index takes more bytes than these. */
const entryBytes = 62;

/**
 * Whether it may be worth to make a catalog for a snapshot. How many files there are, the size of the
 * index tells, without a process; a bare repository has none, and is asked. Of a partial clone the
 * blobs of HEAD may be far away: what is on disk is read there.
 */
export async function isWorthCatalog(
  { gitDirectory, commonDirectory, topLevel }: Repository,
  snapshot: Snapshot,
): Promise<boolean> {
  if (topLevel === undefined) return true;
  const index = await stat(join(gitDirectory, "index")).catch(() => undefined);
  if (index === undefined || index.size < limits.cataloguedFiles * entryBytes) return false;
  return snapshot.label !== "worktree" || !(await isPartialClone(commonDirectory));
}

/** Packs from a promisor remote have a file beside them (git's partial-clone documentation). */
async function isPartialClone(commonDirectory: string): Promise<boolean> {
  const packs = await readdir(join(commonDirectory, "objects/pack")).catch(() => []);
  return packs.some(name => name.endsWith(".promisor"));
}
