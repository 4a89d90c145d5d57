import type { Repository } from "./git/repository.ts";
import { consultHistory } from "./history/consult-history.ts";
import type { Reported } from "./model/finding.ts";
import type { Project } from "./model/project.ts";
import type { Settings } from "./model/settings.ts";
import type { TaskId } from "./model/task-id.ts";
import { findingsOf } from "./rules/index.ts";
import { type KnownFiles, type OnProgress, readRecords } from "./snapshots/records.ts";
import type { FileEntry, Snapshot } from "./snapshots/snapshot.ts";

/** Everything read from a snapshot, and what is wrong with it. */
export interface CheckResult {
  readonly snapshot: Snapshot;
  readonly project: Project;
  /** The session and task files that were read. */
  readonly entries: readonly FileEntry[];
  /** How many sessions and tasks the snapshot has. */
  readonly counts: { readonly sessions: number; readonly tasks: number };
  readonly findings: readonly Reported[];
}

export interface CheckOptions {
  readonly onProgress?: OnProgress | undefined;
  /** IDs that history is to know too where the snapshot does not, though no file names them. */
  readonly asked?: readonly TaskId[];
  /** What other snapshots have in common with this one is read once. */
  readonly known?: KnownFiles | undefined;
}

/**
 * Snapshot → project → findings. Reads only: the one snapshot, and history where an ID is not
 * known in it, or fits several tasks.
 */
export async function check(
  repository: Repository,
  snapshot: Snapshot,
  settings: Settings,
  { onProgress, asked = [], known }: CheckOptions = {},
): Promise<CheckResult> {
  const records = await readRecords(snapshot, settings, onProgress, known);
  const project = await consultHistory(repository, snapshot, settings, records, asked);
  const counts = { sessions: project.sessions.length, tasks: project.tasks.length };
  return { snapshot, project, entries: records.entries, counts, findings: findingsOf(project) };
}
