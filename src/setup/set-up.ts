import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { settingsOfWorktree } from "../config/load.ts";
import { configFile, parseConfig } from "../config/parse-config.ts";
import { UsageError } from "../errors.ts";
import { type Repository, requireWorktree } from "../git/repository.ts";
import type { FileKind } from "../model/record.ts";
import { defaultSettings, type Settings } from "../model/settings.ts";
import { fileKinds } from "../snapshots/records.ts";
import { lstatIfThere } from "../snapshots/worktree.ts";
import { configText, type Globs } from "./config-text.ts";
import { planScriptEdit, planTextEdit, type SetupStep } from "./edits.ts";
import { findHookHome, fromTop, type HookHome, rootOf } from "./hook-home.ts";
import { addToScript, byHand } from "./hook-script.ts";
import { addToLefthook, lefthookJobs } from "./lefthook.ts";
import { addToAttributes } from "./merge-driver.ts";
import { addToPreCommit } from "./pre-commit-framework.ts";
import type { Proposal } from "./propose-globs.ts";
import { callsHook } from "./reachable.ts";
import { type HookRunner, lefthookExtension, worktreeHooks } from "./runner-files.ts";
import { countFiles, surveyFiles } from "./survey.ts";

export interface SetupOptions {
  readonly hooks: HookRunner | undefined;
  readonly withMergeDriver: boolean;
  /** Decides on globs that match other YAML files as well. */
  readonly decide: (kind: FileKind, proposal: Proposal) => Promise<readonly string[]>;
}

/** What is to be done; nothing is written yet. */
export interface Setup {
  readonly settings: Settings;
  readonly sessionFiles: number;
  readonly taskFiles: number;
  readonly home: HookHome;
  /** The folder or file of the hooks, from the top where it lies below. */
  readonly place: string;
  readonly steps: readonly SetupStep[];
}

/**
 * Finds sessions, tasks and the place of the hooks, and plans what makes a repository use them.
 * @throws UsageError where the configuration is broken, or several hook runners are configured
 */
export async function planSetup(repository: Repository, options: SetupOptions): Promise<Setup> {
  const topLevel = requireWorktree(repository);
  const { settings, steps } = await configure(repository, topLevel, options);
  const home = await findHookHome(repository, options.hooks);
  return {
    settings,
    ...(await countFiles(repository, settings)),
    home,
    place: "config" in home ? home.config : fromTop(topLevel, home.directory),
    steps: [
      ...steps,
      ...(await planHooks(repository, topLevel, home)),
      ...(options.withMergeDriver
        ? [await planTextEdit(topLevel, ".gitattributes", text => addToAttributes(text, settings))]
        : []),
    ],
  };
}

async function configure(repository: Repository, topLevel: string, { decide }: SetupOptions) {
  if (lstatIfThere(join(topLevel, configFile)) !== undefined) {
    const settings = await settingsOfWorktree(topLevel);
    return { settings, steps: [{ file: configFile, status: "unchanged" } as const] };
  }
  const { sessions, tasks } = await surveyFiles(repository, defaultSettings);
  const globs: Globs = {
    sessions: await globsFor("session", sessions, tasks, decide),
    tasks: await globsFor("task", tasks, sessions, decide),
  };
  if (globs.sessions === undefined && globs.tasks === undefined) {
    return { settings: defaultSettings, steps: [] };
  }
  const text = configText(globs);
  const step = await planTextEdit(topLevel, configFile, () => ({ text }));
  return { settings: parseConfig(text, configFile), steps: [step] };
}

/** `undefined` where the defaults fit. */
async function globsFor(
  kind: FileKind,
  proposal: Proposal,
  otherKind: Proposal,
  decide: SetupOptions["decide"],
): Promise<readonly string[] | undefined> {
  const kindOf = fileKinds(defaultSettings);
  if (proposal.files.every(path => kindOf(path) === kind)) return undefined;
  const shared = proposal.others.find(path => otherKind.files.includes(path));
  if (shared !== undefined) {
    throw new UsageError(
      `sessions and tasks lie in one folder (${shared}), and globs go by folders here`,
      { hint: `write ${configFile} with globs by names, such as \`tasks: ["data/t-*.yaml"]\`` },
    );
  }
  return proposal.others.length === 0 ? proposal.globs : decide(kind, proposal);
}

function planHooks(
  repository: Repository,
  topLevel: string,
  home: HookHome,
): Promise<readonly SetupStep[]> {
  switch (home.runner) {
    case "lefthook":
      return Promise.all([
        planTextEdit(topLevel, lefthookExtension, () => ({ text: lefthookJobs })),
        planTextEdit(topLevel, home.config, (text = "") => addToLefthook(text, home.config)),
      ]);
    case "pre-commit":
      return Promise.all([
        planTextEdit(topLevel, home.config, (text = "") => addToPreCommit(text)),
      ]);
    default:
      return planScripts(repository, topLevel, home);
  }
}

async function planScripts(
  repository: Repository,
  topLevel: string,
  { directory, isExecuted }: Extract<HookHome, { directory: string }>,
): Promise<readonly SetupStep[]> {
  const root = await rootOf(repository, directory);
  return Promise.all(
    worktreeHooks.map(async (hook): Promise<SetupStep> => {
      const path = join(directory, hook);
      // A link to one of our own scripts, as those advise.
      if (await isLinkThatCalls(path, hook)) {
        return { file: fromTop(topLevel, path), status: "unchanged" };
      }
      if (root === undefined) {
        const reason = "git's hooks are kept outside the repository here (core.hooksPath)";
        return { file: path, status: "left-alone", byHand: { reason, next: byHand(hook) } };
      }
      const script = { root, path: relative(root, path), topLevel, isExecuted };
      return planScriptEdit(script, text =>
        addToScript(text, hook, isExecuted ? "#!/bin/sh\n" : ""),
      );
    }),
  );
}

async function isLinkThatCalls(path: string, hook: string): Promise<boolean> {
  if (!lstatIfThere(path)?.isSymbolicLink()) return false;
  return callsHook(await readFile(path, "utf8").catch(() => ""), hook);
}
