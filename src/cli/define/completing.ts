import { Argument, type Command } from "commander";
import { type Shell, scripts, shells } from "../complete/scripts.ts";
import type { CommandContext } from "./context.ts";
import { addExamples } from "./examples.ts";

/** The commands that complete what is typed in a shell. */
export function defineCompleting(program: Command, { terminal, exitWith }: CommandContext): void {
  const completion = program
    .command("completion")
    .description("print a script that makes a shell complete commands, task IDs and sessions")
    .addArgument(new Argument("<shell>", "which shell").choices(shells))
    .action((shell: Shell) => {
      terminal.stdout.write(scripts[shell]);
      exitWith(0);
    });
  addExamples(completion, {
    "session-assoc completion bash > ~/.local/share/bash-completion/completions/session-assoc":
      "for bash-completion; or in ~/.bashrc, source <(session-assoc completion bash)",
    "session-assoc completion zsh > ~/.zfunc/_session-assoc":
      "for zsh, in a folder of $fpath; or in ~/.zshrc, after compinit, source <(…)",
    "session-assoc completion fish > ~/.config/fish/completions/session-assoc.fish": "for fish",
  });

  program
    .command("__complete", { hidden: true })
    .addArgument(new Argument("<shell>").choices(shells))
    .argument("[words...]")
    .action(async (shell: Shell, words: string[]) => {
      const { runComplete } = await import("../commands/complete.ts");
      await runComplete(shell, words, program, terminal);
    });
}
