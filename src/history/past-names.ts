import { localIdOf } from "../model/task-id.ts";
import type { Wanted } from "../model/wanted.ts";
import { checksumOf } from "../snapshots/checksum.ts";

/**
 * The names that stand in the versions of some files, so that history need not be searched in files
 * that never had one of them. What follows a `#`, as far as it is letters and digits, is a name: the
 * beginning, or all, of an ID's local part.
 */
export type PastNames = ReadonlyMap<string, ReadonlySet<string>>;

/** Stands for all names: in YAML an escape may spell any character, the `#` too. */
const anyName = "\\";

const name = /[A-Za-z0-9_-]*/y;

/** What stands in a version of a file; of one that is too large it is not known. */
export function namesIn(content: Buffer | number): ReadonlySet<string> {
  if (typeof content === "number") return new Set([anyName]);
  // As bytes: what is looked for is ASCII, in whatever encoding.
  const text = content.toString("latin1");
  const names = new Set<string>();
  for (let at = text.indexOf("#"); at >= 0; at = text.indexOf("#", at)) {
    name.lastIndex = ++at;
    name.test(text);
    names.add(text.slice(at, name.lastIndex));
  }
  if (text.includes(anyName)) names.add(anyName);
  return names;
}

/**
 * Names are kept in parts, each with those of some hashes: of a large repository's only those are searched
 * that may hold what is asked for.
 */
export const partCount = 256;

function partOf(name: string): number {
  return checksumOf(Buffer.from(name))[0] % partCount;
}

/** For each name of a file a row in the name's part, `<name> SP <path> NUL`; a NUL comes first. */
export function encodeNames(byPath: PastNames): readonly Buffer[] {
  const parts = Array.from({ length: partCount }, () => ["\0"]);
  for (const [path, names] of byPath) {
    for (const name of names) parts[partOf(name)]?.push(`${name} ${path}\0`);
  }
  return parts.map(rows => Buffer.from(rows.join("")));
}

export function decodeNames(parts: readonly Buffer[]): PastNames {
  const byPath = new Map<string, Set<string>>();
  for (const part of parts) {
    for (const row of part.toString("utf8").split("\0").slice(1, -1)) {
      const end = row.indexOf(" ");
      const path = row.slice(end + 1);
      const names = byPath.get(path) ?? new Set();
      byPath.set(path, names);
      names.add(row.slice(0, end));
    }
  }
  return byPath;
}

/** The files of which some version may hold one of some IDs. */
export function searchNames(partAt: (number: number) => Buffer, wanted: Wanted): Set<string> {
  const locals = [...[...wanted.ids].map(localIdOf), ...wanted.localIds];
  const names = new Set(locals.map(local => /^[A-Za-z0-9_-]*/.exec(local)?.[0] ?? ""));
  const paths = new Set<string>();
  for (const name of [...names, anyName]) {
    const part = partAt(partOf(name));
    const before = `\0${name} `;
    for (let at = part.indexOf(before); at >= 0; at = part.indexOf(before, at + 1)) {
      const start = at + before.length;
      paths.add(part.toString("utf8", start, part.indexOf(0, start)));
    }
  }
  return paths;
}
