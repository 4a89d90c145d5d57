import { checkWithCatalog } from "../check-with-catalog.ts";
import { settingsForIndex } from "../config/load.ts";
import { fixIndex, type IndexFix } from "../fix/fix.ts";
import { fixesOf, type Plan, planFixes } from "../fix/plan.ts";
import { nextParents } from "../git/repository.ts";
import { markAgainst } from "../mark-existing.ts";
import { fails, isFixable, type Reported } from "../model/finding.ts";
import type { OnStale } from "../model/settings.ts";
import { indexSnapshot } from "../snapshots/index-file.ts";
import type { KnownFiles } from "../snapshots/records.ts";
import type { HookContext } from "./context.ts";
import { hiddenEdits } from "./hidden-edits.ts";

/** What the hook found in the index, and what it staged. */
export interface Guarded extends IndexFix {
  /** The commits that the new one will have as parents. */
  readonly parents: readonly string[];
  /** Something is new that was not rewritten: the commit must not be made. */
  readonly mustStop: boolean;
  /** How stale references were dealt with. */
  readonly mode: OnStale;
}

/** How stale references are dealt with. */
export interface Treatment {
  readonly mode: OnStale;
  /** A tree in which they are to be rewritten, too. */
  readonly tree?: Promise<string>;
}

/** Decides between the configured mode and a more careful one. */
export type ChooseTreatment = (configured: OnStale) => Treatment | Promise<Treatment>;

/**
 * Looks at the index that is about to be committed, rewrites what is stale where it may, and
 * reports. Findings that the target branch already has stop nothing (CONTRACT section 6).
 */
export async function guardIndex(context: HookContext, choose: ChooseTreatment): Promise<Guarded> {
  const { repository, environment, report } = context;
  const { head, parents } = nextParents(repository, environment);
  const settings = await settingsForIndex(repository, head);
  const known: KnownFiles = new Map();
  const result = await checkWithCatalog(repository, indexSnapshot(repository, parents), settings, {
    known,
  });
  if (result.findings.length === 0) {
    return { parents, replacements: [], mustStop: false, mode: settings.onStale };
  }
  const { mode: chosen, tree } = await choose(settings.onStale);
  const stale = result.findings.filter(isFixable).map(({ place }) => place.file);
  const hidden = chosen === "fail" ? undefined : await hiddenEdits(context, stale);
  const mode = hidden === undefined ? chosen : "fail";
  // The target branch is read only when something could stop the commit.
  const couldStop = (finding: Reported): boolean =>
    fails(finding) && !(mode === "fix" && isFixable(finding));
  const bases = head === undefined ? [] : [head];
  const compared = await markAgainst(repository, result, bases, known, couldStop);
  // Without a place for the fix in this very commit, stale references that were there before are
  // left: rewriting them would stop a merge that makes nothing worse.
  const rewrites = mode === "fix" || (mode === "stop" && compared.findings.some(isNewlyStale));
  const plan: Plan = rewrites ? planFixes(compared.project) : new Map();
  const fixed = await fixIndex(repository, compared, plan, tree);
  const left = compared.findings.filter(finding => !(rewrites && isFixable(finding)));
  await report.findings({ ...compared, findings: left }, fixesOf(plan));
  if (hidden !== undefined) {
    report.say(`${hidden} until the hooks are done, and a rewrite would keep them there.`);
    report.say("Nothing is rewritten; to do it without the hooks:");
    report.say("  npx session-assoc fix --staged");
  }
  return { parents, ...fixed, mustStop: left.some(fails), mode };
}

function isNewlyStale(finding: Reported): boolean {
  return isFixable(finding) && fails(finding);
}
