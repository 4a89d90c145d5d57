import { join, relative } from "node:path";
import { configFile } from "../config/parse-config.ts";
import { type Repository, requireWorktree } from "../git/repository.ts";
import { isOwnConfig } from "./config-text.ts";
import { type Change, planEdit, type SetupStep } from "./edits.ts";
import { commonDirectory, hooksDirectory, isWithin } from "./hook-home.ts";
import { worktreeHooks } from "./hook-script.ts";
import { lefthookJobs, unextendLefthook } from "./lefthook.ts";
import { markingOf, withoutLines } from "./marked-lines.ts";
import { unnameDriver } from "./merge-driver.ts";
import { unguardPreCommit } from "./pre-commit-framework.ts";
import { lefthookConfigs, lefthookExtension, preCommitConfig } from "./runner-files.ts";
import { inUtf8 } from "./utf8.ts";

/**
 * Plans to take out all that `init` added, wherever it may have: every other byte stays as it is.
 * @returns only files in which there is something
 */
export async function planRemoval(repository: Repository): Promise<readonly SetupStep[]> {
  const topLevel = requireWorktree(repository);
  const inWorktree = (path: string, change: (text: string) => Change) =>
    planEdit(
      { root: topLevel, path, topLevel },
      inUtf8(text => (text === undefined ? { text } : change(text))),
    );
  const steps = [
    inWorktree(configFile, text => ({ text: isOwnConfig(text) ? undefined : text })),
    ...(await scriptRemovals(repository, topLevel)),
    inWorktree(lefthookExtension, text => ({ text: text === lefthookJobs ? undefined : text })),
    ...lefthookConfigs.map(config => inWorktree(config, unextendLefthook)),
    inWorktree(preCommitConfig, unguardPreCommit),
    inWorktree(".gitattributes", unnameDriver),
  ];
  return (await Promise.all(steps)).filter(({ status }) => status !== "unchanged");
}

async function scriptRemovals(repository: Repository, topLevel: string) {
  const roots = [topLevel, await commonDirectory(repository)];
  const directory = await hooksDirectory(repository);
  const directories = new Set([directory, join(directory, ".."), join(topLevel, ".husky")]);
  return [...directories].flatMap(folder => {
    const root = roots.find(one => isWithin(one, folder));
    if (root === undefined) return [];
    return worktreeHooks.map(hook => {
      const file = { root, path: relative(root, join(folder, hook)), topLevel };
      return planEdit(file, text => (text === undefined ? { text } : removeLines(text)));
    });
  });
}

function removeLines(text: string): Change {
  if (markingOf(text) !== "damaged") return { text: withoutLines(text) };
  return {
    reason: "its `# >>> session-assoc >>>` and `# <<< session-assoc <<<` are not a pair",
    next: "take the lines out by hand",
  };
}
