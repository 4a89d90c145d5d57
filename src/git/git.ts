import { type SimpleGit, simpleGit } from "simple-git";
import { GitError } from "../errors.ts";
import { ambientVariables, type Environment, globalArgs, unstartable } from "./environment.ts";
import { spool, stream } from "./stream.ts";

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
   * wakes whoever listens to a pipe.
   * @param most bytes: of a longer answer the rest is missing
   * @throws GitError also when there is no place for the file
   */
  spool(
    args: readonly string[],
    input: string,
    most: number,
    env?: Environment,
  ): AsyncIterable<Buffer>;
}

export type { Environment };

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
    spool: (args, input, most, env = {}) => spool(directory, args, input, most, env),
  };
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
