import type { CheckResult } from "./check.ts";
import { checkWithCatalog } from "./check-with-catalog.ts";
import type { Repository } from "./git/repository.ts";
import { fails, identityOf, type Reported } from "./model/finding.ts";
import { commitSnapshot } from "./snapshots/commit.ts";
import type { KnownFiles } from "./snapshots/records.ts";

/**
 * Marks the findings that one of some commits has too (CONTRACT section 6). The commits are judged
 * by the same settings, and read only while something that matters is new.
 *
 * @param known files that were read already
 * @param matters whether a finding would stop anything
 */
export async function markAgainst(
  repository: Repository,
  result: CheckResult,
  bases: readonly string[],
  known?: KnownFiles,
  matters: (finding: Reported) => boolean = fails,
): Promise<CheckResult> {
  const { settings } = result.project;
  let { findings } = result;
  for (const base of bases) {
    if (!findings.some(matters)) break;
    const there = await checkWithCatalog(repository, commitSnapshot(repository, base), settings, {
      known,
    });
    findings = markExisting(findings, there.findings);
  }
  return { ...result, findings };
}

/**
 * Marks the findings that a base has too. They are matched by what is wrong, not by line; where
 * the base has fewer of a kind, those in the same files are taken for the old ones.
 * @param findings those that are marked already stay so
 */
export function markExisting(
  findings: readonly Reported[],
  base: readonly Reported[],
): readonly Reported[] {
  const inFile = counter(base, finding => `${identityOf(finding)}\n${finding.place.file}`);
  const anywhere = counter(base, identityOf);
  // A holder may have a new name: a task that moved, a session named after its file.
  const underAnyName = counter(base, finding =>
    "key" in finding
      ? JSON.stringify([finding.code, finding.key, finding.taskId])
      : identityOf(finding),
  );
  const existing = new Set<Reported>();
  const passes = [inFile, anywhere, underAnyName];
  for (const [i, take] of passes.entries()) {
    for (const finding of findings) {
      if (existing.has(finding) || !take(finding)) continue;
      existing.add(finding);
      for (const alsoTake of passes.slice(i + 1)) alsoTake(finding);
    }
  }
  return findings.map(finding =>
    existing.has(finding) ? { ...finding, existing: true } : finding,
  );
}

/** Takes one finding of a kind at a time, as long as there are any. */
function counter(findings: readonly Reported[], keyOf: (finding: Reported) => string) {
  const counts = new Map<string, number>();
  for (const finding of findings) {
    const key = keyOf(finding);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return (finding: Reported): boolean => {
    const key = keyOf(finding);
    const count = counts.get(key) ?? 0;
    counts.set(key, count - 1);
    return count > 0;
  };
}
