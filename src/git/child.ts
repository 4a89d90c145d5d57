import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Socket } from "node:net";
import { GitError } from "../errors.ts";

/** What git is told, and where. */
export interface Command {
  readonly directory: string;
  readonly args: readonly string[];
  /** Added to the environment. */
  readonly env?: Environment | undefined;
}

export interface Call extends Command {
  /** What it reads from its standard input, which may become known while it starts. */
  readonly input?: Input | Promise<Input>;
}

/** Without it there is nothing to read. */
export type Input = string | Buffer | undefined;

/** Variables by their names. */
export type Environment = Readonly<Record<string, string>>;

/** How a git ended. */
export interface Ended {
  readonly code: number;
  /** What it wrote to its standard error. */
  readonly said: string;
}

/** And what it wrote to its standard output. */
export interface Answer extends Ended {
  readonly output: string;
}

/** Pathspecs are paths, whatever characters they hold. */
export const literally = "--literal-pathspecs";

/** Reading takes no lock that others wait for. */
export const globalArgs = [literally, "--no-optional-locks"];

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
 * @throws GitError when it cannot be started; what its input throws, and then git is stopped
 */
export async function runChild(call: Call): Promise<Ended & { readonly output: Buffer }> {
  const { stdin, stdout, ended, stop } = startChild(call);
  const pieces: Buffer[] = [];
  stdout.on("data", (piece: Buffer) => pieces.push(piece));
  try {
    stdin.end(await call.input);
  } catch (cause) {
    stop();
    throw cause;
  }
  return { ...(await ended), output: Buffer.concat(pieces) };
}

/** git answers in UTF-8. */
export function textOf(ended: Ended & { readonly output: Buffer }): Answer {
  return { ...ended, output: ended.output.toString("utf8") };
}

/**
 * Starts git, which has not been given its input yet. `ended` comes when all that it wrote is read; a
 * GitError when it cannot be started.
 */
export function startChild(command: Command) {
  const child = spawn("git", command.args, {
    ...optionsOf(command),
    stdio: ["pipe", "pipe", "pipe"],
  });
  const { stdin, stdout, stderr } = child;
  /** Whether this process stays while git does. */
  const hold = (isHeld: boolean): void => {
    // Of a child's pipes node's types say too little: each is a socket.
    for (const one of [child, stdin, stdout, stderr] as unknown as readonly Socket[]) {
      if (isHeld) one.ref();
      else one.unref();
    }
  };
  return { stdin, stdout, hold, ...attend(child) };
}

/** Starts git, which gets its input and writes into an open file; otherwise as `startChild`. */
export function startChildInto(file: number, command: Command, input: string) {
  const child = spawn("git", command.args, {
    ...optionsOf(command),
    stdio: ["pipe", file, "pipe"],
  });
  const attended = attend(child);
  child.stdin?.end(input);
  return attended;
}

function optionsOf({ directory, env }: Command) {
  return {
    cwd: directory,
    env: { ...Object.fromEntries(ambientVariables()), ...env },
    windowsHide: true,
  };
}

function attend(child: ChildProcess) {
  const { stdin, stderr } = child;
  // A git that ends early closes its input; its exit code tells why.
  stdin?.on("error", () => {});
  let said = "";
  stderr?.setEncoding("utf8").on("data", (text: string) => {
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
  return { ended, stop: () => child.kill() };
}

export function unstartable(said: string): GitError {
  return new GitError("git could not be started", {
    said,
    hint: "install git, or put it on the PATH",
  });
}
