import { type CheckResult, check } from "../../check.ts";
import { checkWithCatalog } from "../../check-with-catalog.ts";
import { prepareEdits } from "../../fix/edit.ts";
import { fix } from "../../fix/fix.ts";
import { fixesOf, type Plan, planFixes } from "../../fix/plan.ts";
import type { Repository } from "../../git/repository.ts";
import { fails, isFixable } from "../../model/finding.ts";
import { printable } from "../../report/printable.ts";
import { chooseSnapshot } from "../choose-snapshot.ts";
import { directoryOf, openFrom, requireWorktree } from "../globals.ts";
import { finishInterruptedMerge, tellInterruptedMerge } from "../interrupted-merge.ts";
import { type PrintOptions, print, refuseUnwritableOutputs, reportOf, textOf } from "../output.ts";
import { selectFiles } from "../select-files.ts";
import { colorsFor, progressOn, type Terminal } from "../streams.ts";

export interface FixOptions extends PrintOptions {
  readonly staged?: boolean;
  readonly dryRun?: boolean;
}

/** `session-assoc fix` */
export async function runFix(
  paths: readonly string[],
  options: FixOptions,
  terminal: Terminal,
): Promise<number> {
  let repository = await openFrom(options, terminal, options.staged);
  const topLevel = requireWorktree(repository);
  if (options.dryRun) await tellInterruptedMerge(repository, terminal);
  else if (await finishInterruptedMerge(repository, terminal)) {
    repository = await openFrom(options, terminal);
  }
  await refuseUnwritableOutputs(repository, options, terminal);
  const { snapshot, settings } = await chooseSnapshot(repository, options, terminal);
  const progress = progressOn(terminal.stderr);
  // Paths are looked up among all files.
  const look = paths.length === 0 ? checkWithCatalog : check;
  const all = await look(repository, snapshot, settings, progress);
  progress.done();

  const directory = directoryOf(options, terminal);
  const isIncluded = await selectFiles(paths, directory, topLevel, all.entries);
  const findings = all.findings.filter(finding => isIncluded(finding.place.file));
  const checked = { ...all, findings };
  const plan = planFixes(checked.project, isIncluded);
  if (options.dryRun) return showPlan(repository, checked, plan, options, terminal);

  await fix(repository, checked, plan);
  // What is left may stand in a line that was rewritten: it is looked at anew for its column.
  const isLeft = findings.some(finding => !isFixable(finding));
  const after = isLeft && plan.size > 0 ? await look(repository, snapshot, settings) : all;
  const left = {
    ...after,
    findings: after.findings.filter(
      finding => isIncluded(finding.place.file) && !isFixable(finding),
    ),
  };
  await print(repository, options, reportOf(left, fixesOf(plan)), terminal);
  return left.findings.some(fails) ? 1 : 0;
}

/**
 * The diff alone on stdout, so that `git apply` can take it; the rest is said on stderr. On a terminal
 * nobody takes it: there the lines are shown, whatever they hold.
 */
async function showPlan(
  repository: Repository,
  checked: CheckResult,
  plan: Plan,
  options: FixOptions,
  terminal: Terminal,
): Promise<number> {
  const { stdout, stderr, environment } = terminal;
  const { snapshot, entries, project } = checked;
  const { renderFileDiff } = await import("../../report/diff.ts");
  const isShown = stdout.isTTY === true && options.outputs.every(({ file }) => file === undefined);
  const diff = async function* (): AsyncGenerator<string> {
    for (const edit of await prepareEdits(snapshot, entries, plan, project.settings)) {
      const patch = renderFileDiff(edit);
      yield isShown ? patch.split("\n").map(printable).join("\n") : patch;
    }
  };
  const { renderers } = reportOf(checked, fixesOf(plan), { isDryRun: true });
  const report = { isEmpty: false, renderers: { ...renderers, text: diff } };
  await print(repository, options, report, terminal);
  const findings = checked.findings.filter(finding => !isFixable(finding));
  if (findings.length > 0 && options.outputs.some(({ format }) => format === "text")) {
    const colors = colorsFor(stderr, environment, options.color);
    stderr.write(await textOf({ ...checked, findings }, [], colors));
  }
  return plan.size > 0 || checked.findings.some(fails) ? 1 : 0;
}
