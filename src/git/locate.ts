import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { GitError, UsageError } from "../errors.ts";
import { type Answer, globalArgs, runChild, textOf } from "./child.ts";
import type { Git } from "./git.ts";

/** The first question about the repository around a directory, asked before the rest of us is loaded. */
export interface Opening {
  readonly directory: string;
  /**
   * The answer, once: who asks again may have changed something.
   * @returns `undefined` the next time, and where git could not be started
   */
  take(): Promise<Answer | undefined>;
}

export function beginOpening(directory: string): Opening {
  const asked = runChild({ directory, args: [...globalArgs, ...firstQuestions] });
  let answer = asked.then(textOf, () => undefined);
  return {
    directory,
    take: () => {
      const taken = answer;
      answer = Promise.resolve(undefined);
      return taken;
    },
  };
}

/**
 * Where a repository is, and what it is like.
 * @param directory without symbolic links
 */
export async function locate(git: Git, directory: string, opening?: Opening) {
  const asked = opening?.directory === directory ? await opening.take() : undefined;
  const withHead = asked ?? (await git.ask(firstQuestions, "any"));
  // Before the first commit there is none, and git ends there.
  const hasHead = withHead.code === 0;
  const output = hasHead ? withHead.output : await locateWithoutHead(git, directory);
  const parts = output.split(`${separator}\n`).map(part => part.replace(/\n$/, ""));
  const [answers = "", replacements = "", ...directories] = parts;
  const [bare, shallow, inside, ...rest] = answers.split("\n");
  const head = hasHead ? rest.shift() : undefined;
  // git shows a way to a working tree that is elsewhere, as GIT_WORK_TREE may say.
  if (bare === "false" && inside === "false" && rest.length > 0) {
    throw new UsageError(`${directory} is not in a working tree`, {
      hint: "--cwd <directory> names another place",
    });
  }
  const [gitDirectory = "", commonDirectory = "", hooksDirectory = ""] = directories;
  return {
    ...{ gitDirectory, head },
    // Absolute only where it must be (git 2.31 could be asked).
    commonDirectory: realPath(resolve(directory, commonDirectory)),
    hooksDirectory: resolve(inside === "true" ? directory : gitDirectory, hooksDirectory),
    isShallow: shallow === "true",
    hasReplacements: replacements !== "" || process.env.GIT_REPLACE_REF_BASE !== undefined,
    isQuarantined: process.env.GIT_QUARANTINE_PATH !== undefined,
    // Where there is no working tree git shows no way up. A push runs its hooks inside `.git`.
    wayUp: inside === "true" ? rest.join("\n") : undefined,
  };
}

/** git prints an option that it does not know. A path may hold line breaks, but no name so long. */
const separator = `--${"-".repeat(1000)}`;

/** All that is to be known of a repository, for one process. */
function questions(revisions: readonly string[]): readonly string[] {
  const answers = ["--is-bare-repository", "--is-shallow-repository", "--is-inside-work-tree"];
  const directories = [
    ...["--absolute-git-dir", separator, "--git-common-dir"],
    ...[separator, "--git-path", "hooks"],
  ];
  return [
    ...["rev-parse", ...answers, ...revisions, "--show-cdup"],
    ...[separator, "--glob=refs/replace/*"],
    ...[separator, ...directories],
  ];
}

const firstQuestions = questions(["HEAD^{commit}"]);

async function locateWithoutHead(git: Git, directory: string): Promise<string> {
  try {
    return await git.run(questions([]));
  } catch (cause) {
    // git says itself what is wrong: no repository, or one that it does not trust.
    if (!(cause instanceof GitError) || cause.hint !== undefined) throw cause;
    throw new UsageError(`${directory} is in no repository that git would use: ${cause.said}`, {
      hint: "--cwd <directory> names another place",
      cause,
    });
  }
}

export function realPath(directory: string): string {
  try {
    return realpathSync.native(directory);
  } catch (cause) {
    throw new UsageError(`there is no directory ${directory}`, {
      hint: "--cwd <directory> names one that is there",
      cause,
    });
  }
}
