import {
  settingsForIndex,
  settingsForMerge,
  settingsOfCommit,
  settingsOfWorktree,
} from "../config/load.ts";
import { UsageError } from "../errors.ts";
import { commitNamed, nextParents, type Repository } from "../git/repository.ts";
import type { Settings } from "../model/settings.ts";
import { commitSnapshot } from "../snapshots/commit.ts";
import { indexSnapshot } from "../snapshots/index-file.ts";
import { mergeSnapshot } from "../snapshots/merge-preview.ts";
import type { Snapshot } from "../snapshots/snapshot.ts";
import { worktreeSnapshot } from "../snapshots/worktree.ts";
import { chooseSettings, type GlobalOptions, requireWorktree } from "./globals.ts";
import type { Terminal } from "./streams.ts";

/** What to look at; the working tree where nothing else is named. */
export interface SnapshotOptions extends GlobalOptions {
  readonly staged?: boolean;
  readonly rev?: string;
  readonly merge?: string;
  readonly into?: string;
}

export interface Chosen {
  readonly snapshot: Snapshot;
  /** The settings that belong to it. */
  readonly settings: Settings;
  /** The commits whose findings are no news, unless the user names another. */
  readonly bases: readonly string[];
}

/** @throws UsageError when options contradict each other, or name what does not exist */
export async function chooseSnapshot(
  repository: Repository,
  options: SnapshotOptions,
  terminal: Terminal,
): Promise<Chosen> {
  refuseContradictions(options);
  const { rev, merge } = options;
  if (merge !== undefined) return chooseMerge(repository, merge, options, terminal);
  if (rev !== undefined) {
    const commit = await commitNamed(repository.git, rev);
    return {
      snapshot: commitSnapshot(repository, commit),
      settings: await chooseSettings(options, terminal, () => settingsOfCommit(repository, commit)),
      bases: [],
    };
  }
  const topLevel = requireWorktree(repository);
  const { head, parents: tips } = await nextParents(repository, terminal.environment);
  if (options.staged) {
    return {
      snapshot: indexSnapshot(repository, tips),
      settings: await chooseSettings(options, terminal, () => settingsForIndex(repository, head)),
      bases: [],
    };
  }
  return {
    snapshot: worktreeSnapshot(repository.git, topLevel, tips),
    settings: await chooseSettings(options, terminal, () => settingsOfWorktree(topLevel)),
    bases: [],
  };
}

/** A merge may not make the branch worse that it is merged into (CONTRACT section 6). */
async function chooseMerge(
  repository: Repository,
  merge: string,
  options: SnapshotOptions,
  terminal: Terminal,
): Promise<Chosen> {
  const ref = await commitNamed(repository.git, merge);
  const into =
    options.into === undefined && repository.head !== undefined
      ? repository.head
      : await commitNamed(repository.git, options.into ?? "HEAD");
  const snapshot = await mergeSnapshot(repository, into, ref);
  return {
    snapshot,
    settings: await chooseSettings(options, terminal, () =>
      settingsForMerge(repository, into, snapshot),
    ),
    bases: [into],
  };
}

function refuseContradictions({ staged, rev, merge, into }: SnapshotOptions): void {
  const places = [
    ...(staged ? ["--staged"] : []),
    ...(rev === undefined ? [] : ["--rev"]),
    ...(merge === undefined ? [] : ["--merge"]),
  ];
  if (places.length > 1) {
    throw new UsageError(`${places.join(" and ")} exclude each other`, {
      hint: "run the command once for each of them",
    });
  }
  if (into !== undefined && merge === undefined) {
    throw new UsageError("--into names where --merge goes, and there is no --merge", {
      hint: "session-assoc check --merge <ref> --into <ref>",
    });
  }
}
