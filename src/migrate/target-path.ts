import { backendNamed, type Settings } from "../model/settings.ts";
import { type Backend, backendOf, localIdOf, type QualifiedId } from "../model/task-id.ts";

/** Where a task stands, and what it is called there. */
export interface Placed {
  readonly id: QualifiedId;
  readonly file: string;
}

/** `undefined` where the new local ID cannot be the name of a file. */
export type TargetPath = string | undefined;

/** What file systems take for a name at most, less an ending. */
const longestName = 200;

/**
 * Where the only task of a file belongs under its new ID: where the configuration says; else in the
 * folder of the new backend in place of the old one's; else in `tasks/<backend>/`. A file that is
 * named after its task is renamed with it. Where that would be no task file, it stays.
 *
 * @param isTaskFile whether a path is one of a task file
 */
export function targetPathOf(
  task: Placed,
  target: QualifiedId,
  settings: Settings,
  isTaskFile: (path: string) => boolean,
): TargetPath {
  const [to, localId] = [backendOf(target), localIdOf(target)];
  const pattern = settings.backends.get(to)?.path;
  const path =
    pattern === undefined
      ? (inFolderOf(task, target, settings) ?? `tasks/${to}/${named(localId)}.yaml`)
      : pattern.replaceAll("{localId}", () => named(localId));
  if (path.includes(unnamable)) return undefined;
  return isTaskFile(path) && !path.split("/").some(isGitsOwn) ? path : task.file;
}

/** Whether a file lies where tasks of a backend belong; `id` is the ID that it would have there. */
export function liesWith({ id, file }: Placed, settings: Settings): boolean {
  const pattern = settings.backends.get(backendOf(id))?.path;
  const isConfigured = pattern?.replaceAll("{localId}", () => localIdOf(id)) === file;
  return isConfigured || folderOf(file, backendOf(id), settings) >= 0;
}

/** A path that no name stands in: NUL is in none. */
const unnamable = "\0";

function inFolderOf({ id, file }: Placed, target: QualifiedId, settings: Settings) {
  const parts = file.split("/");
  const base = parts.pop() ?? "";
  const at = folderOf(file, backendOf(id), settings);
  const folder = parts[at];
  if (folder === undefined) return undefined;

  const to = backendOf(target);
  const wroteLongName = folder !== backendOf(id);
  parts[at] = (wroteLongName ? settings.backends.get(to)?.name : undefined) ?? to;
  const stem = base.replace(/\.[^.]*$/, "");
  const ending = base.slice(stem.length);
  const name = stem === localIdOf(id) ? `${named(localIdOf(target))}${ending}` : base;
  return [...parts, name].join("/");
}

/** Which folder of a path is named after a backend: the innermost one; -1 for none. */
function folderOf(file: string, backend: Backend, settings: Settings): number {
  const folders = file.split("/").slice(0, -1);
  return folders.findLastIndex(name => backendNamed(settings, name) === backend);
}

/** A local ID where it is the name of a single file, or part of one, and nothing else. */
function named(localId: string): string {
  const isSafe =
    !/[/\\]/.test(localId) &&
    !/^[.\s]|[.\s]$/u.test(localId) &&
    !isGitsOwn(localId) &&
    Buffer.byteLength(localId) <= longestName;
  return isSafe ? localId : unnamable;
}

/** git refuses these names in any case, and file systems without case take one for the other. */
function isGitsOwn(name: string): boolean {
  return /^(\.git|git~[0-9]+)$/i.test(name);
}
