import { isFailure } from "../errors.ts";
import { TooEntangled } from "../model/effort.ts";
import { printable } from "../report/printable.ts";
import type { GlobalOptions } from "./globals.ts";
import type { Terminal } from "./streams.ts";

/**
 * Says on stderr why the program could not finish, and what to do next; the stack with `--debug` only.
 * @returns the exit code
 */
export function complain(error: unknown, options: GlobalOptions, { stderr }: Terminal): number {
  const { message, hint } = describe(error);
  const lines = message.trimEnd().split("\n").map(printable);
  stderr.write(`session-assoc: ${lines.join("\n  ")}\n  next: ${printable(hint)}\n`);
  if (options.debug) stderr.write(`${stackOf(error).split("\n").map(printable).join("\n")}\n`);
  return isFailure(error) ? error.exitCode : 3;
}

function describe(error: unknown): { readonly message: string; readonly hint: string } {
  const message = error instanceof Error ? error.message : String(error);
  if (isFailure(error)) {
    return { message, hint: error.hint ?? "repair what git says, then run the same command again" };
  }
  if (error instanceof TooEntangled) return error;
  if (error instanceof Error && "syscall" in error) {
    return { message, hint: "repair what the system says, then run the same command again" };
  }
  const name = error instanceof Error ? error.name : typeof error;
  return {
    message: `this is a bug of session-assoc: ${name}: ${message.split("\n")[0]}`,
    hint: "report it, with what the same command prints with --debug",
  };
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { stack = String(error), cause } = error;
  return cause === undefined ? stack : `${stack}\ncaused by ${stackOf(cause)}`;
}
