import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { lookUp } from "./look-up.ts";
import { headsInEnvironment, type Repository } from "./repository.ts";

/**
 * Commits that may be the sides of what git is merging. A merge driver is not told which they are:
 * `git merge` says so in the environment, a rebase and a series of picks leave it in files; of a
 * single cherry-pick, `stash pop` and `merge-tree` nothing can be seen.
 *
 * @returns `sure`: HEAD and the other heads of a `git merge`; `possible`: what has to be looked at
 */
export async function sideCandidates(
  repository: Repository,
  environment: NodeJS.ProcessEnv,
): Promise<{ readonly sure: readonly string[]; readonly possible: readonly string[] }> {
  const { git, gitDirectory } = repository;
  const heads = [...headsInEnvironment(environment).keys()].sort();
  const names = heads.length > 0 ? ["HEAD", ...heads] : ["HEAD", ...stopped];
  if (heads.length === 0) {
    // The last line of what was done is what is being done; of what is to do, the first.
    names.push(...picked(await readIfThere(join(gitDirectory, "rebase-merge/done"))).slice(-1));
    names.push(...picked(await readIfThere(join(gitDirectory, "sequencer/todo"))).slice(0, 1));
  }
  const commits = await lookUp(
    git,
    names.map(name => `${name}^{commit}`),
  );
  const found = [...new Set(commits.flatMap(commit => commit?.oid ?? []))];
  return heads.length > 0 ? { sure: found, possible: [] } : { sure: [], possible: found };
}

/** What git leaves behind where a merge stopped; `git checkout --merge` merges a file once more. */
const stopped = ["MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "REBASE_HEAD"];

/** `pick <oid> <subject>`, and other commands that take a commit. */
function picked(todo: string): readonly string[] {
  return [...todo.matchAll(/^[a-z]+(?: -[cC])? ([0-9a-f]{4,64})\b/gm)].map(([, oid = ""]) => oid);
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}
