import { settingsOfFile, settingsOfWorktree } from "./config/load.ts";
import { nextParents, openRepository, type Repository, requireWorktree } from "./git/repository.ts";
import type { Settings } from "./model/settings.ts";
import type { Snapshot } from "./snapshots/snapshot.ts";
import { worktreeSnapshot } from "./snapshots/worktree.ts";

/** A working tree, and the settings that belong to it. */
export interface Worktree {
  readonly repository: Repository;
  readonly topLevel: string;
  readonly snapshot: Snapshot;
  readonly settings: Settings;
}

/**
 * Opens the working tree around a directory.
 * @param config a configuration to use instead of the one at its top
 * @throws UsageError when there is none, or its configuration cannot be read
 */
export async function openWorktree(
  directory: string,
  environment: NodeJS.ProcessEnv,
  config?: string,
): Promise<Worktree> {
  const repository = await openRepository(directory);
  const topLevel = requireWorktree(repository);
  const { parents } = nextParents(repository, environment);
  return {
    repository,
    topLevel,
    snapshot: worktreeSnapshot(repository.git, topLevel, parents),
    settings: await (config === undefined ? settingsOfWorktree(topLevel) : settingsOfFile(config)),
  };
}
