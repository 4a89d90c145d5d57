import { closeSync, fstatSync, openSync, readSync } from "node:fs";

const hashBytes = 20;

/**
 * The end of an index, which is a hash of all that comes before, stats of files included (gitformat-index):
 * no other index has the same.
 * @param path of the index
 * @returns in hexadecimal; `undefined` where git writes none (`index.skipHash`), or there is no index
 */
export function indexHash(path: string): string | undefined {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    const hash = Buffer.alloc(hashBytes);
    readSync(file, hash, 0, hashBytes, Math.max(0, fstatSync(file).size - hashBytes));
    return hash.some(byte => byte !== 0) ? hash.toString("hex") : undefined;
  } finally {
    closeSync(file);
  }
}
