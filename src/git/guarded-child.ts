import { type SimpleGit, simpleGit } from "simple-git";
import { GitError } from "../errors.ts";
import { ambientVariables, type Call, type Ended, killed, unstartable } from "./child.ts";

/** A call that has git start programs of the user's: hooks, an editor, what signs. */
export interface GuardedCall extends Call {
  /** The command writes a configuration of ours that names a program: simple-git would refuse it. */
  readonly namesProgram?: boolean | undefined;
  /** In milliseconds: git is stopped, which is a failure, when it has said nothing for so long. */
  readonly silence?: number | undefined;
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

/**
 * Runs git to its end, with simple-git's checks of what it is given, and an end for a git that waits for
 * ever.
 * @throws GitError when it cannot be started, or is refused
 */
export async function runGuarded(call: GuardedCall): Promise<Ended & { readonly output: Buffer }> {
  const { directory, args, env, silence, namesProgram = false } = call;
  const input = await call.input;
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
    errors: (_error, { exitCode, stdErr }) => {
      // For simple-git's types it is always a number; killed by a signal git has none.
      code = (exitCode as number | null) ?? killed;
      said = Buffer.concat(stdErr).toString("utf8");
      return said.startsWith("Error: spawn") ? Buffer.concat(stdErr) : undefined;
    },
    ...(input === undefined ? {} : { input: () => input }),
    ...(silence === undefined ? {} : { timeout: { block: silence } }),
  });
  if (env !== undefined) instance.env({ ...Object.fromEntries(ambient), ...env });
  // Of a git that said nothing simple-git waits another 50 ms for words. After the end there are none.
  instance.outputHandler((_command, stdout) => {
    stdout.once("end", () => stdout.emit("data", Buffer.alloc(0)));
  });
  try {
    const output = await instance.raw([...args]);
    return { code, said, output: Buffer.from(output, "utf8") };
  } catch (cause) {
    const words = cause instanceof Error ? cause.message.trim() : String(cause);
    if (words.startsWith("Error: spawn")) throw unstartable(words.split("\n")[0] ?? "");
    throw new GitError(`git ${args.join(" ")} failed`, { said: words });
  }
}
