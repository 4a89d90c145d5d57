import type { Command } from "commander";
import { addOutputOptions, reportFormats } from "../output-options.ts";
import { type CommandContext, formatOption } from "./context.ts";
import { addExamples } from "./examples.ts";

/** The commands that change files. */
export function defineChanging(
  program: Command,
  { terminal, globals, exitWith }: CommandContext,
): void {
  const fix = program
    .command("fix")
    .description("rewrite stale references")
    .argument("[paths...]", "only in these files and folders")
    .option("--staged", "edit the index, and the working tree where it says the same")
    .option("--dry-run", "print a unified diff that git apply takes; change nothing");
  const fixOutputs = addOutputOptions(fix, reportFormats);
  addExamples(
    fix,
    {
      "session-assoc fix": "all stale references of the working tree",
      "session-assoc fix sessions/ada": "those of one folder",
      "session-assoc fix --staged": "what would be committed",
      "session-assoc fix --dry-run | git apply": "look at it first, or let git do it",
    },
    "1 where something is left; with --dry-run, where something would be fixed.",
  );
  fix.action(async (paths: string[], options) => {
    const { runFix } = await import("../commands/fix.ts");
    exitWith(await runFix(paths, { ...globals(options), outputs: fixOutputs() }, terminal));
  });

  const update = program
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
    .addOption(formatOption())
    .action(async (old: string | undefined, renewed, paths: string[], options) => {
      const words = [old, renewed, ...paths].flatMap(word => word ?? []);
      const { runUpdate } = await import("../commands/update.ts");
      exitWith(await runUpdate(words, globals(options), terminal));
    });

  addExamples(
    update,
    {
      "session-assoc update md#7 mt#9": "all sessions of md#7",
      "session-assoc update md#7 mt#9 sessions/ada": "those of one folder",
      "session-assoc update 7 gh#7 sessions/a.yaml:2": "the one that stands in this line",
      "session-assoc update --map moves.yaml --dry-run": "in bulk, to look at first",
    },
    "1 where a session could not be updated.",
  );

  const tasks = program
    .command("tasks")
    .usage("migrate-backend [options]")
    .description("migrate-backend moves tasks, with all that names them");
  addExamples(tasks, {
    "session-assoc tasks migrate-backend --help": "how that is used",
  });
  const migrateBackend = tasks
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
    .addOption(formatOption())
    .action(async options => {
      const { runMigrateBackend } = await import("../commands/migrate-backend.ts");
      exitWith(await runMigrateBackend(globals(options), terminal));
    });
  addExamples(
    migrateBackend,
    {
      "session-assoc tasks migrate-backend --from md --to mt": "what would be moved",
      "session-assoc tasks migrate-backend --from md --to mt --retire --execute --commit":
        "move all, as one commit",
      "session-assoc tasks migrate-backend --from md --to gh --map numbers.yaml --execute":
        "give the tasks the numbers that GitHub gave them",
    },
    "1 where a task or session could not be moved.",
  );
}
