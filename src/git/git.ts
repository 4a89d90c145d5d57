import { existsSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { GitError } from "../errors.ts";
import {
  type Answer,
  type Command,
  type Ended,
  type Environment,
  globalArgs,
  literally,
  runChild,
  startChild,
  textOf,
} from "./child.ts";
import { type GuardedCall, runGuarded } from "./guarded-child.ts";
import { lockHint, lockNamed, lockPauses } from "./locks.ts";
import { type ObjectReader, openReader } from "./object-reader.ts";
import { spool } from "./spool.ts";

export { type Answer, killed } from "./child.ts";

/**
 * The single door to git. Arguments are never seen by a shell. Answers are UTF-8 text, except
 * where bytes are asked for.
 */
export interface Git {
  /** @throws GitError when git exits with anything but 0 */
  run(args: readonly string[], options?: RunOptions): Promise<string>;
  /** Like `run`, but an exit code among `codes` is an answer. */
  ask(args: readonly string[], codes: Codes, options?: RunOptions): Promise<Answer>;
  /** Objects by their names, few at a time: one git answers all who ask. */
  readonly objects: ObjectReader;
  /**
   * What git prints, piece by piece as it comes, so that an answer of any length takes no memory.
   * Whoever stops listening stops git.
   * @throws GitError when git exits with anything but 0
   */
  stream(args: readonly string[], input?: string, env?: Environment): AsyncIterable<Buffer>;
  /**
   * As `stream`, by way of a temporary file without a name: where git prints many small pieces, each
   * wakes whoever listens to a pipe. The memory of a piece is the next one's too.
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

export type Codes = readonly number[] | "any";

export interface RunOptions extends Omit<GuardedCall, "directory" | "args"> {
  /** What git finds out while it reads it may write into the index, where it gets the lock. */
  readonly writesIndex?: boolean;
  /** Without options of our own, which the user's hooks would inherit. */
  readonly asUser?: boolean;
}

/** @param objects a reader of the same repository, where there is one already */
export function openGit(directory: string, objects?: ObjectReader): Git {
  const finish = async (args: readonly string[], codes: Codes, options: RunOptions) => {
    const { asUser, writesIndex, ...how } = options;
    const before = asUser ? [] : writesIndex ? [literally] : globalArgs;
    const env = writesIndex ? { ...how.env, GIT_OPTIONAL_LOCKS: "1" } : how.env;
    const call = { ...how, directory, args: [...before, ...args], env };
    // What is the user's to see, hooks and all, is not begun again.
    const pauses = asUser ? [] : [...lockPauses];
    for (;;) {
      const ended = await (startsPrograms(options) ? runGuarded(call) : runChild(call));
      if (codes === "any" || codes.includes(ended.code)) return ended;
      const lock = lockNamed(ended.said, directory);
      const pause = lock === undefined ? undefined : pauses.shift();
      if (pause === undefined) throw failed(args, ended, lock);
      await wait(pause);
    }
  };
  const ask: Git["ask"] = async (args, codes, options = {}) => {
    return textOf(await finish(args, codes, options));
  };
  return {
    ask,
    run: async (args, options) => (await ask(args, [0], options)).output,
    objects: objects ?? openReader(directory, globalArgs),
    stream: (args, input, env) => stream({ directory, args, env }, input),
    spool: (args, input, most, env) => spooled({ directory, args, env }, input, most),
  };
}

/**
 * Whether git may start programs of the user's, hooks or what signs. Where all words are ours, and start
 * nothing, there is nothing for simple-git to check, which takes as long to load as two gits to run.
 */
function startsPrograms({ asUser, namesProgram, silence }: RunOptions): boolean {
  return asUser === true || namesProgram === true || silence !== undefined;
}

async function* stream(command: Command, input?: string): AsyncGenerator<Buffer> {
  const { stdin, stdout, ended, stop } = startChild({
    ...command,
    args: [...globalArgs, ...command.args],
  });
  stdin.end(input);
  try {
    for await (const piece of stdout) yield piece as Buffer;
    const end = await ended;
    if (end.code !== 0) throw failed(command.args, end);
  } finally {
    stop();
  }
}

async function* spooled(command: Command, input: string, most: number): AsyncGenerator<Buffer> {
  const end = yield* spool({ ...command, args: [...globalArgs, ...command.args] }, input, most);
  if (end !== undefined && end.code !== 0) throw failed(command.args, end);
}

function failed(args: readonly string[], { said }: Ended, lock?: string): GitError {
  // One that is gone by now is nobody's to remove.
  const hint = lock !== undefined && existsSync(lock) ? { hint: lockHint(lock) } : {};
  return new GitError(`git ${args.join(" ")} failed`, { said: said.trim(), ...hint });
}
