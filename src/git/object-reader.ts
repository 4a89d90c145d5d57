import { GitError } from "../errors.ts";
import { startChild } from "./child.ts";

/** An object of git's, as it is stored. */
export interface GitObject {
  readonly oid: string;
  readonly type: "commit" | "tree" | "blob" | "tag";
  /** Or its size, where that is over the limit. */
  readonly content: Buffer | number;
}

/** So many are asked of the git that is at hand; for more, one of their own is started. */
export const fewObjects = 500;

/** Reads objects with a git that stays at hand: for a few at a time, each a moment after the other. */
export interface ObjectReader {
  /** Starts git, for those who know that they will ask. */
  begin(): void;
  /**
   * @param names without line breaks
   * @param limit contents of more bytes are not kept
   * @returns the objects in the names' order; `undefined` where there is none
   * @throws GitError when git cannot read what is there
   */
  read(names: readonly string[], limit: number): Promise<readonly (GitObject | undefined)[]>;
}

/** So long git waits for the next question, in milliseconds: a command is done by then, a program may go on. */
const patience = 5_000;

/** @param args what git is told before `cat-file` */
export function openReader(directory: string, args: readonly string[]): ObjectReader {
  let talk: Talk | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const forget = (): void => {
    talk = undefined;
  };
  const begin = (): Talk => {
    talk ??= startTalk(directory, [...args, "cat-file", "--batch"]);
    return talk;
  };
  const ask = async (names: readonly string[], limit: number) => {
    const { question, answer, pause } = begin();
    question(names);
    try {
      const objects: (GitObject | undefined)[] = [];
      for (const name of names) objects.push(await answer(name, limit));
      pause(forget);
      return objects;
    } catch (error) {
      forget();
      throw error;
    }
  };
  return {
    begin: () => begin().pause(forget),
    read(names, limit) {
      if (names.length === 0) return Promise.resolve([]);
      // One question after the other, whatever became of the one before.
      const answers = last.then(() => ask(names, limit));
      last = answers.catch(() => {});
      return answers;
    },
  };
}

type Talk = ReturnType<typeof startTalk>;

function startTalk(directory: string, args: readonly string[]) {
  const { stdin, stdout, ended, stop, hold } = startChild({ directory, args });
  const pieces = stdout[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let held: Buffer = Buffer.alloc(0);
  let timer: NodeJS.Timeout | undefined;

  /** Whatever git says next. */
  const next = async (): Promise<Buffer> => {
    const { done, value } = await pieces.next();
    if (!done) return value;
    const { said } = await ended;
    throw new GitError(`git ${args.join(" ")} failed`, { said: said.trim() });
  };
  const line = async (): Promise<string> => {
    let end: number;
    for (end = held.indexOf("\n"); end < 0; end = held.indexOf("\n")) {
      held = Buffer.concat([held, await next()]);
    }
    const text = held.toString("utf8", 0, end);
    held = held.subarray(end + 1);
    return text;
  };
  const bytes = async (size: number): Promise<Buffer> => {
    const parts = [held];
    let length = held.length;
    while (length < size) {
      const part = await next();
      parts.push(part);
      length += part.length;
    }
    const all = parts.length === 1 ? held : Buffer.concat(parts);
    held = all.subarray(size);
    return all.subarray(0, size);
  };
  const skip = async (size: number): Promise<void> => {
    let left = size - held.length;
    while (left > 0) {
      held = await next();
      left -= held.length;
    }
    held = left === 0 ? Buffer.alloc(0) : held.subarray(left);
  };

  return {
    question(names: readonly string[]): void {
      clearTimeout(timer);
      hold(true);
      stdin.write(names.map(name => `${name}\n`).join(""));
    },
    /** `<oid> SP <type> SP <size> LF <content> LF` (git-cat-file, BATCH OUTPUT). */
    async answer(name: string, limit: number): Promise<GitObject | undefined> {
      const header = await line();
      const found = /^([0-9a-f]+) (commit|tree|blob|tag) (\d+)$/.exec(header);
      if (found === null) {
        // The beginning of an object ID may be that of several.
        if (header === `${name} missing` || header === `${name} ambiguous`) return undefined;
        // A submodule's commit is another repository's; git before 2.51 calls it missing, too.
        if (/^[0-9a-f]+ submodule$/.test(header)) return undefined;
        stop();
        throw new GitError(`git cannot read ${name}`, { said: header });
      }
      const [, oid = "", type = "", digits] = found;
      const size = Number(digits);
      const content = size > limit ? size : await bytes(size);
      await skip(size > limit ? size + 1 : 1);
      return { oid, type: type as GitObject["type"], content };
    },
    /** Nothing waits for git any more; after some time git does not wait for us. */
    pause(onEnd: () => void): void {
      hold(false);
      timer = setTimeout(() => {
        onEnd();
        stdin.end();
      }, patience).unref();
    },
  };
}
