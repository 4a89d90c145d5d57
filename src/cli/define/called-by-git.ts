import type { Command } from "commander";
import type { CommandContext } from "./context.ts";
import { addExamples } from "./examples.ts";

/** The commands that git calls. */
export function defineCalledByGit(
  program: Command,
  { terminal, globals, exitWith }: CommandContext,
): void {
  const hook = program
    .command("hook")
    .description("what the scripts in hooks/ call; SESSION_ASSOC=0 skips it")
    .argument(
      "<git-hook-name>",
      "pre-merge-commit, post-merge, pre-commit, pre-push, post-rewrite or pre-receive",
    )
    .argument("[args...]", "what git gave the hook")
    .action(async (name: string, args: string[]) => {
      const { runHook } = await import("../commands/hook.ts");
      exitWith(await runHook(name, args, globals({}), terminal));
    });

  addExamples(
    hook,
    { "session-assoc hook pre-commit": "what the script for git's pre-commit calls" },
    "1 where what git is about to do must stop.",
  );

  const mergeDriver = program
    .command("merge-driver")
    .usage("%O %A %B %L %P")
    .description("what git calls to merge a session or task file key by key")
    // A file's name may look like an option; what is missing is a failure, not a conflict.
    .argument("[words...]", "what git puts in the place of %O %A %B %L %P")
    .allowUnknownOption()
    .action(async (words: string[]) => {
      const { runMergeDriver } = await import("../commands/merge-driver.ts");
      exitWith(await runMergeDriver(words, globals({}), terminal));
    });
  addExamples(
    mergeDriver,
    { "session-assoc merge-driver %O %A %B %L %P": "for git config merge.session-assoc.driver" },
    "1 for a conflict, 129 where it failed.",
  );
}
