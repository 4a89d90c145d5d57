import { checkWithCatalog } from "../check-with-catalog.ts";
import { changesOf } from "../git/diff-pairs.ts";
import type { Git } from "../git/git.ts";
import { markAgainst } from "../mark-existing.ts";
import { fails, isFixable } from "../model/finding.ts";
import type { Settings } from "../model/settings.ts";
import { commitSnapshot } from "../snapshots/commit.ts";
import { pathspecs } from "../snapshots/listing.ts";
import { fileKinds, type KnownFiles, recordBases } from "../snapshots/records.ts";
import type { HookContext } from "./context.ts";
import { type Comparison, compareRefs, type Push } from "./push-comparisons.ts";
import { settingsForPush } from "./push-settings.ts";
import { repairCommand } from "./repair-command.ts";

/**
 * Looks at every tip that a push brings, reports, and stops it where something is new that fails.
 * What brings no change to sessions and tasks is passed over in silence.
 *
 * @param advice what becomes of a push that may not be made, and where it is repaired
 * @returns the hook's exit code
 */
export async function guardPush(
  { repository, report }: HookContext,
  push: Push,
  advice: string,
): Promise<0 | 1> {
  const { git } = repository;
  const comparisons = await compareRefs(git, push);
  const wrong = [];
  for (const [settings, judged] of await settingsForPush(repository, comparisons)) {
    const known: KnownFiles = new Map();
    for (const { refs, tip, bases } of await thoseThatDiffer(git, settings, judged)) {
      const result = await checkWithCatalog(repository, commitSnapshot(repository, tip), settings, {
        known,
        near: bases[0],
      });
      if (result.findings.length === 0) continue;
      const compared = await markAgainst(repository, result, bases, known);
      report.say(`${listed(refs)} (${tip.slice(0, 10)}):`);
      await report.findings(compared, []);
      wrong.push(...compared.findings.filter(fails));
    }
  }
  if (wrong.length === 0) return 0;
  if (!wrong.some(isFixable)) {
    report.say(advice);
    return 1;
  }
  report.say(`${advice}; stale IDs with:`);
  report.say(`  ${repairCommand}`);
  return 1;
}

/** The comparisons in which a session or task file differs from every base. */
async function thoseThatDiffer(
  git: Git,
  settings: Settings,
  comparisons: readonly Comparison[],
): Promise<readonly Comparison[]> {
  const paths = recordBases(settings);
  if (paths.length === 0) return [];
  const kindOf = fileKinds(settings);
  const pairs = comparisons.flatMap(({ tip, bases }) => bases.map(base => ({ base, tip })));
  const changes = await changesOf(git, pairs, pathspecs(paths));
  const same = new Set(
    pairs.flatMap(({ tip, base }, i) =>
      changes[i]?.some(({ path }) => kindOf(path) !== undefined) ? [] : [`${tip} ${base}`],
    ),
  );
  return comparisons.filter(({ tip, bases }) => !bases.some(base => same.has(`${tip} ${base}`)));
}

/** How many refs are named where one tip is pushed to many. */
const listedRefs = 3;

function listed(refs: readonly string[]): string {
  const names = refs.slice(0, listedRefs).join(", ");
  return refs.length > listedRefs ? `${names} and ${refs.length - listedRefs} more` : names;
}
