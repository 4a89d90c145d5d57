import type { Notice } from "./notice.ts";

/**
 * Gives each notice of a report a name that stays the same once lines have moved, so that services that
 * compare two reports know it again. Made of what is wrong and the file; equal ones are numbered from the
 * top of the file, because GitLab shows only one of several with the same name.
 *
 * @param digest a hash, as hexadecimal digits
 * @returns what is to be asked for one notice after the other
 */
export function fingerprinter(digest: (text: string) => string): (notice: Notice) => string {
  const counts = new Map<string, number>();
  return ({ identity, place }) => {
    const kind = JSON.stringify([identity, place.file]);
    const before = counts.get(kind) ?? 0;
    counts.set(kind, before + 1);
    return digest(JSON.stringify([identity, place.file, before]));
  };
}
