import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { open, readFile, rm, writeFile } from "node:fs/promises";
import { basename, delimiter, join } from "node:path";
import { killed } from "../git/git.ts";
import { findCommit, type Repository } from "../git/repository.ts";
import { scratchFolder, scratchPath } from "../scratch.ts";
import { probeVariable } from "../setup/runner-files.ts";

/** How long a hook may be silent, in milliseconds. */
const patience = 60_000;

/** What session-assoc says where a hook reaches it. */
export interface Answer {
  /** The hook that it was called for. */
  readonly hook: string;
  readonly version: string;
  /** git's lines for the hook came as far as here. */
  readonly hasInput: boolean;
}

/** What came of having git run a hook. */
export interface ProbeResult {
  readonly answers: readonly Answer[];
  /** Of git, which ends as the hook does. */
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
 * find nothing to do. The hook that reaches session-assoc leaves an answer in a file, and fails.
 */
export async function probe(
  repository: Repository,
  environment: NodeJS.ProcessEnv,
  { args, env = {} }: ProbeRequest,
): Promise<ProbeResult> {
  const { git } = repository;
  const file = scratchPath(repository.commonDirectory, randomBytes(16).toString("hex"));
  const token = basename(file);
  const index = `${file}.index`;
  const PATH = withoutPackages(environment.PATH ?? "");
  const given = { GIT_INDEX_FILE: index, [probeVariable]: token, PATH, ...env };
  try {
    await writeFile(file, "", { flag: "wx" });
    if ((await findCommit(git, "HEAD")) !== undefined) {
      await git.run(["read-tree", "HEAD"], { env: { GIT_INDEX_FILE: index } });
    }
    const asked = { env: given, asUser: true, silence: patience };
    const { code, said } = await git.ask(args, "any", asked);
    return {
      answers: answersIn(await readFile(file, "utf8")),
      code,
      said,
      isStopped: code === killed,
    };
  } finally {
    await rm(file, { force: true });
    await rm(index, { force: true });
  }
}

function answersIn(text: string): readonly Answer[] {
  const lines = text.split("\n").filter(line => line !== "");
  return lines.map(line => JSON.parse(line) as Answer);
}

/** npx and npm put folders of packages on the PATH, which git's hooks will not have. */
function withoutPackages(path: string): string {
  const folders = path.split(delimiter);
  return folders
    .filter(folder => !/node_modules[\\/]\.bin$|node-gyp-bin$/.test(folder))
    .join(delimiter);
}

/**
 * Answers `doctor`, where it was `doctor` that had git run this hook.
 * @returns whether it was: else the hook does its work, whatever the environment says
 */
export async function answerProbe(
  repository: Repository,
  token: string | undefined,
  answer: () => Promise<Answer>,
): Promise<boolean> {
  if (token === undefined || !/^\d+-[0-9a-f]{32}@[^/\\]*$/.test(token)) return false;
  const { O_WRONLY, O_APPEND, O_NOFOLLOW } = constants;
  try {
    const file = await open(
      join(scratchFolder(repository.commonDirectory), token),
      O_WRONLY | O_APPEND | O_NOFOLLOW,
    );
    try {
      await file.writeFile(`${JSON.stringify(await answer())}\n`);
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}
