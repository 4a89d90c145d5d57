import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, fstatSync, openSync, readSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type SimpleGit, simpleGit } from "simple-git";
import { GitError } from "../errors.ts";

/**
 * The single door to git. Arguments are never seen by a shell. Answers are UTF-8 text, except
 * where bytes are asked for.
 */
export interface Git {
  /** @throws GitError when git exits with anything but 0 */
  run(args: readonly string[], options?: RunOptions): Promise<string>;
  /** Like `run`, but an exit code among `codes` is an answer. */
  ask(args: readonly string[], codes: Codes, options?: RunOptions): Promise<Answer>;
  /** `git cat-file`, whose output is bytes. */
  catFile(args: readonly string[], input?: string): Promise<Buffer>;
  /**
   * What git prints, piece by piece as it comes, so that an answer of any length takes no memory.
   * Whoever stops listening stops git.
   * @throws GitError when git exits with anything but 0
   */
  stream(args: readonly string[], input?: string, env?: Environment): AsyncIterable<Buffer>;
  /**
   * As `stream`, by way of a temporary file without a name: where git prints many small pieces, each
   * wakes whoever listens to a pipe. All of the answer lies on the disk until its end.
   * @throws GitError also when there is no room for it
   */
  spool(args: readonly string[], input?: string, env?: Environment): AsyncIterable<Buffer>;
}

/** Variables that are added. */
export type Environment = Readonly<Record<string, string>>;

export type Codes = readonly number[] | "any";

export interface RunOptions {
  /** What git reads from its standard input. */
  readonly input?: string | Buffer;
  /** Added to the environment. */
  readonly env?: Environment;
  /** Without options of our own, which the user's hooks would inherit. */
  readonly asUser?: boolean;
  /** The command writes a configuration of ours that names a program: simple-git would refuse it. */
  readonly namesProgram?: boolean;
  /** In milliseconds: git is stopped, which is a failure, when it has said nothing for so long. */
  readonly silence?: number;
}

/** The exit code of a git that was killed, and has none. */
export const killed = -1;

export interface Answer {
  readonly code: number;
  readonly output: string;
  /** What it wrote to its standard error. */
  readonly said: string;
}

/**
 * Variables that would make git start another program, or read our pathspecs in another way.
 * All other `GIT_*` variables are kept: in a hook they say which index, which objects and which
 * configuration are meant (FIELD-NOTES, git 5 and 10).
 */
const dropped =
  /^(GIT_(EDITOR|SEQUENCE_EDITOR|PAGER|EXTERNAL_DIFF|DIFF_OPTS|TRACE.*|.*_PATHSPECS)|EDITOR|VISUAL|PAGER|PREFIX|SSH_ASKPASS)$/i;

function ambientVariables() {
  return Object.entries(process.env).filter(([name]) => !dropped.test(name));
}

/** Pathspecs are paths, whatever characters they hold; reading takes no lock that others wait for. */
const globalArgs = ["--literal-pathspecs", "--no-optional-locks"];

/**
 * simple-git passes inherited variables on, but checks those that are given to it as if a stranger
 * had chosen them. Where we add some, the user's own go along, and may configure what they like.
 */
const userEnvironment = {
  allowUnsafeAlias: true,
  allowUnsafeAskPass: true,
  allowUnsafeCommandBinaries: true,
  allowUnsafeConfigEnvCount: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeCredentialHelper: true,
  allowUnsafeDiffExternal: true,
  allowUnsafeDiffTextConv: true,
  allowUnsafeEditor: true,
  allowUnsafeExec: true,
  allowUnsafeFilter: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeGitProxy: true,
  allowUnsafeGpgProgram: true,
  allowUnsafeHooksPath: true,
  allowUnsafeInclude: true,
  allowUnsafeMergeDriver: true,
  allowUnsafePack: true,
  allowUnsafePager: true,
  allowUnsafeProtocolOverride: true,
  allowUnsafeSshCommand: true,
  allowUnsafeSubmodule: true,
  allowUnsafeTemplateDir: true,
  allowUnsafeUrlRewrite: true,
} as const;

export function openGit(directory: string): Git {
  const ask: Git["ask"] = async (args, codes, options = {}) => {
    const { instance, exitCode, said } = start(directory, codes, options);
    const ours = options.asUser ? [] : globalArgs;
    const output = await finish(args, instance.raw([...ours, ...args]));
    return { code: exitCode(), output, said: said() };
  };
  return {
    ask,
    run: async (args, options) => (await ask(args, [0], options)).output,
    catFile: async (args, input = "") => {
      const { instance } = start(directory, [0], { input });
      return finish(["cat-file", ...args], instance.binaryCatFile([...args])) as Promise<Buffer>;
    },
    stream: (args, input = "", env = {}) => stream(directory, args, input, env),
    spool: (args, input = "", env = {}) => spool(directory, args, input, env),
  };
}

async function* stream(
  directory: string,
  args: readonly string[],
  input: string,
  env: Environment,
): AsyncGenerator<Buffer> {
  const { child, ended } = launch(directory, args, input, env, "pipe");
  try {
    for await (const piece of child.stdout ?? []) yield piece as Buffer;
    await ended;
  } finally {
    child.kill();
  }
}

async function* spool(
  directory: string,
  args: readonly string[],
  input: string,
  env: Environment,
): AsyncGenerator<Buffer> {
  const file = openUnnamed();
  try {
    const { child, ended } = launch(directory, args, input, env, file);
    let isEnded = false;
    const end = () => {
      isEnded = true;
    };
    ended.then(end, end);
    try {
      for (let at = 0; ; ) {
        const isAll = isEnded;
        const waiting = fstatSync(file).size - at;
        if (waiting < pieceBytes && !isAll) {
          await delay(1);
          continue;
        }
        if (waiting === 0) break;
        const piece = Buffer.allocUnsafe(Math.min(waiting, pieceBytes));
        const length = readSync(file, piece, 0, piece.length, at);
        at += length;
        yield piece.subarray(0, length);
      }
      await ended;
    } finally {
      child.kill();
    }
  } finally {
    closeSync(file);
  }
}

/** What is read of a temporary file at once. */
const pieceBytes = 64 * 1024;

let unnamed = 0;

/** A file that nobody else can open, and that is gone with the process, however that ends. */
function openUnnamed(): number {
  const path = join(tmpdir(), `session-assoc-${process.pid}-${performance.now()}-${unnamed++}`);
  try {
    const file = openSync(path, "wx+", 0o600);
    unlinkSync(path);
    return file;
  } catch (cause) {
    throw new GitError("there is no place for what git prints", {
      said: cause instanceof Error ? cause.message : String(cause),
    });
  }
}

/**
 * Starts git with one of our own outputs; simple-git 4.0.2 keeps the whole output of a command
 * (FIELD-NOTES: it has no `stream()`).
 * @returns `ended` fails with a GitError when git exits with anything but 0
 */
function launch(
  directory: string,
  args: readonly string[],
  input: string,
  env: Environment,
  output: "pipe" | number,
) {
  const child = spawn("git", [...globalArgs, ...args], {
    cwd: directory,
    env: { ...Object.fromEntries(ambientVariables()), ...env },
    stdio: ["pipe", output, "pipe"],
    windowsHide: true,
  });
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  // A git that ends early closes its input; its exit code tells why.
  child.stdin?.on("error", () => {}).end(input);
  const ended = once(child, "close").then(
    ([code]) => {
      if (code !== 0) throw new GitError(`git ${args.join(" ")} failed`, { said: said.trim() });
    },
    (cause: Error) => {
      throw unstartable(cause.message);
    },
  );
  // It is awaited at the end of the output; until then its failure is nobody's.
  ended.catch(() => {});
  return { child, ended };
}

function start(directory: string, codes: Codes, options: RunOptions) {
  const { input, env, silence, namesProgram = false } = options;
  let code = 0;
  let said = "";
  const ambient = ambientVariables();
  const names = [...ambient.map(([name]) => name), ...Object.keys(env ?? {})];
  const instance: SimpleGit = simpleGit({
    baseDir: directory,
    allowEnvironment: names.filter(name => /^GIT_/i.test(name)),
    unsafe: env === undefined ? { allowUnsafeMergeDriver: namesProgram } : userEnvironment,
    // Without `onExit: false` a child's output may be taken for complete 50 ms after its exit.
    // What a stopped git has started may keep its output open for ever.
    completion: { onClose: true, onExit: silence === undefined ? false : 50 },
    errors: (error, { exitCode, stdErr }) => {
      // For simple-git's types it is always a number; killed by a signal git has none.
      code = (exitCode as number | null) ?? killed;
      said = Buffer.concat(stdErr).toString("utf8");
      if (codes === "any" || codes.includes(exitCode)) return undefined;
      return error ?? Buffer.concat(stdErr);
    },
    ...(input === undefined ? {} : { input: () => input }),
    ...(silence === undefined ? {} : { timeout: { block: silence } }),
  });
  if (env !== undefined) instance.env({ ...Object.fromEntries(ambient), ...env });
  // Of a git that said nothing simple-git waits another 50 ms for words. After the end there are none.
  instance.outputHandler((_command, stdout) => {
    stdout.once("end", () => stdout.emit("data", Buffer.alloc(0)));
  });
  return { instance, exitCode: () => code, said: () => said };
}

async function finish<T>(args: readonly string[], task: PromiseLike<T>): Promise<T> {
  try {
    return await task;
  } catch (cause) {
    const command = `git ${args.join(" ")}`;
    const said = cause instanceof Error ? cause.message.trim() : String(cause);
    if (said.startsWith("Error: spawn")) {
      throw unstartable(said.split("\n")[0] ?? "");
    }
    throw new GitError(`${command} failed`, { said });
  }
}

function unstartable(said: string): GitError {
  return new GitError("git could not be started", {
    said,
    hint: "install git, or put it on the PATH",
  });
}
