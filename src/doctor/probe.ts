import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { open, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { GitError } from "../errors.ts";
import { findCommit, type Repository } from "../git/repository.ts";
import { probeVariable } from "../setup/runner-files.ts";

/** How long a hook may be silent. */
const patience = 60_000;

/** What came of having git run a hook. */
export interface ProbeResult {
  /** The version of the session-assoc that answered. */
  readonly version: string | undefined;
  readonly code: number;
  /** It was silent for too long. */
  readonly isStopped: boolean;
  /** What the hook and git said. */
  readonly said: string;
}

interface ProbeRequest {
  /** What git is asked to do, which makes it run the hook. */
  readonly args: readonly string[];
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Has git run a hook, with an index in which nothing is staged, so that other commands of the hook
 * find nothing to do. The hook that reaches session-assoc leaves its version in a file, and stops.
 */
export async function probe(
  repository: Repository,
  { args, env = {} }: ProbeRequest,
): Promise<ProbeResult> {
  const { git } = repository;
  const token = randomBytes(16).toString("hex");
  const file = probeFile(repository, token);
  const index = `${file}.index`;
  const given = { GIT_INDEX_FILE: index, [probeVariable]: token, ...env };
  try {
    await writeFile(file, "", { flag: "wx" });
    if ((await findCommit(git, "HEAD")) !== undefined) {
      await git.run(["read-tree", "HEAD"], { env: { GIT_INDEX_FILE: index } });
    }
    const { code, said } = await git
      .ask(args, "any", { env: given, asUser: true, silence: patience })
      .catch(stoppedGit);
    const version = await readFile(file, "utf8");
    return {
      version: version === "" ? undefined : version,
      code,
      said,
      isStopped: code === stopped,
    };
  } finally {
    await rm(file, { force: true });
    await rm(index, { force: true });
  }
}

/** No exit code of git's. */
const stopped = -1;

function stoppedGit(error: unknown) {
  if (!(error instanceof GitError) || !/timeout/i.test(error.said)) throw error;
  return { code: stopped, said: error.said };
}

/**
 * Answers `doctor`, where it was `doctor` that had git run this hook.
 * @returns whether it was: else the hook does its work, whatever the environment says
 */
export async function answerProbe(
  repository: Repository,
  token: string | undefined,
  version: string,
): Promise<boolean> {
  if (token === undefined || !/^[0-9a-f]{32}$/.test(token)) return false;
  const { O_WRONLY, O_NOFOLLOW } = constants;
  try {
    const file = await open(probeFile(repository, token), O_WRONLY | O_NOFOLLOW);
    try {
      await file.writeFile(version);
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

function probeFile({ gitDirectory }: Repository, token: string): string {
  return join(gitDirectory, `session-assoc-doctor-${token}`);
}
