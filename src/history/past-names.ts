import { localIdOf } from "../model/task-id.ts";
import type { Wanted } from "../model/wanted.ts";

/**
 * The names that stand in the versions of some files, so that history need not be searched in files
 * that never had one of them. What follows a `#`, as far as it is letters and digits, is a name: the
 * beginning, or all, of an ID's local part.
 */
export interface PastNames {
  /** Known are all versions in the history of this commit. */
  readonly commit: string;
  /** Each file's names. */
  readonly byPath: ReadonlyMap<string, ReadonlySet<string>>;
}

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

/** `<commit> NUL`, and for each file `#<name>#<name># SP <path> NUL`, to be searched as it is. */
export function encodeNames({ commit, byPath }: PastNames): Buffer {
  const rows = [...byPath].flatMap(([path, names]) =>
    names.size === 0 ? [] : [`#${[...names].join("#")}# ${path}\0`],
  );
  return Buffer.from(`${commit}\0${rows.join("")}`);
}

export function decodeNames(bytes: Buffer): PastNames {
  const [commit = "", ...rows] = bytes.toString("utf8").split("\0");
  const byPath = new Map(
    rows.slice(0, -1).map(row => {
      const end = row.indexOf("# ");
      return [row.slice(end + 2), new Set(row.slice(1, end).split("#"))];
    }),
  );
  return { commit, byPath };
}

/** The commit of encoded names, and the files of which some version may hold one of some IDs. */
export function searchNames(
  bytes: Buffer,
  wanted: Wanted,
): { readonly commit: string; readonly paths: ReadonlySet<string> } {
  const locals = [...[...wanted.ids].map(localIdOf), ...wanted.localIds];
  const names = new Set(locals.map(local => /^[A-Za-z0-9_-]*/.exec(local)?.[0] ?? ""));
  const paths = new Set<string>();
  for (const name of [...names, anyName]) {
    const text = `#${name}#`;
    for (let at = bytes.indexOf(text); at >= 0; ) {
      const end = bytes.indexOf(0, at);
      const row = bytes.toString("utf8", bytes.lastIndexOf(0, at) + 1, end);
      paths.add(row.slice(row.indexOf("# ") + 2));
      at = bytes.indexOf(text, end);
    }
  }
  return { commit: bytes.toString("utf8", 0, bytes.indexOf(0)), paths };
}
