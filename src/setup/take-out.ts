import { dirname, join, relative } from "node:path";
import { configFile } from "../config/parse-config.ts";
import { type Repository, requireWorktree } from "../git/repository.ts";
import { lstatIfThere } from "../snapshots/worktree.ts";
import type { Change } from "./change.ts";
import { isBegunByInit, isOwnConfig } from "./config-text.ts";
import { planScriptEdit, planTextEdit, type SetupStep } from "./edits.ts";
import { rootOf } from "./hook-home.ts";
import { lefthookJobs, takeOutOfLefthook } from "./lefthook.ts";
import { takeOutLines } from "./marked-lines.ts";
import {
  lefthookConfigs,
  lefthookExtension,
  preCommitConfig,
  worktreeHooks,
} from "./runner-files.ts";

/**
 * Plans to take out all that `init` added, wherever it may have: every other byte stays as it is.
 * @returns only files in which there is something
 */
export async function planTakeOut(repository: Repository): Promise<readonly SetupStep[]> {
  const topLevel = requireWorktree(repository);
  const plan = (path: string, change: (text: string) => Change) =>
    planTextEdit(topLevel, path, text => (text === undefined ? { text } : change(text)));
  const steps = await Promise.all([
    plan(configFile, takeOutConfig),
    ...(await planScripts(repository, topLevel)),
    plan(lefthookExtension, text => ({ text: text === lefthookJobs ? undefined : text })),
    ...lefthookConfigs.map(config => plan(config, takeOutOfLefthook)),
    plan(preCommitConfig, takeOutLines),
    plan(".gitattributes", takeOutLines),
  ]);
  return steps.filter(({ status }) => status !== "unchanged");
}

async function planScripts(repository: Repository, topLevel: string) {
  const { hooksDirectory: directory } = repository;
  const steps: Promise<SetupStep>[] = [];
  for (const folder of new Set([directory, dirname(directory), join(topLevel, ".husky")])) {
    const root = await rootOf(repository, folder);
    if (root === undefined) continue;
    for (const hook of worktreeHooks) {
      // Nothing was ever put into what a link leads to.
      if (lstatIfThere(join(folder, hook))?.isSymbolicLink()) continue;
      const path = relative(root, join(folder, hook));
      const script = { root, path, topLevel, isExecuted: false };
      const change = (text?: string): Change =>
        text === undefined ? { text } : takeOutLines(text);
      steps.push(planScriptEdit(script, change));
    }
  }
  return steps;
}

/** A configuration that `init` wrote, and nobody edited, goes. */
function takeOutConfig(text: string): Change {
  if (isOwnConfig(text)) return { text: undefined };
  if (!isBegunByInit(text)) return { text };
  return {
    reason: "it was edited since init wrote it",
    next: `git rm ${configFile}, if nobody needs it`,
  };
}
