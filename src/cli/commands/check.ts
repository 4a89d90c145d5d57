import { type CheckResult, check } from "../../check.ts";
import { settingsForIndex, settingsOfCommit, settingsOfWorktree } from "../../config/load.ts";
import { UsageError } from "../../errors.ts";
import { commitNamed, nextParents, type Repository } from "../../git/repository.ts";
import { datedSteps } from "../../history/dated-steps.ts";
import { markAgainst } from "../../mark-existing.ts";
import { fails, type Reported } from "../../model/finding.ts";
import type { Settings } from "../../model/settings.ts";
import { commitSnapshot } from "../../snapshots/commit.ts";
import { indexSnapshot } from "../../snapshots/index-file.ts";
import type { Snapshot } from "../../snapshots/snapshot.ts";
import { worktreeSnapshot } from "../../snapshots/worktree.ts";
import { chooseSettings, type GlobalOptions, openFrom, requireWorktree } from "../globals.ts";
import { type PrintOptions, print, reportOf } from "../output.ts";
import { progressOn, type Terminal } from "../streams.ts";

export interface CheckOptions extends PrintOptions {
  readonly staged?: boolean;
  readonly rev?: string;
  readonly against?: string;
}

/** `session-assoc check` */
export async function runCheck(options: CheckOptions, terminal: Terminal): Promise<number> {
  const repository = await openFrom(options, terminal);
  const { snapshot, settings } = await chooseSnapshot(repository, options, terminal);
  const progress = progressOn(terminal.stderr);
  const { onProgress } = progress;
  const known = new Map();
  const checked = await check(repository, snapshot, settings, { onProgress, known });
  const bases =
    options.against === undefined ? [] : [await commitNamed(repository.git, options.against)];
  const compared = await markAgainst(repository, checked, bases, known, () => true);
  const findings = await withDates(repository, compared);
  progress.done();

  const report = reportOf({ ...checked, findings }, [], { isCompared: bases.length > 0 });
  await print(repository, options, report, terminal);
  return findings.some(fails) ? 1 : 0;
}

/** Says of stale references when their tasks moved; `fix` and the hooks do without. */
async function withDates(
  repository: Repository,
  { snapshot, project, findings }: CheckResult,
): Promise<readonly Reported[]> {
  const steps = findings.flatMap(one => (one.code === "stale-task-id" ? one.steps : []));
  const dated = await datedSteps(repository, snapshot, project, steps);
  return findings.map(one =>
    one.code === "stale-task-id" ? { ...one, steps: one.steps.map(dated) } : one,
  );
}

/** What to look at, and the settings that belong to it. */
export async function chooseSnapshot(
  repository: Repository,
  options: GlobalOptions & { readonly staged?: boolean; readonly rev?: string },
  terminal: Terminal,
): Promise<{ readonly snapshot: Snapshot; readonly settings: Settings }> {
  if (options.rev !== undefined) {
    if (options.staged) throw new UsageError("--staged and --rev exclude each other");
    const commit = await commitNamed(repository.git, options.rev);
    return {
      snapshot: commitSnapshot(repository, commit),
      settings: await chooseSettings(options, terminal, () => settingsOfCommit(repository, commit)),
    };
  }
  const topLevel = requireWorktree(repository);
  const { head, parents: tips } = await nextParents(repository, terminal.environment);
  if (options.staged) {
    return {
      snapshot: indexSnapshot(repository, tips),
      settings: await chooseSettings(options, terminal, () => settingsForIndex(repository, head)),
    };
  }
  return {
    snapshot: worktreeSnapshot(repository.git, topLevel, tips),
    settings: await chooseSettings(options, terminal, () => settingsOfWorktree(topLevel)),
  };
}
