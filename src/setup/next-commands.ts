import { join } from "node:path";
import { type Repository, requireWorktree } from "../git/repository.ts";
import { shellWord } from "../report/printable.ts";
import type { HookHome } from "./hook-home.ts";
import { installers } from "./runner-files.ts";
import type { Setup } from "./set-up.ts";

/** What a person types after `init`. */
export interface NextCommand {
  readonly command: string;
  readonly why: string;
}

/** What is left to do once a plan is carried out: `init` runs no other program. */
export function nextCommands(
  repository: Repository,
  { home, steps }: Setup,
): readonly NextCommand[] {
  const commands: NextCommand[] = [];
  if (!isInstalled(repository, home)) {
    const why = `has git run ${home.runner} for each hook`;
    commands.push({ command: installers[home.runner], why });
  }
  const topLevel = requireWorktree(repository);
  const shared = steps.flatMap(({ file, edit }) =>
    edit?.root === topLevel && !edit.path.startsWith(".git/") ? [file] : [],
  );
  if (shared.length > 0) {
    commands.push({
      command: `git add ${shared.map(shellWord).join(" ")}`,
      why: "for the others, with your next commit",
    });
  }
  commands.push({ command: "npx session-assoc doctor", why: "proves that the hooks are reached" });
  return commands;
}

/** Whether git runs what is written down there; lefthook and pre-commit must be told of new hooks. */
function isInstalled({ hooksDirectory }: Repository, home: HookHome): boolean {
  if ("config" in home) return false;
  return [home.directory, join(home.directory, "_")].includes(hooksDirectory);
}
