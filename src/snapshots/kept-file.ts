import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { limits } from "../limits.ts";
import { compareText } from "../model/finding.ts";

/**
 * Keeps what the next run need not find out again, and drops what was kept longest ago in the same
 * directory. Any number of processes may write at once: a file is replaced as a whole.
 */
export async function keepFile(directory: string, name: string, content: Buffer): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    await writeFileAtomic(join(directory, name), content, { fsync: false });
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
