import { constants } from "node:fs";
import { open, realpath } from "node:fs/promises";
import { isAbsolute, relative, resolve } from "node:path";
import { UsageError } from "../errors.ts";
import { writeFile } from "../fix/worktree-files.ts";
import { mergeFile } from "../git/merge-file.ts";
import { openRepository } from "../git/repository.ts";
import type { ThreeWay } from "../model/three-way.ts";
import { type MergeOutcome, mergeVersions } from "./merge-versions.ts";

/** What git puts in the place of `%O %A %B %L %P`. */
export interface DriverRequest {
  /** The three versions, in files below the current directory. */
  readonly files: ThreeWay<string>;
  readonly markerSize: number;
  readonly path: string;
}

export interface DriverOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** As if there were no driver. */
  readonly linesOnly: boolean;
}

/**
 * Merges three files as a merge driver must: the result takes the place of ours. Where that fails
 * ours stays as it is.
 * @param directory the one that git started the driver in
 * @throws UsageError where one of the files is not a regular file below the directory
 */
export async function mergeInPlace(
  directory: string,
  { files, markerSize, path }: DriverRequest,
  { environment, linesOnly }: DriverOptions,
): Promise<MergeOutcome> {
  const repository = await openRepository(directory);
  const top = await realpath(directory);
  const contents = {
    base: await readBelow(top, files.base),
    ours: await readBelow(top, files.ours),
    theirs: await readBelow(top, files.theirs),
  };
  const outcome: MergeOutcome = linesOnly
    ? { ...(await mergeFile(repository, { ...contents, markerSize })), ...nothingDecided }
    : await mergeVersions(repository, environment, { contents, markerSize, path });
  const place = { root: top, commonDirectory: repository.commonDirectory };
  await writeFile(place, pathBelow(top, files.ours), outcome.content);
  return outcome;
}

const nothingDecided = { decided: [], obstacle: undefined };

function pathBelow(top: string, file: string): string {
  const path = relative(top, resolve(top, file));
  if (path !== "" && !path.startsWith("..") && !isAbsolute(path)) return path;
  throw notOurs(file);
}

async function readBelow(top: string, file: string): Promise<Buffer> {
  const path = resolve(top, pathBelow(top, file));
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  const handle = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch((cause: unknown) => {
    throw notOurs(file, cause);
  });
  try {
    if (!(await handle.stat()).isFile()) throw notOurs(file);
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

function notOurs(file: string, cause?: unknown): UsageError {
  return new UsageError(`${file} is no file in the current directory that could be merged`, {
    hint: "git itself runs this command: git config merge.session-assoc.driver 'session-assoc merge-driver %O %A %B %L %P'",
    cause,
  });
}
