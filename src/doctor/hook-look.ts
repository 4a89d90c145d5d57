import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Repository } from "../git/repository.ts";
import type { HookHome } from "../setup/hook-home.ts";
import { callsHook, isExecutable, isHookReachable } from "../setup/reachable.ts";

/** What is known before a hook is looked at. */
export interface Look {
  readonly repository: Repository;
  readonly environment: NodeJS.ProcessEnv;
  /** Of this program. */
  readonly version: string;
  /** git can be told to run a hook (2.36). */
  readonly canRun: boolean;
  readonly home: HookHome;
  /** Where git looks for hooks. */
  readonly directory: string;
}

/** What git is asked for so that it runs a hook. lefthook and pre-commit have ways of their own to run nothing else. */
export function wayToRun(hook: string, { runner }: HookHome): readonly string[] {
  const run = ["hook", "run", hook];
  if (runner === "lefthook")
    return [...run, "--", "--force", "--no-auto-install", "--job", "session-assoc"];
  // pre-commit runs nothing for a push of nothing: git tells it of a ref, and sends none.
  if (runner === "pre-commit" && hook === "pre-push") {
    return ["push", "--quiet", "--dry-run", ".", "HEAD:refs/session-assoc/doctor"];
  }
  const args = { "pre-push": ["origin", "."], "post-merge": ["0"], "post-rewrite": ["amend"] };
  return [...run, "--", ...(args[hook as keyof typeof args] ?? [])];
}

/** Why a hook cannot be run to see what it does. */
export async function obstacleToRunning({
  repository,
  home,
  canRun,
}: Look): Promise<string | undefined> {
  if (!canRun) return "git 2.36 or newer is needed to have it run";
  if (home.runner !== "pre-commit") return undefined;
  const { code } = await repository.git.ask(["diff", "--quiet"], [0, 1]);
  return code === 0 ? undefined : "pre-commit would put unstaged edits away to run it";
}

/** Whether a hook would call session-assoc, as far as reading can tell. */
export async function readsAsReachable(
  hook: string,
  { repository, directory }: Look,
): Promise<boolean> {
  if (repository.topLevel !== undefined) return isHookReachable(repository, hook);
  const file = join(directory, hook);
  return (await isExecutable(file)) && callsHook(await readFile(file, "utf8"), hook);
}
