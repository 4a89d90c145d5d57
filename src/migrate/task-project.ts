import { consultHistory } from "../history/consult-history.ts";
import type { Project } from "../model/project.ts";
import type { Worktree } from "../open-worktree.ts";
import { type OnProgress, readRecords } from "../snapshots/records.ts";
import type { FileEntry } from "../snapshots/snapshot.ts";

/** A project as far as tasks are moved in it: of its sessions just the references. */
export type TaskProject = Omit<Project, "sessions">;

export interface TaskProjectRead {
  readonly project: TaskProject;
  /** The session and task files that were read. */
  readonly entries: readonly FileEntry[];
}

/** Reads all session and task files; what sessions say beside their references is let go. */
export async function readTaskProject(
  { repository, snapshot, settings }: Worktree,
  onProgress?: OnProgress,
): Promise<TaskProjectRead> {
  const records = await readRecords(snapshot, settings, onProgress);
  const all = await consultHistory(repository, snapshot, settings, records, []);
  const { sessions: _, ...project } = all;
  return { project, entries: records.entries };
}
