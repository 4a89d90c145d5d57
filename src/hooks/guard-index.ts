import { checkWithCatalog } from "../check-with-catalog.ts";
import { settingsForIndex } from "../config/load.ts";
import type { Replacement } from "../fix/apply-to-index.ts";
import { fixIndex } from "../fix/fix.ts";
import { fixesOf, planFixes } from "../fix/plan.ts";
import { nextParents } from "../git/repository.ts";
import { markAgainst } from "../mark-existing.ts";
import { fails, isFixable, type Reported } from "../model/finding.ts";
import type { OnStale } from "../model/settings.ts";
import { indexSnapshot } from "../snapshots/index-file.ts";
import type { KnownFiles } from "../snapshots/records.ts";
import type { HookContext } from "./context.ts";
import { hiddenEdits } from "./hidden-edits.ts";

/** What the hook found in the index, and what it staged. */
export interface Guarded {
  /** The commits that the new one will have as parents. */
  readonly parents: readonly string[];
  readonly replacements: readonly Replacement[];
  /** Something is new that was not rewritten: the commit must not be made. */
  readonly mustStop: boolean;
  /** How stale references were dealt with. */
  readonly mode: OnStale;
}

/** Decides between the configured mode and a more careful one. */
export type ChooseMode = (configured: OnStale) => OnStale | Promise<OnStale>;

/**
 * Looks at the index that is about to be committed, rewrites what is stale where it may, and
 * reports. Findings that the target branch already has stop nothing (CONTRACT section 6).
 */
export async function guardIndex(context: HookContext, chooseMode: ChooseMode): Promise<Guarded> {
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
  const chosen = await chooseMode(settings.onStale);
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
  const plan = rewrites ? planFixes(compared.project) : new Map();
  const replacements = await fixIndex(repository, compared, plan);
  const left = compared.findings.filter(finding => !(rewrites && isFixable(finding)));
  await report.findings({ ...compared, findings: left }, fixesOf(plan));
  if (hidden !== undefined) {
    report.say(`${hidden} until the hooks are done, and a rewrite would keep them there.`);
    report.say("Nothing is rewritten; to do it without the hooks:");
    report.say("  npx session-assoc fix --staged");
  }
  return { parents, replacements, mustStop: left.some(fails), mode };
}

function isNewlyStale(finding: Reported): boolean {
  return isFixable(finding) && fails(finding);
}
