import { Command } from "commander";
import packageJson from "../../package.json" with { type: "json" };
import { defineCalledByGit } from "./define/called-by-git.ts";
import { defineChanging } from "./define/changing.ts";
import { defineCompleting } from "./define/completing.ts";
import type { CommandContext } from "./define/context.ts";
import { addExamples } from "./define/examples.ts";
import { defineLooking } from "./define/looking.ts";
import { defineSettingUp } from "./define/setting-up.ts";
import type { GlobalOptions } from "./globals.ts";
import type { Terminal } from "./streams.ts";
import { describeMisuse } from "./wrong-usage.ts";

/** The command line: every command with its arguments, options, examples and action. */
export function buildProgram(terminal: Terminal, exitWith: (code: number) => void): Command {
  const program = new Command("session-assoc")
    .description("Makes the task IDs in session files follow their tasks.")
    .version(packageJson.version)
    .option("--cwd <directory>", "run as if started there")
    .option("--config <file>", "use this configuration instead of .session-assoc.yaml")
    .option("--color", "use colours")
    .option("--no-color", "use no colours")
    .option("--quiet", "print nothing when there is nothing to report")
    .option("--debug", "print the stack of an error")
    .exitOverride();
  configureOutput(program, terminal);

  const context: CommandContext = {
    terminal,
    exitWith,
    globals: options => ({ ...program.opts<GlobalOptions>(), ...options }),
  };
  const definitions = [
    ...[defineSettingUp, defineLooking, defineChanging],
    ...[defineCompleting, defineCalledByGit],
  ];
  for (const define of definitions) define(program, context);
  addExamples(
    program,
    {
      "session-assoc init": "set up; session-assoc doctor proves it",
      "session-assoc check": "what is wrong in the working tree",
      "session-assoc check --rev HEAD": "… in a commit; works in a bare repository",
      "session-assoc check --against main": "… and is not wrong on main already",
      "session-assoc check --merge feature": "what merging feature would leave behind",
      "session-assoc fix --dry-run | git apply": "what fix would do, done by git",
      "session-assoc fix sessions/login.yaml": "rewrite the stale references of one file",
      "session-assoc update md#7 mt#9": "move the sessions of one task to another",
      "session-assoc sessions md#7": "the sessions of the task that had this ID",
      "session-assoc history fix-login": "every change of a session's task, and why",
      "session-assoc review main..feature": "what each commit did to associations",
      "session-assoc tasks migrate-backend --from md --to mt":
        "what would move; --execute moves it",
      "session-assoc explain stale-task-id": "what a finding means, and how to get out",
    },
    `0 nothing left to report, 1 errors found, 2 wrong usage or configuration,
3 could not finish.`,
  );
  for (const command of commandsOf(program)) configureOutput(command, terminal);
  return program;
}

/** All commands below a command, hidden ones too. */
export function commandsOf(command: Command): readonly Command[] {
  return command.commands.flatMap(child => [child, ...commandsOf(child)]);
}

/** Every command names its own help where it is used in a wrong way. */
function configureOutput(command: Command, { stdout, stderr }: Terminal): void {
  command.configureOutput({
    writeOut: text => void stdout.write(text),
    writeErr: text => void stderr.write(text),
    outputError: (text, write) => write(describeMisuse(text, nameOf(command))),
  });
}

/** The words that start a command. */
export function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
}
