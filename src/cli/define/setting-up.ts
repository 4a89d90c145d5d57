import { type Command, Option } from "commander";
import { hookRunners } from "../../setup/runner-files.ts";
import { type CommandContext, formatOption } from "./context.ts";
import { addExamples } from "./examples.ts";

/** The commands that make a repository use session-assoc. */
export function defineSettingUp(
  program: Command,
  { terminal, globals, exitWith }: CommandContext,
): void {
  const init = program
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
  addExamples(
    init,
    {
      "session-assoc init": "set up, or bring up to date",
      "session-assoc init --yes --merge-driver": "in a script; merges key by key, too",
      "session-assoc init --hooks lefthook": "where several hook runners are configured",
      "session-assoc init --remove": "as if it had never been there",
    },
    "1 where a file was left alone: what is to be done by hand is said.",
  );

  const doctor = program
    .command("doctor")
    .description("have git run the hooks, and say what would let a stale ID through")
    .addOption(formatOption())
    .action(async options => {
      const { runDoctor } = await import("../commands/doctor.ts");
      exitWith(await runDoctor(globals(options), terminal));
    });
  addExamples(
    doctor,
    {
      "session-assoc doctor": "a line for each check, and what repairs it",
      "session-assoc doctor --quiet": "only what is not as it should be",
      "session-assoc doctor --format json": "for programs",
    },
    "1 where something would let a stale ID through.",
  );
}
