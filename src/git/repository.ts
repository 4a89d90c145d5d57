import { readFileSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { GitError, UsageError } from "../errors.ts";
import { clearScratch } from "../scratch.ts";
import { type Git, openGit } from "./git.ts";
import { locate, type Opening, realPath } from "./locate.ts";
import { lookUp } from "./look-up.ts";

/** A repository and the door to it, opened at the top of the working tree. */
export interface Repository {
  readonly git: Git;
  /** Absolute and without symbolic links; `undefined` in a bare repository, and inside `.git`. */
  readonly topLevel: string | undefined;
  /** Absolute; in a linked worktree the worktree's own. */
  readonly gitDirectory: string;
  /** Absolute; what all worktrees share: `gitDirectory` where there is just one. */
  readonly commonDirectory: string;
  /** Where git looks for hooks; `core.hooksPath` is obeyed. */
  readonly hooksDirectory: string;
  readonly isShallow: boolean;
  /** What a push brings is here, but not yet part of the repository (FIELD-NOTES, git 10). */
  readonly isQuarantined: boolean;
  /** Objects are not what their IDs say: some are replaced by others (`git replace`). */
  readonly hasReplacements: boolean;
  /** HEAD's commit, if there was one, when the repository was opened. */
  readonly head: string | undefined;
}

/**
 * Finds the repository around a directory, or the one that a hook's environment names, and clears
 * away what killed processes of ours left in it.
 * @param reads whether objects will be read: git starts for it along with the first question
 * @param opening the first question, asked already
 * @throws UsageError when there is none
 */
export async function openRepository(
  directory: string,
  reads = false,
  opening?: Opening,
): Promise<Repository> {
  const start = realPath(directory);
  const git = openGit(start);
  const locating = locate(git, start, opening);
  if (reads) git.objects.begin();
  const { wayUp, ...located } = await locating;
  clearScratch(located.commonDirectory);
  const { objects } = git;
  if (wayUp === undefined) {
    return { ...located, git: openGit(located.gitDirectory, objects), topLevel: undefined };
  }
  const topLevel = realPath(resolve(start, wayUp));
  return { ...located, git: openGit(topLevel, objects), topLevel };
}

type Directories = Pick<Repository, "topLevel" | "gitDirectory">;

/** The index, absolute: in a hook the one that git is about to commit (FIELD-NOTES, git 5). */
export function indexFile({ topLevel, gitDirectory }: Directories): string {
  const { GIT_INDEX_FILE: named } = process.env;
  return named ? resolve(topLevel ?? gitDirectory, named) : resolve(gitDirectory, "index");
}

/** The same for the same index: git writes a new file, and gives it the old one's name. */
export function indexVersion(repository: Repository): string {
  const stat = statSync(indexFile(repository), { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? "" : `${stat.ino} ${stat.mtimeNs} ${stat.size}`;
}

/**
 * The top of the working tree.
 * @throws UsageError in a bare repository
 */
export function requireWorktree({ topLevel }: Repository): string {
  if (topLevel !== undefined) return topLevel;
  throw new UsageError(
    "there is no working tree here: the repository is bare, or this is its inside",
    {
      hint: "session-assoc check --rev <commit> looks at a commit; --cwd <directory> names another place",
    },
  );
}

/** The commit that a revision of our own making names, or `undefined` when there is none. */
export async function findCommit(git: Git, revision: string): Promise<string | undefined> {
  const { code, output } = await parseRevision(git, `${revision}^{commit}`);
  return code === 0 ? output.trim() : undefined;
}

/**
 * The commit that a user's revision names.
 * @throws UsageError when it names none
 */
export async function commitNamed(git: Git, revision: string): Promise<string> {
  const object = await objectNamed(git, revision);
  if (object?.type === "commit") return object.oid;
  // In a second step: in `:/text` and `@{…}` what follows would be part of the search.
  const commit = object === undefined ? undefined : await findCommit(git, object.oid);
  if (commit !== undefined) return commit;
  throw new UsageError(`there is no commit ${JSON.stringify(revision)}`, {
    hint: "name a branch, a tag or an object ID; a remote branch may have to be fetched first",
  });
}

async function objectNamed(git: Git, revision: string) {
  // What is looked up stands on one line; a text that is searched for may have several.
  if (!revision.includes("\n")) {
    try {
      return (await lookUp(git, [revision]))[0];
    } catch (cause) {
      // Of some names, as of a reflog that is too short, git dies there.
      if (!(cause instanceof GitError)) throw cause;
    }
  }
  const { code, output } = await parseRevision(git, revision);
  return code === 0 ? ({ type: undefined, oid: output.trim() } as const) : undefined;
}

/** Exits with 1 for what does not exist, and with 128 for what is no revision at all. */
function parseRevision(git: Git, revision: string) {
  const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", revision];
  return git.ask(args, [0, 1, 128]);
}

/** The commits of a shallow clone whose parents are missing. */
export async function shallowCommits({
  git,
  topLevel,
  gitDirectory,
}: Repository): Promise<ReadonlySet<string>> {
  const path = (await git.run(["rev-parse", "--git-path", "shallow"])).replace(/\n$/, "");
  const text = await readFile(resolve(topLevel ?? gitDirectory, path), "utf8");
  return new Set(text.split("\n").filter(line => line !== ""));
}

/**
 * HEAD when the repository was opened, if there was one yet, and the other sides of a merge in
 * progress: the next commit's parents.
 */
export function nextParents(repository: Repository, environment: NodeJS.ProcessEnv) {
  const { head } = repository;
  const others = mergeHeads(repository, environment);
  return { head, parents: head === undefined ? others : [head, ...others] };
}

/**
 * What `git merge` tells its hooks of the other sides: `GITHEAD_<oid>=<name>` for each. In
 * `pre-merge-commit` there is no MERGE_HEAD yet (FIELD-NOTES, git 4).
 * @returns names by object IDs
 */
export function headsInEnvironment(environment: NodeJS.ProcessEnv): ReadonlyMap<string, string> {
  const heads = new Map<string, string>();
  for (const [variable, name = ""] of Object.entries(environment)) {
    const oid = /^GITHEAD_([0-9a-f]{40,64})$/.exec(variable)?.[1];
    if (oid !== undefined) heads.set(oid, name);
  }
  return heads;
}

/** The other sides of a merge in progress. */
function mergeHeads(
  { gitDirectory }: Repository,
  environment: NodeJS.ProcessEnv,
): readonly string[] {
  const heads = headsInEnvironment(environment);
  if (heads.size > 0) return [...heads.keys()].sort();
  try {
    const text = readFileSync(resolve(gitDirectory, "MERGE_HEAD"), "utf8");
    return text.split("\n").filter(line => line !== "");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
