import { spawn } from "node:child_process";
import { once } from "node:events";
import { GitError } from "../errors.ts";

/** What git is told, and where. */
export interface Call {
  readonly directory: string;
  readonly args: readonly string[];
  /** What it reads from its standard input; without it there is nothing to read. */
  readonly input?: string | Buffer | undefined;
  /** Added to the environment. */
  readonly env?: Environment | undefined;
}

/** Variables by their names. */
export type Environment = Readonly<Record<string, string>>;

/** How a git ended. */
export interface Ended {
  readonly code: number;
  /** What it wrote to its standard error. */
  readonly said: string;
}

/** The exit code of a git that was killed, and has none. */
export const killed = -1;

/**
 * Variables that would make git start another program, or read our pathspecs in another way.
 * All other `GIT_*` variables are kept: in a hook they say which index, which objects and which
 * configuration are meant (FIELD-NOTES, git 5 and 10).
 */
const dropped =
  /^(GIT_(EDITOR|SEQUENCE_EDITOR|PAGER|EXTERNAL_DIFF|DIFF_OPTS|TRACE.*|.*_PATHSPECS)|EDITOR|VISUAL|PAGER|PREFIX|SSH_ASKPASS)$/i;

/** The variables of this process that git may see. */
export function ambientVariables() {
  return Object.entries(process.env).filter(([name]) => !dropped.test(name));
}

/**
 * Runs git to its end, whatever its exit code.
 * @throws GitError when it cannot be started
 */
export async function runChild(call: Call): Promise<Ended & { readonly output: Buffer }> {
  const { stdout, ended } = startChild(call);
  const pieces: Buffer[] = [];
  stdout.on("data", (piece: Buffer) => pieces.push(piece));
  return { ...(await ended), output: Buffer.concat(pieces) };
}

/** Starts git. `ended` comes when all that it wrote is read; a GitError when it cannot be started. */
export function startChild({ directory, args, input, env }: Call) {
  const child = spawn("git", args, {
    cwd: directory,
    env: { ...Object.fromEntries(ambientVariables()), ...env },
    stdio: "pipe",
    windowsHide: true,
  });
  const { stdin, stdout, stderr } = child;
  // A git that ends early closes its input; its exit code tells why.
  stdin.on("error", () => {}).end(input);
  let said = "";
  stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const ended = once(child, "close").then(
    ([code]): Ended => ({ code: (code as number | null) ?? killed, said }),
    (cause: Error) => {
      throw unstartable(cause.message);
    },
  );
  // Whoever reads first what it prints awaits this later; until then its failure is nobody's.
  ended.catch(() => {});
  return { stdout, ended, stop: () => void child.kill() };
}

export function unstartable(said: string): GitError {
  return new GitError("git could not be started", {
    said,
    hint: "install git, or put it on the PATH",
  });
}
