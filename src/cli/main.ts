import { Command, CommanderError, Option } from "commander";
import packageJson from "../../package.json" with { type: "json" };
import { isFailure } from "../errors.ts";
import { printable } from "../report/printable.ts";
import type { GlobalOptions } from "./globals.ts";
import { addOutputOptions, reportFormats, reviewFormats } from "./output-options.ts";
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

  const format = new Option("--format <format>", "how to print").choices(["text", "json"]);
  format.default("text");
  const globals = <T extends object>(options: T): T & GlobalOptions => ({
    ...program.opts<GlobalOptions>(),
    ...options,
  });

  const check = program
    .command("check")
    .description("report what is wrong; reads only")
    .option("--staged", "look at the index, with HEAD's configuration")
    .option("--rev <commit>", "look at a commit, with its configuration")
    .option("--merge <ref>", "look at what a merge of <ref> would leave behind; nothing is merged")
    .option("--into <ref>", "what --merge merges into, whose configuration judges; HEAD by default")
    .option("--against <ref>", "findings that <ref> has too do not fail the check");
  const checkOutputs = addOutputOptions(check, reportFormats);
  check.action(async options => {
    const { runCheck } = await import("./commands/check.ts");
    exitWith(await runCheck({ ...globals(options), outputs: checkOutputs() }, terminal));
  });

  const fix = program
    .command("fix")
    .description("rewrite stale references")
    .argument("[paths...]", "only in these files and folders")
    .option("--staged", "edit the index, and the working tree where it says the same")
    .option("--dry-run", "print a unified diff that git apply takes; change nothing");
  const fixOutputs = addOutputOptions(fix, reportFormats);
  fix.action(async (paths: string[], options) => {
    const { runFix } = await import("./commands/fix.ts");
    exitWith(await runFix(paths, { ...globals(options), outputs: fixOutputs() }, terminal));
  });

  program
    .command("update")
    .description("move sessions from one task ID to another by hand")
    .argument("[old]", "the task ID that sessions name; none of the two with --map")
    .argument("[new]", "the one that they are to name")
    .argument(
      "[paths...]",
      "only sessions in these files and folders; FILE:LINE names a single place",
    )
    .option("--map <file>", "take the IDs from a file: YAML, `old: new` per line")
    .option("--dry-run", "say what would be updated; change nothing")
    .addOption(format)
    .action(async (old: string | undefined, renewed, paths: string[], options) => {
      const words = [old, renewed, ...paths].flatMap(word => word ?? []);
      const { runUpdate } = await import("./commands/update.ts");
      exitWith(await runUpdate(words, globals(options), terminal));
    });

  program
    .command("sessions")
    .description("list the sessions of a task, under its present or any former ID")
    .argument("<taskId>", "in any form")
    .addOption(format)
    .action(async (taskId: string, options) => {
      const { runSessions } = await import("./commands/sessions.ts");
      exitWith(await runSessions(taskId, globals(options), terminal));
    });

  program
    .command("resolve")
    .description("say what a task ID means today, with the evidence for each step")
    .argument("<id>", "in any form, present or former")
    .addOption(format)
    .action(async (id: string, options) => {
      const { runResolve } = await import("./commands/resolve.ts");
      exitWith(await runResolve(id, globals(options), terminal));
    });

  program
    .command("history")
    .description("list every change of an association in git, oldest first, and why")
    .argument("<session or task ID>", "a session's name, or a task ID, present or former")
    .addOption(format)
    .action(async (name: string, options) => {
      const { runHistory } = await import("./commands/history.ts");
      exitWith(await runHistory(name, globals(options), terminal));
    });

  const review = program
    .command("review")
    .description(
      "say what commits did to associations: migrations, sessions that followed or did not",
    )
    .argument("[range]", "A..B, A...B, or one commit; HEAD by default");
  const reviewOutputs = addOutputOptions(review, reviewFormats);
  review.action(async (range: string | undefined, options) => {
    const { runReview } = await import("./commands/review.ts");
    exitWith(await runReview(range, { ...globals(options), outputs: reviewOutputs() }, terminal));
  });

  program
    .command("tasks")
    .usage("migrate-backend [options]")
    .description("migrate-backend moves tasks, with all that names them")
    .command("migrate-backend")
    .description("move tasks to another backend, and all that names them; a dry run by default")
    .requiredOption("--from <backend>", "the backend that they have: its prefix or long name")
    .requiredOption("--to <backend>", "the one that they get")
    .option("--execute", "write; without it nothing is changed")
    .option("--limit <n>", "only the first <n> tasks, by local ID")
    .option("--filter-status <status>", "only tasks with this status, in upper or lower case")
    .option("--map <file>", "YAML, `old: new` per line: the new IDs of some tasks")
    .option("--keep-source", "copy the tasks; the old files stay behind and say where they went")
    .option("--retire", "mark the old backend retired in .session-assoc.yaml once it is empty")
    .option("--commit", "commit exactly what was changed; needs --execute")
    .addOption(format)
    .action(async options => {
      const { runMigrateBackend } = await import("./commands/migrate-backend.ts");
      exitWith(await runMigrateBackend(globals(options), terminal));
    });

  program
    .command("hook")
    .description("what the scripts in hooks/ call; SESSION_ASSOC=0 skips it")
    .argument(
      "<git-hook-name>",
      "pre-merge-commit, post-merge, pre-commit, pre-push, post-rewrite or pre-receive",
    )
    .argument("[args...]", "what git gave the hook")
    .action(async (name: string, args: string[]) => {
      const { runHook } = await import("./commands/hook.ts");
      exitWith(await runHook(name, args, globals({}), terminal));
    });

  program
    .command("merge-driver")
    .usage("%O %A %B %L %P")
    .description("what git calls to merge a session or task file key by key")
    // A file's name may look like an option; what is missing is a failure, not a conflict.
    .argument("[words...]", "what git puts in the place of %O %A %B %L %P")
    .allowUnknownOption()
    .action(async (words: string[]) => {
      const { runMergeDriver } = await import("./commands/merge-driver.ts");
      exitWith(await runMergeDriver(words, globals({}), terminal));
    });
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
