import { interruptedFold } from "../fix/pending-fold.ts";
import type { Git } from "../git/git.ts";
import type { Repository } from "../git/repository.ts";
import { type Diagnosis, ok } from "./diagnosis.ts";
import { lookAtFiles } from "./look-at-files.ts";
import { lookAtHooks } from "./look-at-hooks.ts";

/**
 * Looks at all that has to be right for a stale ID to be noticed. git runs each hook once; nothing
 * is changed.
 * @param version of this program
 */
export async function examine(
  repository: Repository,
  environment: NodeJS.ProcessEnv,
  version: string,
): Promise<readonly Diagnosis[]> {
  const git = await gitVersion(repository.git);
  return [
    lookAtGit(git),
    ok("node", `${process.version}, at ${process.execPath}`),
    ...(await lookAtMerge(repository)),
    ...(repository.topLevel === undefined ? [] : await lookAtFiles(repository)),
    ...(await lookAtHooks({ repository, environment, version, canRun: isAtLeast(git, 2, 36) })),
  ];
}

async function lookAtMerge(repository: Repository): Promise<readonly Diagnosis[]> {
  if ((await interruptedFold(repository)) === undefined) return [];
  const message =
    "it was interrupted before the rewritten IDs got into its commit; they are staged";
  return [{ name: "last merge", status: "failure", message, repair: "npx session-assoc fix" }];
}

interface GitVersion {
  readonly text: string;
  readonly major: number;
  readonly minor: number;
}

async function gitVersion(git: Git): Promise<GitVersion> {
  const text = (await git.run(["version"])).trim().replace(/^git version /, "");
  const [major = 0, minor = 0] = text.split(".").map(Number);
  return { text, major, minor };
}

function isAtLeast(version: GitVersion, major: number, minor: number): boolean {
  return version.major > major || (version.major === major && version.minor >= minor);
}

function lookAtGit(version: GitVersion): Diagnosis {
  const name = "git";
  if (!isAtLeast(version, 2, 31)) {
    const message = `${version.text} is too old; 2.31 is needed`;
    return { name, status: "failure", message, repair: "install a newer git" };
  }
  if (isAtLeast(version, 2, 38)) return ok(name, version.text);
  const message = `${version.text} cannot preview merges: check --merge needs 2.38`;
  return { name, status: "warning", message, repair: "install a newer git" };
}
