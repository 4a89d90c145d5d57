import { realpath } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { configFile, parseConfig } from "../config/parse-config.ts";
import { UsageError } from "../errors.ts";
import { createFile, type Place, replaceFile } from "../fix/worktree-files.ts";
import type { Settings } from "../model/settings.ts";
import type { Backend } from "../model/task-id.ts";
import { decode } from "../snapshots/records.ts";
import { lstatIfThere, readWorktreeFile } from "../snapshots/worktree.ts";
import { retireBackend } from "../yaml/retire-backend.ts";

/** The edit that marks a backend retired in the configuration. */
export interface Retirement {
  /** From the top of the repository. */
  readonly path: string;
  /** `undefined` where there is no configuration yet. */
  readonly before: Buffer | undefined;
  readonly after: Buffer;
}

/**
 * Computes the edit; nothing is written yet.
 * @param config the absolute path of the configuration in use, where it is not the usual one
 * @returns `undefined` where the backend is retired already
 * @throws UsageError when the file is outside the repository, or cannot be edited by a single word
 */
export async function prepareRetirement(
  topLevel: string,
  config: string | undefined,
  settings: Settings,
  backend: Backend,
): Promise<Retirement | undefined> {
  if (settings.backends.get(backend)?.retired) return undefined;
  const path = config === undefined ? configFile : await insideOf(topLevel, config);
  const before = readWorktreeFile(topLevel, path);
  const isThere = lstatIfThere(join(topLevel, path)) !== undefined;
  if (isThere && !Buffer.isBuffer(before)) throw uneditable(path, backend);

  const text = Buffer.isBuffer(before) ? decode(before) : "";
  const after = text === undefined ? undefined : retireBackend(text, backend);
  if (text === undefined || after === undefined) throw uneditable(path, backend);
  if (!retiresJust(backend, text, after, path)) throw uneditable(path, backend);
  return {
    path,
    before: Buffer.isBuffer(before) ? before : undefined,
    after: Buffer.from(after, "utf8"),
  };
}

export async function retire(place: Place, { path, before, after }: Retirement): Promise<void> {
  if (before !== undefined) return replaceFile(place, path, before, after);
  return createFile(place, path, after);
}

async function insideOf(topLevel: string, config: string): Promise<string> {
  const path = relative(topLevel, join(await realpath(dirname(config)), basename(config)));
  if (path !== ".." && !path.startsWith(`..${sep}`)) return path.split(sep).join("/");
  throw new UsageError(`${config} is outside the repository: it is not edited`, {
    hint: "leave --retire away, and mark the backend retired there by hand",
  });
}

/** The new text must say what the old one said, but for the one backend. */
function retiresJust(backend: Backend, before: string, after: string, label: string): boolean {
  const was = parseConfig(before, label);
  const known = was.backends.get(backend) ?? { name: undefined, path: undefined };
  const backends = new Map(was.backends).set(backend, { ...known, retired: true });
  try {
    return isDeepStrictEqual(parseConfig(after, label), { ...was, backends });
  } catch (error) {
    if (error instanceof UsageError) return false;
    throw error;
  }
}

function uneditable(path: string, backend: Backend): UsageError {
  return new UsageError(`${path} cannot be edited so that just ${backend} is retired`, {
    hint: `write \`backends: { ${backend}: { retired: true } }\` there by hand, without --retire`,
  });
}
