import { type Repository, requireWorktree } from "../../git/repository.ts";
import {
  type NextCommand,
  renderSetupJson,
  renderSetupText,
  type SetupReport,
} from "../../report/setup.ts";
import { counted } from "../../report/words.ts";
import { carryOut } from "../../setup/edits.ts";
import { hooksDirectory } from "../../setup/hook-home.ts";
import { configureDriver, unconfigureDriver } from "../../setup/merge-driver.ts";
import { installPreCommit } from "../../setup/pre-commit-framework.ts";
import type { Proposal } from "../../setup/propose-globs.ts";
import type { HookRunner } from "../../setup/runner-files.ts";
import { planSetup, type Setup } from "../../setup/set-up.ts";
import { planRemoval } from "../../setup/take-out.ts";
import { ask } from "../ask.ts";
import { type GlobalOptions, openFrom } from "../globals.ts";
import type { Format } from "../output.ts";
import { colorsFor, type Terminal } from "../streams.ts";

export interface InitOptions extends GlobalOptions {
  readonly format: Format;
  readonly yes?: boolean;
  readonly hooks?: HookRunner;
  readonly mergeDriver?: boolean;
  readonly remove?: boolean;
}

/** `session-assoc init`; exits 1 where a file was left alone, which a person has to look at. */
export async function runInit(options: InitOptions, terminal: Terminal): Promise<number> {
  const { stdout, environment } = terminal;
  const repository = await openFrom(options, terminal);
  const report = options.remove
    ? await takeOut(repository)
    : await setUp(repository, options, terminal);
  const colors = colorsFor(stdout, environment, options.color);
  stdout.write(
    options.format === "json" ? renderSetupJson(report) : renderSetupText(report, colors),
  );
  return report.steps.some(({ status }) => status === "left-alone") ? 1 : 0;
}

async function setUp(
  repository: Repository,
  options: InitOptions,
  terminal: Terminal,
): Promise<SetupReport> {
  const { hooks, mergeDriver = false, yes = false } = options;
  const setup = await planSetup(repository, {
    hooks,
    withMergeDriver: mergeDriver,
    decide: async (kind, proposal) =>
      yes ? proposal.globs : askForGlobs(kind, proposal, terminal),
  });
  for (const step of setup.steps) await carryOut(step);
  const isNew = mergeDriver && (await configureDriver(repository.git));
  return {
    setup,
    steps: setup.steps,
    configured: isNew ? ["git config merge.session-assoc.driver …"] : [],
    next: await nextCommands(repository, setup),
  };
}

async function takeOut(repository: Repository): Promise<SetupReport> {
  const steps = await planRemoval(repository);
  for (const step of steps) await carryOut(step);
  const isGone = await unconfigureDriver(repository.git);
  return {
    steps,
    configured: isGone ? ["git config --remove-section merge.session-assoc"] : [],
    next: [],
  };
}

async function askForGlobs(
  kind: "session" | "task",
  { globs, files, others }: Proposal,
  terminal: Terminal,
): Promise<readonly string[]> {
  const question =
    `${counted(files.length, `${kind} file`)} seem to lie in ${globs.join(" ")}, ` +
    `and ${counted(others.length, "other YAML file")} with them (${others[0]}). ` +
    "Enter takes these globs; or type others, with spaces between:";
  const hint = "--yes takes what is proposed; or write .session-assoc.yaml first";
  const answer = await ask(question, hint, terminal);
  return answer === "" ? globs : answer.split(/\s+/);
}

async function nextCommands(
  repository: Repository,
  { home, steps }: Setup,
): Promise<readonly NextCommand[]> {
  const commands: NextCommand[] = [];
  if (home.runner === "lefthook") {
    commands.push({ command: "npx lefthook install", why: "has git run lefthook for each hook" });
  }
  if (home.runner === "pre-commit") {
    commands.push({ command: installPreCommit, why: "has git run pre-commit for each hook" });
  }
  if (home.runner === "husky" && !(await isHuskyInstalled(repository, home.directory))) {
    commands.push({ command: "npx husky", why: "has git run husky's hooks" });
  }
  const topLevel = requireWorktree(repository);
  const shared = steps.filter(
    ({ edit }) => edit?.root === topLevel && !edit.path.startsWith(".git/"),
  );
  if (shared.length > 0) {
    const files = shared.map(({ file }) => file).join(" ");
    commands.push({ command: `git add ${files}`, why: "for the others, with your next commit" });
  }
  commands.push({ command: "npx session-assoc doctor", why: "proves that the hooks are reached" });
  return commands;
}

async function isHuskyInstalled(repository: Repository, directory: string): Promise<boolean> {
  const looked = await hooksDirectory(repository);
  return looked === directory || looked === `${directory}/_`;
}
