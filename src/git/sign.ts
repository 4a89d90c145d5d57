import { GitError } from "../errors.ts";
import type { Git } from "./git.ts";
import { type RawCommit, readCommit } from "./raw-commit.ts";

/** Whether git is configured to sign every commit. */
export async function mustSign(git: Git): Promise<boolean> {
  const args = ["config", "--type=bool", "--default=false", "--get", "commit.gpgSign"];
  return (await git.run(args)).trim() === "true";
}

/** Whether a commit could be signed, as git is configured. Makes one that nothing refers to. */
export async function canSign(git: Git): Promise<boolean> {
  const args = ["commit-tree", "-S", "-m", "session-assoc: can commits be signed?", "HEAD^{tree}"];
  return (await unlessFailed(git.run(args))) !== undefined;
}

/**
 * Whether one of the names is a tag. The merge of a signed tag quotes the tag in its headers, and
 * git has no command that signs a commit with such headers anew.
 */
export async function namesTag(git: Git, names: readonly string[]): Promise<boolean> {
  for (const name of names) {
    const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{tag}`];
    if ((await git.ask(args, [0, 1, 128])).code === 0) return true;
  }
  return false;
}

/**
 * Makes the same commit with another tree and a signature of its own.
 * @returns its object ID; `undefined` when it cannot be signed, or git would change more than that
 */
export async function signCommit(
  git: Git,
  commit: RawCommit,
  tree: string,
): Promise<string | undefined> {
  const { encoding } = commit;
  const config = encoding === undefined ? [] : ["-c", `i18n.commitEncoding=${encoding}`];
  const parents = commit.parents.flatMap(parent => ["-p", parent]);
  const env = {
    ...commit.author.toEnvironment("AUTHOR"),
    ...commit.committer.toEnvironment("COMMITTER"),
  };
  const args = [...config, "commit-tree", "-S", ...parents, "-F", "-", tree];
  const signed = (await unlessFailed(git.run(args, { input: commit.message, env })))?.trim();
  if (signed === undefined) return undefined;
  const result = await readCommit(git, signed);
  return result?.commit.withTree(tree).equals(commit.withTree(tree)) ? signed : undefined;
}

async function unlessFailed(answer: Promise<string>): Promise<string | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof GitError) return undefined;
    throw error;
  }
}
