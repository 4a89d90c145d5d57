import type { FileChange } from "../git/raw-diff.ts";
import type { FileKind } from "../model/record.ts";
import type { Settings } from "../model/settings.ts";
import { fileKinds } from "../snapshots/records.ts";

/**
 * Of the files of a change, those that may tell where its sessions and tasks came from, or went. A
 * session was a session before, and a task a task: where no file of a kind was there before, as in a
 * repository's first commit, what was added came from nowhere, and need not be read to know it.
 */
export function tellingFiles(
  settings: Settings,
  files: readonly FileChange[],
): readonly FileChange[] {
  const kindOf = fileKinds(settings);
  const kinds = new Set<FileKind | undefined>();
  for (const { path, before, befores = [before] } of files) {
    if (befores.some(blob => blob !== undefined)) kinds.add(kindOf(path));
  }
  kinds.delete(undefined);
  return files.filter(({ path }) => kinds.has(kindOf(path)));
}
