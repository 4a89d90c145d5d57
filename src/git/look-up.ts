import type { Git } from "./git.ts";
import { fewObjects } from "./object-reader.ts";

export interface FoundObject {
  readonly type: "commit" | "tree" | "blob" | "tag";
  readonly oid: string;
}

/**
 * Looks objects up by their names, with one process at most, whatever their number.
 * @param names revisions without line breaks: git reads one a line. `<oid>^{}` follows tags to the
 *   end, `<commit>:<path>` is a file or a folder
 * @returns the objects in the names' order; `undefined` where there is none
 */
export async function lookUp(
  git: Git,
  names: readonly string[],
): Promise<readonly (FoundObject | undefined)[]> {
  // It sends what they hold, too, which is left out.
  if (names.length <= fewObjects) return git.objects.read(names, 0);
  const args = ["cat-file", "--batch-check=%(objecttype) %(objectname)", "--buffer"];
  const output = await git.run(args, { input: names.map(name => `${name}\n`).join("") });
  const lines = output.split("\n");
  return names.map((_, i) => {
    // What is not there is answered with its name and ` missing`.
    const [, type, oid] = /^(commit|tree|blob|tag) ([0-9a-f]+)$/.exec(lines[i] ?? "") ?? [];
    return oid === undefined ? undefined : { type: type as FoundObject["type"], oid };
  });
}
