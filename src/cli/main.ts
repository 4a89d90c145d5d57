import { CommanderError } from "commander";
import { complain } from "./complain.ts";
import type { GlobalOptions } from "./globals.ts";
import { buildProgram } from "./program.ts";
import type { Terminal } from "./streams.ts";

/**
 * Runs the command line.
 * @param argv the arguments, without node and script
 * @returns the exit code: 0, 1, 2 or 3 (CONTRACT section 5)
 */
export async function main(argv: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode = 0;
  const program = buildProgram(terminal, code => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...argv], { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return complain(error, program.opts<GlobalOptions>(), terminal);
  }
}
