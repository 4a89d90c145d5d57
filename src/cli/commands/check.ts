import type { CheckResult } from "../../check.ts";
import { checkWithCatalog } from "../../check-with-catalog.ts";
import { commitNamed, type Repository } from "../../git/repository.ts";
import { datedSteps } from "../../history/dated-steps.ts";
import { markAgainst } from "../../mark-existing.ts";
import { fails, type Reported } from "../../model/finding.ts";
import { describeConflicts } from "../../report/conflicts.ts";
import { printable } from "../../report/printable.ts";
import type { KnownFiles } from "../../snapshots/records.ts";
import { chooseSnapshot, type SnapshotOptions } from "../choose-snapshot.ts";
import { openFrom } from "../globals.ts";
import { tellInterruptedMerge } from "../interrupted-merge.ts";
import { type PrintOptions, print, reportOf } from "../output.ts";
import { progressOn, type Terminal } from "../streams.ts";

export interface CheckOptions extends PrintOptions, SnapshotOptions {
  readonly against?: string;
}

/** `session-assoc check` */
export async function runCheck(options: CheckOptions, terminal: Terminal): Promise<number> {
  const { repository, result, isCompared } = await lookAt(options, terminal);
  const { conflicts = [] } = result.snapshot;
  if (conflicts.length > 0) {
    terminal.stderr.write(`session-assoc: ${printable(describeConflicts(conflicts))}\n`);
  }
  await print(repository, options, reportOf(result, [], { isCompared }), terminal);
  return result.findings.some(fails) ? 1 : 0;
}

/** What was read on the way is let go before anything is printed. */
async function lookAt(options: CheckOptions, terminal: Terminal) {
  const { staged, rev, merge } = options;
  const reads = staged || rev !== undefined || merge !== undefined;
  const repository = await openFrom(options, terminal, reads);
  await tellInterruptedMerge(repository, terminal);
  const { snapshot, settings, bases } = await chooseSnapshot(repository, options, terminal);
  const progress = progressOn(terminal.stderr);
  const { onProgress } = progress;
  const known: KnownFiles = new Map();
  const checked = await checkWithCatalog(repository, snapshot, settings, { onProgress, known });
  const { against } = options;
  const others = against === undefined ? bases : [await commitNamed(repository.git, against)];
  const compared = await markAgainst(repository, checked, others, known, () => true);
  const result = { ...checked, findings: await withDates(repository, compared) };
  progress.done();
  return { repository, result, isCompared: others.length > 0 };
}

/** Says of stale references when their tasks moved; `fix` and the hooks do without. */
async function withDates(
  repository: Repository,
  { snapshot, project, findings }: CheckResult,
): Promise<readonly Reported[]> {
  const steps = findings.flatMap(one => (one.code === "stale-task-id" ? one.steps : []));
  const dated = await datedSteps(repository, snapshot, project.settings, steps);
  return findings.map(one =>
    one.code === "stale-task-id" ? { ...one, steps: one.steps.map(dated) } : one,
  );
}
