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
  readonly hasCommits: boolean;
  readonly home: HookHome;
  /** Where git looks for hooks. */
  readonly directory: string;
}

/** What git is asked for so that it runs a hook. lefthook has a way of its own to run nothing else. */
export function wayToRun(hook: string, { home, hasCommits }: Look): readonly string[] {
  const run = ["hook", "run", hook];
  if (home.runner === "lefthook") {
    return [...run, "--", "--force", "--no-auto-install", "--job", "session-assoc"];
  }
  // Only a push has lines for the hook to read; this one sends nothing.
  if (isPushed(hook, home, hasCommits)) {
    return ["push", "--quiet", "--dry-run", ".", "HEAD:refs/session-assoc/doctor"];
  }
  const args = { "pre-push": ["origin", "."], "post-merge": ["0"], "post-rewrite": ["amend"] };
  return [...run, "--", ...(args[hook as keyof typeof args] ?? [])];
}

/** Whether git will have had lines for the hook to read. */
export function isPushed(hook: string, home: HookHome, hasCommits: boolean): boolean {
  return hook === "pre-push" && home.runner !== "lefthook" && hasCommits;
}

/** Why a hook cannot be run to see what it does. */
export async function obstacleToRunning({
  repository,
  home,
  canRun,
}: Look): Promise<string | undefined> {
  if (!canRun) return "git 2.36 or newer is needed to have it run";
  if (home.runner !== "pre-commit") return undefined;
  const { code } = await repository.git.ask(
    ["diff", "--quiet", "--no-ext-diff", "--no-textconv", "HEAD", "--"],
    "any",
  );
  return code === 0 ? undefined : "pre-commit would put edits away to run it";
}

/** Whether a hook would call session-assoc, as far as reading can tell. */
export async function readsAsReachable(
  hook: string,
  { repository, directory }: Look,
): Promise<boolean> {
  if (repository.topLevel !== undefined) return isHookReachable(repository, hook);
  const file = join(directory, hook);
  return isExecutable(file) && callsHook(await readFile(file, "utf8"), hook);
}
