import { readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { limits } from "../limits.ts";
import { compareText } from "../model/finding.ts";
import { makeOwnFolder } from "../scratch.ts";
import { type Content, writeWhole } from "../write-whole.ts";
import { checksumOf, hexOf } from "./checksum.ts";

/** Where something is kept for the next run: a file, in a folder of ours with others of its kind. */
export interface KeptPlace {
  /** The git directory that linked worktrees share. */
  readonly commonDirectory: string;
  readonly folder: "catalogs" | "names";
  /** Of what it is kept. The file says it too: two of them may have one name. */
  readonly key: string;
}

export function keptPath({ commonDirectory, folder, key }: KeptPlace): string {
  return join(commonDirectory, "session-assoc", folder, hexOf(checksumOf(Buffer.from(key))));
}

/**
 * Keeps what the next run need not find out again, and drops what was kept longest ago in the same
 * folder. Any number of processes may write at once: a file is replaced as a whole.
 */
export function keepFile(place: KeptPlace, content: Content): void {
  const { commonDirectory, folder } = place;
  const path = keptPath(place);
  try {
    const directory = makeOwnFolder(commonDirectory, folder);
    writeWhole(commonDirectory, path, content, {}, made => renameSync(made, path));
    dropOldest(directory);
  } catch {
    // A repository that cannot be written to, or a full disk, makes the next run slower; this one
    // has its answer.
  }
}

/** Other settings and older versions leave files behind. */
function dropOldest(directory: string): void {
  const names = readdirSync(directory).sort(compareText);
  if (names.length <= limits.catalogs) return;
  const times = names.map(name => ({ name, time: statSync(join(directory, name)).mtimeMs }));
  times.sort((a, b) => b.time - a.time);
  for (const { name } of times.slice(limits.catalogs))
    rmSync(join(directory, name), { force: true });
}
