import { type Command, Option } from "commander";
import { hookRunners } from "../../setup/runner-files.ts";
import { type CommandContext, formatOption } from "./context.ts";

/** The commands that make a repository use session-assoc. */
export function defineSettingUp(
  program: Command,
  { terminal, globals, exitWith }: CommandContext,
): void {
  program
    .command("init")
    .description("find sessions and tasks, and put the hooks where this repository keeps them")
    .option("--yes", "ask nothing; take what is proposed")
    .addOption(
      new Option(
        "--hooks <runner>",
        "where the hooks go, if several would do; found out by default",
      ).choices(hookRunners),
    )
    .option("--merge-driver", "also merge session and task files key by key")
    .option("--remove", "take out all that init added; every other byte stays")
    .addOption(formatOption())
    .action(async options => {
      const { runInit } = await import("../commands/init.ts");
      exitWith(await runInit(globals(options), terminal));
    });

  program
    .command("doctor")
    .description("have git run the hooks, and say what would let a stale ID through")
    .addOption(formatOption())
    .action(async options => {
      const { runDoctor } = await import("../commands/doctor.ts");
      exitWith(await runDoctor(globals(options), terminal));
    });
}
