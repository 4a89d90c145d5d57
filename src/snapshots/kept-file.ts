import { readFileSync } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { ownFolder } from "../git/own-folder.ts";
import { limits } from "../limits.ts";
import { compareText } from "../model/finding.ts";
import { lstatIfThere } from "./worktree.ts";

/** Where a file is kept. */
export interface KeptPlace {
  /** The git directory that linked worktrees share. */
  readonly commonDirectory: string;
  readonly folder: "catalogs" | "names";
  readonly name: string;
}

/**
 * What was kept. At once: what hands it over to a thread takes longer than reading it.
 * @throws the system's error where there is none, or none that can be read
 */
export function readKeptFile({ commonDirectory, folder, name }: KeptPlace): Buffer {
  return readFileSync(join(commonDirectory, "session-assoc", folder, name));
}

/**
 * Keeps what the next run need not find out again, and drops what was kept longest ago in the same
 * folder. Any number of processes may write at once: a file is replaced as a whole.
 */
export async function keepFile(
  { commonDirectory, folder, name }: KeptPlace,
  content: Buffer,
): Promise<void> {
  try {
    const directory = ownFolder(commonDirectory, folder);
    const path = join(directory, name);
    // What a link leads to would be replaced in its stead.
    if ((await lstatIfThere(path))?.isSymbolicLink()) await rm(path);
    await writeFileAtomic(path, content, { fsync: false });
    await dropOldest(directory);
  } catch {
    // A repository that cannot be written to, or a full disk, makes the next run slower; this one
    // has its answer.
  }
}

/** Other settings and older versions leave files behind. */
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
