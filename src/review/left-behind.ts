import type { CheckResult } from "../check.ts";
import { markExisting } from "../mark-existing.ts";
import type { ExplainedChange } from "../model/association-change.ts";
import { identityOf, type Reported } from "../model/finding.ts";
import type { LeftBehind, StaleSession } from "../model/review.ts";

/**
 * The sessions that name a retired ID since a commit: it moved their task and left them, or wrote
 * them with an old ID, or is the merge that brought the two together.
 *
 * @param tip the end of the range
 * @param checkOf checks a commit, each once
 * @param following the later changes of the range by which sessions followed their tasks
 */
export async function leftBehindIn(
  commit: string,
  parents: readonly string[],
  tip: string,
  checkOf: (commit: string) => Promise<CheckResult>,
  following: readonly ExplainedChange[],
): Promise<readonly LeftBehind[]> {
  let stale: readonly Reported[] = (await checkOf(commit)).findings.filter(isStaleSession);
  for (const parent of parents) {
    if (stale.length === 0) return [];
    const before = (await checkOf(parent)).findings;
    stale = markExisting(stale, before).filter(({ existing }) => !existing);
  }
  if (stale.length === 0) return [];
  const atEnd = new Set((await checkOf(tip)).findings.map(identityOf));
  return stale.filter(isStaleSession).map(finding => {
    const { holder, taskId } = finding;
    const isLeft = atEnd.has(identityOf(finding));
    const next = following.find(
      ({ session, from }) => session === holder.name && from?.scalar.text === taskId,
    );
    return { finding, isLeft, followedIn: isLeft ? undefined : next?.commit };
  });
}

function isStaleSession(finding: Reported): finding is StaleSession {
  return finding.code === "stale-task-id" && finding.holder.kind === "session";
}
