import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, fstatSync, openSync, readSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { GitError } from "../errors.ts";
import { ambientVariables, type Environment, globalArgs, unstartable } from "./environment.ts";

export async function* stream(
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

export async function* spool(
  directory: string,
  args: readonly string[],
  input: string,
  most: number,
  env: Environment,
): AsyncGenerator<Buffer> {
  const file = openUnnamed();
  try {
    yield* follow(file, most, launch(directory, args, input, env, file));
  } finally {
    closeSync(file);
  }
}

/** Reads a file behind git, which writes it. */
async function* follow(
  file: number,
  most: number,
  { child, ended }: ReturnType<typeof launch>,
): AsyncGenerator<Buffer> {
  let isEnded = false;
  let isStopped = false;
  const end = (): void => {
    isEnded = true;
  };
  ended.then(end, end);
  try {
    for (let at = 0; ; ) {
      const isAll = isEnded;
      const { size } = fstatSync(file);
      if (size > most && !isStopped) isStopped = child.kill();
      const waiting = size - at;
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
    if (!isStopped) await ended;
  } finally {
    child.kill();
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
