import type { Repository } from "./git/repository.ts";
import { consultHistory } from "./history/consult-history.ts";
import { identityOf, type Reported } from "./model/finding.ts";
import type { Project } from "./model/project.ts";
import type { Settings } from "./model/settings.ts";
import type { TaskId } from "./model/task-id.ts";
import { findingsOf } from "./rules/index.ts";
import { type OnProgress, readRecords } from "./snapshots/records.ts";
import type { FileEntry, Snapshot } from "./snapshots/snapshot.ts";

/** Everything read from a snapshot, and what is wrong with it. */
export interface CheckResult {
  readonly snapshot: Snapshot;
  readonly project: Project;
  /** The session and task files that were read. */
  readonly entries: readonly FileEntry[];
  readonly findings: readonly Reported[];
}

/**
 * Snapshot → project → findings. Reads only: the one snapshot, and history where an ID is not
 * known in it, or fits several tasks.
 *
 * @param asked IDs that history is to know too where the snapshot does not, though no file names
 *   them
 */
export async function check(
  repository: Repository,
  snapshot: Snapshot,
  settings: Settings,
  onProgress?: OnProgress,
  asked: readonly TaskId[] = [],
): Promise<CheckResult> {
  const records = await readRecords(snapshot, settings, onProgress);
  const project = await consultHistory(repository, snapshot, settings, records, asked);
  return { snapshot, project, entries: records.entries, findings: findingsOf(project) };
}

/**
 * Marks the findings that a base has too. They are matched by what is wrong, not by line; where
 * the base has fewer of a kind, those in the same files are taken for the old ones.
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
  return findings.map(finding => ({ ...finding, existing: existing.has(finding) }));
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
