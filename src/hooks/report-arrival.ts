import { checkWithCatalog } from "../check-with-catalog.ts";
import { settingsOfCommit } from "../config/load.ts";
import { markAgainst } from "../mark-existing.ts";
import { fails } from "../model/finding.ts";
import { commitSnapshot } from "../snapshots/commit.ts";
import type { KnownFiles } from "../snapshots/records.ts";
import type { HookContext } from "./context.ts";
import { repairCommand } from "./repair-command.ts";

/**
 * Reports what is wrong in HEAD and was not before, where no hook could stop it, and what to type.
 *
 * @param before the commit that HEAD is compared with, and whose configuration judges
 * @param what the operation that brought it, as people call it
 */
export async function reportArrival(
  { repository, report }: HookContext,
  before: string | undefined,
  what: string,
): Promise<void> {
  const { head } = repository;
  if (head === undefined) return;
  const settings = await settingsOfCommit(repository, before);
  const known: KnownFiles = new Map();
  const arrived = await checkWithCatalog(repository, commitSnapshot(repository, head), settings, {
    known,
  });
  const bases = before === undefined ? [] : [before];
  const compared = await markAgainst(repository, arrived, bases, known);
  const findings = compared.findings.filter(finding => !finding.existing);
  if (!findings.some(fails)) return;
  await report.findings({ ...compared, findings }, []);
  report.say(
    `this ${what} brought in what is reported above, and no hook could stop it. To repair it:`,
  );
  report.say(`  ${repairCommand}`);
}
