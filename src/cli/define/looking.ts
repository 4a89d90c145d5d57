import { Argument, type Command } from "commander";
import { type SchemaName, schemaNames } from "../../schemas/names.ts";
import { addOutputOptions, reportFormats, reviewFormats } from "../output-options.ts";
import { type CommandContext, formatOption } from "./context.ts";
import { addExamples } from "./examples.ts";

/** The commands that read and report. */
export function defineLooking(
  program: Command,
  { terminal, globals, exitWith }: CommandContext,
): void {
  const check = program
    .command("check")
    .description("report what is wrong; reads only")
    .option("--staged", "look at the index, with HEAD's configuration")
    .option("--rev <commit>", "look at a commit, with its configuration")
    .option("--merge <ref>", "look at what a merge of <ref> would leave behind; nothing is merged")
    .option("--into <ref>", "what --merge merges into, whose configuration judges; HEAD by default")
    .option("--against <ref>", "findings that <ref> has too do not fail the check");
  const checkOutputs = addOutputOptions(check, reportFormats);
  addExamples(
    check,
    {
      "session-assoc check": "the working tree",
      "session-assoc check --staged": "what would be committed",
      "session-assoc check --merge feature --into main": "a merge that is not made",
      "session-assoc check --against main --format json": "what main has does not fail",
    },
    "1 where an error was found that a base does not have.",
  );
  check.action(async options => {
    const { runCheck } = await import("../commands/check.ts");
    exitWith(await runCheck({ ...globals(options), outputs: checkOutputs() }, terminal));
  });

  const sessions = program
    .command("sessions")
    .description("list the sessions of a task, under its present or any former ID")
    .argument("<taskId>", "in any form")
    .addOption(formatOption())
    .action(async (taskId: string, options) => {
      const { runSessions } = await import("../commands/sessions.ts");
      exitWith(await runSessions(taskId, globals(options), terminal));
    });

  addExamples(sessions, {
    "session-assoc sessions md#7": "under this or any other ID of the task",
    "session-assoc sessions '#7'": "a shell takes a word that begins with # for a comment",
  });

  const resolve = program
    .command("resolve")
    .description("say what a task ID means today, with the evidence for each step")
    .argument("<id>", "in any form, present or former")
    .addOption(formatOption())
    .action(async (id: string, options) => {
      const { runResolve } = await import("../commands/resolve.ts");
      exitWith(await runResolve(id, globals(options), terminal));
    });

  addExamples(
    resolve,
    {
      "session-assoc resolve md#7": "where this task lives today",
      "session-assoc resolve 7 --format json": "a number without its backend, for a program",
    },
    "1 where the ID does not mean one task.",
  );

  const history = program
    .command("history")
    .description("list every change of an association in git, oldest first, and why")
    .argument("<session or task ID>", "a session's name, or a task ID, present or former")
    .addOption(formatOption())
    .action(async (name: string, options) => {
      const { runHistory } = await import("../commands/history.ts");
      exitWith(await runHistory(name, globals(options), terminal));
    });

  addExamples(history, {
    "session-assoc history fix-login": "which tasks this session had, and why",
    "session-assoc history mt#9": "which sessions this task had",
  });

  const review = program
    .command("review")
    .description(
      "say what commits did to associations: migrations, sessions that followed or did not",
    )
    .argument("[range]", "A..B, A...B, or one commit; HEAD by default");
  const reviewOutputs = addOutputOptions(review, reviewFormats);
  addExamples(
    review,
    {
      "session-assoc review": "what HEAD did",
      "session-assoc review main..feature": "what each commit of a branch did",
      "session-assoc review main..feature --format markdown": "for a comment on a pull request",
      "session-assoc review main..feature --format html --output review.html":
        "a page to look at, with the lines behind everything",
    },
    "1 where a session was left behind.",
  );
  review.action(async (range: string | undefined, options) => {
    const { runReview } = await import("../commands/review.ts");
    exitWith(await runReview(range, { ...globals(options), outputs: reviewOutputs() }, terminal));
  });

  const schema = program
    .command("schema")
    .description(
      "print the JSON Schema of a kind of file, for editors, with this repository's keys",
    )
    .addArgument(new Argument("<kind>", "which file").choices(schemaNames))
    .action(async (kind: SchemaName, options) => {
      const { runSchema } = await import("../commands/schema.ts");
      exitWith(await runSchema(kind, globals(options), terminal));
    });

  addExamples(schema, {
    "session-assoc schema session > session.schema.json": "for editors",
    "session-assoc schema config": "all keys of the configuration",
  });

  const explain = program
    .command("explain")
    .description("explain a finding: what it means, how it comes about, how to get out")
    .argument("[code]", "the finding's code, such as stale-task-id; without it, all are listed")
    .addOption(formatOption())
    .action(async (code: string | undefined, options) => {
      const { runExplain } = await import("../commands/explain.ts");
      exitWith(runExplain(code, globals(options), terminal));
    });
  addExamples(explain, {
    "session-assoc explain": "list the codes",
    "session-assoc explain stale-task-id": "the page of one",
  });
}
