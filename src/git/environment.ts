import { GitError } from "../errors.ts";

/** Variables that are added. */
export type Environment = Readonly<Record<string, string>>;

/**
 * Variables that would make git start another program, or read our pathspecs in another way.
 * All other `GIT_*` variables are kept: in a hook they say which index, which objects and which
 * configuration are meant (FIELD-NOTES, git 5 and 10).
 */
const dropped =
  /^(GIT_(EDITOR|SEQUENCE_EDITOR|PAGER|EXTERNAL_DIFF|DIFF_OPTS|TRACE.*|.*_PATHSPECS)|EDITOR|VISUAL|PAGER|PREFIX|SSH_ASKPASS)$/i;

export function ambientVariables() {
  return Object.entries(process.env).filter(([name]) => !dropped.test(name));
}

/** Pathspecs are paths, whatever characters they hold; reading takes no lock that others wait for. */
export const globalArgs = ["--literal-pathspecs", "--no-optional-locks"];

export function unstartable(said: string): GitError {
  return new GitError("git could not be started", {
    said,
    hint: "install git, or put it on the PATH",
  });
}
