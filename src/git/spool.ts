import { closeSync, fstatSync, openSync, readSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { GitError } from "../errors.ts";
import { type Command, type Ended, startChildInto } from "./child.ts";

/**
 * What git prints, by way of a temporary file without a name. The memory of a piece is the next one's
 * too: V8 would mark the whole heap for every few megabytes of such garbage.
 * @param most bytes: git is stopped when it has written more
 * @returns how git ended; `undefined` when it was stopped
 * @throws GitError when there is no place for the file, or git cannot be started
 */
export async function* spool(
  command: Command,
  input: string,
  most: number,
): AsyncGenerator<Buffer, Ended | undefined> {
  const file = openUnnamed();
  try {
    return yield* follow(file, most, startChildInto(file, command, input));
  } finally {
    closeSync(file);
  }
}

/** Reads a file behind git, which writes it. */
async function* follow(
  file: number,
  most: number,
  { ended, stop }: ReturnType<typeof startChildInto>,
): AsyncGenerator<Buffer, Ended | undefined> {
  const memory = Buffer.allocUnsafe(pieceBytes);
  let isEnded = false;
  let isStopped = false;
  const end = (): void => {
    isEnded = true;
  };
  ended.then(end, end);
  try {
    for (let at = 0; ; ) {
      // Asked first: what was written until then is all.
      const isAll = isEnded;
      const { size } = fstatSync(file);
      if (size > most && !isStopped) isStopped = stop();
      const waiting = size - at;
      if (waiting < pieceBytes && !isAll) {
        await delay(1);
        continue;
      }
      if (waiting === 0) break;
      const length = readSync(file, memory, 0, pieceBytes, at);
      at += length;
      yield memory.subarray(0, length);
    }
    const end = await ended;
    return isStopped ? undefined : end;
  } finally {
    stop();
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
