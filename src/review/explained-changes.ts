import type { FileChange } from "../git/raw-diff.ts";
import type { Repository } from "../git/repository.ts";
import { type Archive, openArchive } from "../history/archive.ts";
import { associationChanges } from "../history/association-changes.ts";
import { decideWritings } from "../history/decide-writings.ts";
import { explainChanges, writingsIn } from "../history/explain-changes.ts";
import { type HolderChanges, holderChanges } from "../history/holder-changes.ts";
import type { Trail } from "../history/walk-back.ts";
import { writingsBehind } from "../history/writings.ts";
import type { AssociationChange, ExplainedChange } from "../model/association-change.ts";
import { heldIn } from "../model/former-holders.ts";
import { groupBy } from "../model/group-by.ts";
import { buildLineage } from "../model/lineage.ts";
import type { Reference } from "../model/record.ts";
import type { Settings } from "../model/settings.ts";
import { commitSnapshot } from "../snapshots/commit.ts";
import { type KnownFiles, readTasks } from "../snapshots/records.ts";
import type { CommitFiles } from "./commit-files.ts";

/** What is read of a repository, and how. */
export interface Source {
  readonly repository: Repository;
  readonly settings: Settings;
  /** What was read from files, whichever commits they are in. */
  readonly known: KnownFiles;
}

/**
 * The sessions that commits moved from one task ID to another, and why: by the commit that did it.
 * @param reader reads with the settings of the source
 * @param tip contains all the commits
 */
export async function explainedChanges(
  { repository, settings, known }: Source,
  reader: Archive["reader"],
  tip: string,
  commits: readonly CommitFiles[],
): Promise<ReadonlyMap<string, readonly ExplainedChange[]>> {
  const perCommit = await holderChanges({ settings, reader }, commits);
  const found = commits.flatMap((one, i) => movesIn(settings, one, perCommit[i]));
  if (found.length === 0) return new Map();

  // All tasks and their past are read here, and are not needed afterwards.
  const read: KnownFiles = new Map(known);
  const archive = await openArchive(repository, settings, [tip], read);
  const heads = new Map(archive.history.commits.map(({ commit, parents }) => [commit, parents]));
  const starts = found.flatMap(({ change: { commit, from }, file }) =>
    trailsTo(archive, from, file, heads.get(commit) ?? []),
  );
  const writings = await writingsBehind(archive, starts);
  const changes = found.map(({ change }) => change);
  const snapshot = commitSnapshot(repository, tip);
  const records = await readTasks(snapshot, settings, read);
  const asked = [...writingsIn(changes), ...[...writings.values()].flat()];
  const lineage = buildLineage(records.tasks);
  const decider = await decideWritings(archive, snapshot, records, lineage, asked);
  const explained = explainChanges(archive, changes, decider, ({ from }) =>
    from === undefined ? [] : (writings.get(from) ?? []),
  );
  return groupBy(
    explained.map(({ change }) => change),
    ({ commit }) => commit,
  );
}

interface FoundMove {
  readonly change: AssociationChange & { readonly from: Reference };
  /** What became of the file in which it stood. */
  readonly file: FileChange | undefined;
}

/** Leaves out sessions that came, went, or got their first task. */
function movesIn(
  settings: Settings,
  { commit, files }: CommitFiles,
  changes: HolderChanges = { present: [], gone: [] },
): readonly FoundMove[] {
  const byPath = new Map(files.map(file => [file.path, file]));
  return associationChanges(settings, commit.commit, changes).flatMap(change => {
    const { from, to } = change;
    if (from === undefined || to === undefined) return [];
    // Commits beside each other may change one version: each asks for itself.
    return [{ change: { ...change, from: { ...from } }, file: byPath.get(from.file) }];
  });
}

/** Where a reference stood before a change: the way back to who wrote it starts there. */
function trailsTo(
  { reader }: Archive,
  subject: Reference,
  file: FileChange | undefined,
  heads: readonly string[],
): readonly Trail<Reference>[] {
  const path = subject.file;
  return (file?.befores ?? [file?.before]).flatMap(blob => {
    if (blob === undefined) return [];
    const held = heldIn(reader.recordsOf({ path, blob })).find(({ references }) =>
      references.some(({ scalar }) => scalar === subject.scalar),
    );
    return held === undefined ? [] : [{ subject, held, blob, heads, passed: new Set<never>() }];
  });
}
