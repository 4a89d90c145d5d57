import { Command, CommanderError } from "commander";
import packageJson from "../../package.json" with { type: "json" };
import { isFailure } from "../errors.ts";
import { printable } from "../report/printable.ts";
import { defineCalledByGit } from "./define/called-by-git.ts";
import { defineChanging } from "./define/changing.ts";
import type { CommandContext } from "./define/context.ts";
import { defineLooking } from "./define/looking.ts";
import { defineSettingUp } from "./define/setting-up.ts";
import type { GlobalOptions } from "./globals.ts";
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

function buildProgram(terminal: Terminal, exitWith: (code: number) => void): Command {
  const program = new Command("session-assoc")
    .description("Makes the task IDs in session files follow their tasks.")
    .version(packageJson.version)
    .option("--cwd <directory>", "run as if started there")
    .option("--config <file>", "use this configuration instead of .session-assoc.yaml")
    .option("--color", "use colours")
    .option("--no-color", "use no colours")
    .option("--quiet", "print nothing when there is nothing to report")
    .option("--debug", "print the stack of an error")
    .configureOutput({
      writeOut: text => void terminal.stdout.write(text),
      writeErr: text => void terminal.stderr.write(text),
    })
    .exitOverride()
    .showHelpAfterError("(session-assoc --help shows how it is used)")
    .addHelpText("after", examples);

  const context: CommandContext = {
    terminal,
    exitWith,
    globals: options => ({ ...program.opts<GlobalOptions>(), ...options }),
  };
  for (const define of [defineLooking, defineChanging, defineSettingUp, defineCalledByGit])
    define(program, context);
  return program;
}

const examples = `
Examples:
  session-assoc check                      what is wrong in the working tree
  session-assoc check --rev HEAD           … in a commit; works in a bare repository
  session-assoc check --against main       … and is not wrong on main already
  session-assoc check --merge feature      what merging feature would leave behind
  session-assoc fix --dry-run | git apply  what fix would do, done by git
  session-assoc fix sessions/login.yaml    rewrite the stale references of one file
  session-assoc update md#7 mt#9           move the sessions of one task to another
  session-assoc sessions md#7              the sessions of the task that had this ID
  session-assoc history fix-login          every change of a session's task, and why
  session-assoc review main..feature       what each commit did to associations
  session-assoc tasks migrate-backend --from md --to mt    what would move; --execute moves it

Exit codes: 0 nothing left to report, 1 errors found, 2 wrong usage or configuration,
3 could not finish.`;

function complain(error: unknown, options: GlobalOptions, { stderr }: Terminal): number {
  const message = error instanceof Error ? error.message : String(error);
  const lines = message.trimEnd().split("\n").map(printable);
  stderr.write(`session-assoc: ${lines.join("\n  ")}\n`);
  if (isFailure(error) && error.hint !== undefined) {
    stderr.write(`  next: ${printable(error.hint)}\n`);
  }
  if (options.debug && error instanceof Error) stderr.write(`${error.stack}\n`);
  return isFailure(error) ? error.exitCode : 3;
}
