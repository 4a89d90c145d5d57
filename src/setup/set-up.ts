import { join, relative } from "node:path";
import { settingsOfWorktree } from "../config/load.ts";
import { configFile, parseConfig } from "../config/parse-config.ts";
import { type Repository, requireWorktree } from "../git/repository.ts";
import { defaultSettings, type Settings } from "../model/settings.ts";
import { basesOf, fileKinds } from "../snapshots/records.ts";
import { lstatIfThere, worktreeSnapshot } from "../snapshots/worktree.ts";
import { configText, type Globs } from "./config-text.ts";
import { planEdit, type SetupStep } from "./edits.ts";
import { commonDirectory, findHookHome, type HookHome, isWithin, placeOf } from "./hook-home.ts";
import { callOf, guardScript, worktreeHooks } from "./hook-script.ts";
import { extendLefthook, lefthookJobs } from "./lefthook.ts";
import { nameDriver } from "./merge-driver.ts";
import { guardPreCommit } from "./pre-commit-framework.ts";
import type { Proposal } from "./propose-globs.ts";
import { type HookRunner, lefthookExtension } from "./runner-files.ts";
import { surveyFiles } from "./survey.ts";
import { inUtf8 } from "./utf8.ts";

export interface SetupOptions {
  readonly hooks: HookRunner | undefined;
  readonly withMergeDriver: boolean;
  /** Decides on globs that match other YAML files as well. */
  readonly decide: (kind: "session" | "task", proposal: Proposal) => Promise<readonly string[]>;
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
    ...(await countFiles(repository, topLevel, settings)),
    home,
    place: placeOf(home, topLevel),
    steps: [
      ...steps,
      ...(await guardHooks(repository, topLevel, home)),
      ...(options.withMergeDriver
        ? [
            await planEdit({ root: topLevel, path: ".gitattributes", topLevel }, text =>
              nameDriver(text, settings),
            ),
          ]
        : []),
    ],
  };
}

async function configure(repository: Repository, topLevel: string, { decide }: SetupOptions) {
  if ((await lstatIfThere(join(topLevel, configFile))) !== undefined) {
    const settings = await settingsOfWorktree(topLevel);
    return { settings, steps: [{ file: configFile, status: "unchanged" } as const] };
  }
  const { sessions, tasks } = await surveyFiles(repository);
  const globs: Globs = {
    sessions: await globsFor("session", sessions, decide),
    tasks: await globsFor("task", tasks, decide),
  };
  if (globs.sessions === undefined && globs.tasks === undefined) {
    return { settings: defaultSettings, steps: [] };
  }
  const text = configText(globs);
  const step = await planEdit(
    { root: topLevel, path: configFile, topLevel },
    inUtf8(() => ({ text })),
  );
  return { settings: parseConfig(text, configFile), steps: [step] };
}

/** `undefined` where the defaults fit. */
async function globsFor(
  kind: "session" | "task",
  proposal: Proposal,
  decide: SetupOptions["decide"],
): Promise<readonly string[] | undefined> {
  const kindOf = fileKinds(defaultSettings);
  if (proposal.files.every(path => kindOf(path) === kind)) return undefined;
  return proposal.others.length === 0 ? proposal.globs : decide(kind, proposal);
}

async function countFiles({ git }: Repository, topLevel: string, settings: Settings) {
  const kindOf = fileKinds(settings);
  const bases = basesOf([...settings.sessions, ...settings.tasks]);
  const entries = await worktreeSnapshot(git, topLevel, []).list(bases);
  const kinds = entries.map(({ path }) => kindOf(path));
  return {
    sessionFiles: kinds.filter(kind => kind === "session").length,
    taskFiles: kinds.filter(kind => kind === "task").length,
  };
}

async function guardHooks(
  repository: Repository,
  topLevel: string,
  home: HookHome,
): Promise<readonly SetupStep[]> {
  switch (home.runner) {
    case "lefthook": {
      const { config } = home;
      return [
        await planEdit({ root: topLevel, path: lefthookExtension, topLevel }, () => ({
          text: lefthookJobs,
        })),
        await planEdit(
          { root: topLevel, path: config, topLevel },
          inUtf8((text = "") => extendLefthook(text, config)),
        ),
      ];
    }
    case "pre-commit": {
      const file = { root: topLevel, path: home.config, topLevel };
      return [
        await planEdit(
          file,
          inUtf8((text = "") => guardPreCommit(text)),
        ),
      ];
    }
    default:
      return guardScripts(repository, topLevel, home);
  }
}

async function guardScripts(
  repository: Repository,
  topLevel: string,
  { runner, directory, hasPath }: Extract<HookHome, { directory: string }>,
): Promise<readonly SetupStep[]> {
  const root = [topLevel, await commonDirectory(repository)].find(one => isWithin(one, directory));
  return Promise.all(
    worktreeHooks.map(async (hook): Promise<SetupStep> => {
      const path = `${directory}/${hook}`;
      const next = `add \`${callOf(hook)} "$@"\` to it by hand`;
      if (root === undefined) {
        const reason = "git's hooks are kept outside the repository here (core.hooksPath)";
        return { file: path, status: "left-alone", problem: { reason, next } };
      }
      // husky 9 gives the scripts to a shell; their mode does not matter.
      const isScript = runner === "git" || !hasPath;
      const file = { root, path: relative(root, path), topLevel, isScript };
      return planEdit(file, text => {
        const guarded = guardScript(text, hook, hasPath ? "husky" : "git");
        return "text" in guarded ? guarded : { reason: guarded.obstacle, next };
      });
    }),
  );
}
