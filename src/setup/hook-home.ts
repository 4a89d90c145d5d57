import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { UsageError } from "../errors.ts";
import { type Repository, requireWorktree } from "../git/repository.ts";
import { lstatIfThere, readWorktreeFile } from "../snapshots/worktree.ts";
import { markingOf } from "./marked-lines.ts";
import { type HookRunner, lefthookConfigs, preCommitConfig } from "./runner-files.ts";

/** Where a repository keeps its hooks. */
export type HookHome =
  | {
      readonly runner: "git" | "husky";
      /** Absolute: the folder of the scripts that people write. */
      readonly directory: string;
      /** git itself runs the scripts, if they may be executed; husky 9 gives them to a shell. */
      readonly isExecuted: boolean;
    }
  | {
      readonly runner: "lefthook" | "pre-commit";
      /** The configuration, from the top. */
      readonly config: string;
    };

/** The folder in which git looks for hooks, absolute; `core.hooksPath` is obeyed. */
export async function hooksDirectory(repository: Repository): Promise<string> {
  const { git, topLevel, gitDirectory } = repository;
  const output = await git.run(["rev-parse", "--git-path", "hooks"]);
  return resolve(topLevel ?? gitDirectory, output.replace(/\n$/, ""));
}

/**
 * Finds out where this repository keeps its hooks: what git runs decides, then what is configured.
 * @param wanted the runner that the user names
 * @throws UsageError where several runners are configured, and none is installed
 */
export async function findHookHome(
  repository: Repository,
  wanted: HookRunner | undefined,
): Promise<HookHome> {
  const topLevel = requireWorktree(repository);
  const directory = await hooksDirectory(repository);
  const husky = huskyAt(directory);
  if (husky !== undefined) {
    if (wanted === undefined || wanted === "husky") return husky;
    throw new UsageError(`git runs husky's hooks here, not ${wanted}'s (core.hooksPath)`, {
      hint: "leave --hooks away; or take husky out first: git config --unset core.hooksPath",
    });
  }
  const configs = await configuredRunners(topLevel);
  const installed = await installedRunner(directory);
  const candidates = [...configs.keys()];
  const [first, ...others] = candidates;
  const runner = wanted ?? installed ?? first ?? "git";
  if (wanted === undefined && installed === undefined && others.length > 0) {
    throw new UsageError(`${candidates.join(" and ")} are both configured here`, {
      hint: `--hooks ${candidates.join(" or --hooks ")} says which one runs the hooks`,
    });
  }
  switch (runner) {
    case "git":
      return { runner, directory, isExecuted: true };
    case "husky":
      return { runner, directory: join(topLevel, ".husky"), isExecuted: false };
    case "lefthook":
    case "pre-commit": {
      const config = configs.get(runner);
      if (config !== undefined) return { runner, config };
      throw new UsageError(
        wanted === undefined
          ? `the hooks of ${runner} are installed here, and it has no configuration`
          : `there is no configuration of ${runner} here`,
        { hint: `make its configuration first, or take its hooks out` },
      );
    }
  }
}

/** husky 9 has git look in `.husky/_`, whose files run those one folder up; husky 8 in `.husky`. */
function huskyAt(directory: string): HookHome | undefined {
  if (basename(directory) === "_") {
    return { runner: "husky", directory: dirname(directory), isExecuted: false };
  }
  const isOld = basename(directory) === ".husky";
  return isOld ? { runner: "husky", directory, isExecuted: true } : undefined;
}

async function configuredRunners(topLevel: string): Promise<ReadonlyMap<HookRunner, string>> {
  const configs = new Map<HookRunner, string>();
  for (const config of lefthookConfigs) {
    const isFirst = !configs.has("lefthook");
    if (isFirst && (await isFile(topLevel, config))) configs.set("lefthook", config);
  }
  if (await isFile(topLevel, preCommitConfig)) configs.set("pre-commit", preCommitConfig);
  if (await usesHusky(topLevel)) configs.set("husky", ".husky");
  return configs;
}

async function isFile(topLevel: string, path: string): Promise<boolean> {
  return (await lstatIfThere(join(topLevel, path)))?.isFile() ?? false;
}

async function usesHusky(topLevel: string): Promise<boolean> {
  if ((await lstatIfThere(join(topLevel, ".husky")))?.isDirectory()) return true;
  const content = readWorktreeFile(topLevel, "package.json");
  if (!Buffer.isBuffer(content)) return false;
  try {
    const { dependencies, devDependencies } = JSON.parse(content.toString("utf8")) ?? {};
    return "husky" in { ...dependencies, ...devDependencies };
  } catch {
    return false; // not JSON: npm would not find husky in it either
  }
}

/** The runner that wrote a hook which git would run. */
async function installedRunner(directory: string): Promise<HookRunner | undefined> {
  for (const name of await namesIn(directory)) {
    if (name.includes(".")) continue; // samples, and what others left behind
    const text = await readFile(join(directory, name), "latin1").catch(() => "");
    if (markingOf(text) !== "none") return "git";
    if (/\bcall_lefthook\b/.test(text)) return "lefthook";
    if (/^# File generated by pre-commit: /m.test(text)) return "pre-commit";
  }
  return undefined;
}

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw error;
  }
}

/** The place where a hook is written down: its script, or the runner's configuration. */
export function fileOf(home: HookHome, hook: string): string {
  return "config" in home ? home.config : join(home.directory, hook);
}

/** A path as people see it: from the top where it lies below. */
export function fromTop(topLevel: string, path: string): string {
  return isWithin(topLevel, path) ? relative(topLevel, path) : path;
}

/** The folder that may be written to and holds a path: the working tree, or the repository's own. */
export async function rootOf(repository: Repository, path: string): Promise<string | undefined> {
  const roots = [requireWorktree(repository), repository.commonDirectory];
  return roots.find(root => isWithin(root, path));
}

/** Whether a path is a folder, or lies below it. */
function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
