import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Repository } from "../git/repository.ts";
import { limits } from "../limits.ts";
import type { Settings } from "../model/settings.ts";
import { isNoName } from "../snapshots/listing.ts";
import type { Catalog } from "./catalog.ts";
import { listCommitFiles } from "./commit-files.ts";
import type { CatalogContent } from "./content.ts";
import { type EncodedContent, encode } from "./encode.ts";
import { keepCatalog } from "./keep.ts";
import { readCatalog, type Told } from "./read-catalog.ts";

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
  told?: Told,
): Promise<Catalog | undefined> {
  const files = await listCommitFiles(repository, settings, commit);
  const { entries } = files;
  if (entries.length < limits.cataloguedFiles || entries.some(({ path }) => isNoName(path))) {
    return undefined;
  }
  // What was read is let go before the catalog is kept.
  const encoded = encodeIfKeepable(await readCatalog(repository, settings, files, older, told));
  return encoded && keepCatalog(repository, settings, encoded);
}

/** Half a character, which YAML can write, is none in UTF-8: such IDs are not told apart. */
function encodeIfKeepable(content: CatalogContent): EncodedContent | undefined {
  return content.ids.every(id => id.isWellFormed()) ? encode(content) : undefined;
}

/** An entry of an index takes more bytes than these. */
const entryBytes = 62;

/**
 * Whether a repository may have enough files for a catalog: the size of its index tells, without a
 * process. A bare one has none, and that of a sparse checkout may hold folders only: these are asked.
 */
export async function isWorthCatalog({ gitDirectory, topLevel }: Repository): Promise<boolean> {
  if (topLevel === undefined || existsSync(join(gitDirectory, "info/sparse-checkout"))) return true;
  const index = await stat(join(gitDirectory, "index")).catch(() => undefined);
  return index !== undefined && index.size >= limits.cataloguedFiles * entryBytes;
}
