import { blobId } from "../git/blob-id.ts";
import type { Repository } from "../git/repository.ts";
import { sideCandidates } from "../git/sides.ts";
import { consultHistory } from "../history/consult-history.ts";
import { buildLineage, type Lineage } from "../model/lineage.ts";
import { presentName, type Said, type SaidTwice } from "../model/present-name.ts";
import type { Records } from "../model/record.ts";
import type { Settings } from "../model/settings.ts";
import { qualify, type TaskId } from "../model/task-id.ts";
import type { Side } from "../model/three-way.ts";
import { narrowingBackend } from "../model/verdict.ts";
import { commitSnapshot } from "../snapshots/commit.ts";
import { readRecords, recordBases } from "../snapshots/records.ts";
import type { Snapshot } from "../snapshots/snapshot.ts";

/**
 * Decides which of two references to one task stays, from the tasks of the commits that are merged.
 * Their history is asked only where the tasks alone do not answer: a migration may be recorded nowhere.
 *
 * @param contents what is merged: it tells whether a commit is one of the sides
 */
export async function decideNames(
  repository: Repository,
  environment: NodeJS.ProcessEnv,
  settings: Settings,
  contents: Readonly<Record<Side, Buffer>>,
  names: readonly SaidTwice[],
): Promise<readonly (Side | undefined)[]> {
  // Sessions do not tell what became of a task, nor do the references of tasks.
  const tasksOnly = { ...settings, sessions: [] };
  const commits = await sidesOf(repository, environment, settings, contents);
  const sides: { snapshot: Snapshot; records: Records }[] = [];
  for (const commit of commits) {
    const snapshot = commitSnapshot(repository, commit);
    const { tasks } = await readRecords(snapshot, tasksOnly);
    const bare = tasks.map(task => ({ ...task, references: [] }));
    sides.push({ snapshot, records: { sessions: [], tasks: bare, problems: [] } });
  }
  const lineages = sides.map(({ records }) => buildLineage(records.tasks));
  const answers = names.map(name => presentName(lineages, settings, name));
  const open = names.filter((_, i) => answers[i] === undefined);
  if (open.length === 0) return answers;

  const asked = open.flatMap(({ ours, theirs }) => [ours, theirs].map(one => idOf(settings, one)));
  const inFull: Lineage[] = [];
  for (const { snapshot, records } of sides) {
    inFull.push((await consultHistory(repository, snapshot, settings, records, asked)).lineage);
  }
  return names.map((name, i) => answers[i] ?? presentName(inFull, settings, name));
}

/** A plain ID whose backend is known is a qualified one. */
function idOf(settings: Settings, { taskId, backend }: Said): TaskId {
  if (taskId.kind === "qualified") return taskId;
  const prefix = narrowingBackend(settings, { backend });
  return prefix === undefined ? taskId : { kind: "qualified", id: qualify(prefix, taskId.localId) };
}

/** The commits that are merged, as far as they can be known: those that have what is merged. */
async function sidesOf(
  repository: Repository,
  environment: NodeJS.ProcessEnv,
  settings: Settings,
  { ours, theirs }: Readonly<Record<Side, Buffer>>,
): Promise<readonly string[]> {
  const { sure, possible } = await sideCandidates(repository, environment);
  const bases = recordBases(settings);
  const sides = [...sure];
  for (const commit of possible) {
    const blobs = new Set([ours, theirs].map(content => blobId(content, commit)));
    const entries = await commitSnapshot(repository, commit).list(bases);
    if (entries.some(({ oid = "" }) => blobs.has(oid))) sides.push(commit);
  }
  return sides;
}
