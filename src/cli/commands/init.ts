import { UsageError } from "../../errors.ts";
import type { Repository } from "../../git/repository.ts";
import type { FileKind } from "../../model/record.ts";
import { renderSetupJson, renderSetupText, type SetupReport } from "../../report/setup.ts";
import { counted } from "../../report/words.ts";
import { carryOut } from "../../setup/edits.ts";
import { configureDriver, unconfigureDriver } from "../../setup/merge-driver.ts";
import { nextCommands } from "../../setup/next-commands.ts";
import type { Proposal } from "../../setup/propose-globs.ts";
import type { HookRunner } from "../../setup/runner-files.ts";
import { planSetup } from "../../setup/set-up.ts";
import { planTakeOut } from "../../setup/take-out.ts";
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
  if (repository.topLevel === undefined) {
    throw new UsageError("init sets up a working tree, and there is none here", {
      hint: "on a server, copy hooks/pre-receive of the package into the repository's hooks",
    });
  }
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
  for (const step of setup.steps) await carryOut(repository, step);
  return {
    setup,
    steps: setup.steps,
    configured: mergeDriver ? await configureDriver(repository.git) : [],
    next: nextCommands(repository, setup),
  };
}

async function takeOut(repository: Repository): Promise<SetupReport> {
  const steps = await planTakeOut(repository);
  for (const step of steps) await carryOut(repository, step);
  return { steps, configured: await unconfigureDriver(repository.git), next: [] };
}

async function askForGlobs(
  kind: FileKind,
  { globs, files, others }: Proposal,
  terminal: Terminal,
): Promise<readonly string[]> {
  const found =
    `${counted(files.length, `${kind} file`)} seem to lie in ${globs.join(" ")}, ` +
    `and ${counted(others.length, "other YAML file")} with them (${others[0]})`;
  const answer = await ask(found, "Enter takes these globs; or type others, with spaces between:", {
    terminal,
    hint: "--yes takes what is proposed; or write .session-assoc.yaml first",
  });
  return answer === "" ? globs : answer.split(/\s+/);
}
