import { askWithoutDeciding } from "../history/consult-history.ts";
import { spelledId } from "../model/former-holders.ts";
import { groupBy } from "../model/group-by.ts";
import type { Lineage } from "../model/lineage.ts";
import type { Problem, Reference, Session } from "../model/record.ts";
import type { Settings } from "../model/settings.ts";
import type { QualifiedId } from "../model/task-id.ts";
import { resolveReference } from "../model/verdict.ts";
import type { Worktree } from "../open-worktree.ts";
import {
  filesAtOnce,
  listRecordFiles,
  type OnProgress,
  readListed,
  recordFileKinds,
} from "../snapshots/records.ts";
import { keysOfSessions, type Meaning, type Meanings } from "./meanings.ts";
import { readTaskProject, type TaskProject } from "./task-project.ts";

/** What is there when a migration is done. */
export interface ReadAnew {
  /** Of sessions only those that are not proved. */
  readonly project: TaskProject;
  /** What references of other sessions were to mean, and do. */
  readonly proved: ReadonlySet<Meaning>;
}

/**
 * Reads everything anew, and holds of the sessions no more than has to be looked at: the others need
 * not be in memory twice, before and after. Where history has a say in what those mean, all are held.
 * @param meanings what references are to mean
 */
export async function readAnew(
  worktree: Worktree,
  meanings: Meanings,
  onProgress: OnProgress = () => {},
): Promise<ReadAnew> {
  const { repository, snapshot, settings } = worktree;
  const entries = await listRecordFiles(snapshot, settings);
  const kindOf = recordFileKinds(settings);
  const byKind = groupBy(entries, ({ path }) => kindOf(path));
  const files = byKind.get("session") ?? [];
  const ofTasks = await readListed(snapshot, byKind.get("task") ?? [], settings);
  const alone = await askWithoutDeciding(repository, snapshot, settings, ofTasks);
  const proof = proofBy(meanings, settings, alone.project.lineage);
  const sessions: Session[] = [];
  const others: Problem[] = [];
  for (let read = 0; read < files.length; read += filesAtOnce) {
    const some = await readListed(snapshot, files.slice(read, read + filesAtOnce), settings);
    for (const problem of some.problems) others.push(problem);
    for (const together of groupBy(some.sessions, ({ file }) => file).values()) {
      if (!proof.proves(together)) sessions.push(...together);
    }
    onProgress(Math.min(read + filesAtOnce, files.length), files.length);
  }
  const { proved } = proof;
  const problems = [...ofTasks.problems, ...others];
  if (sessions.length === 0 && alone.open.length === 0) {
    return { project: { ...alone.project, problems }, proved };
  }
  const records = { sessions, tasks: ofTasks.tasks, problems };
  const { project, open } = await askWithoutDeciding(repository, snapshot, settings, records);
  if (open.length === 0 && proof.holdsIn(project.lineage)) return { project, proved };
  return { project: (await readTaskProject(worktree, onProgress)).project, proved: new Set() };
}

type Said = Pick<Reference, "taskId" | "backend">;

/** Proves of sessions, file by file, that they name just the live tasks that they are to mean. */
function proofBy(meanings: Meanings, settings: Settings, lineage: Lineage) {
  const proved = new Set<Meaning>();
  const told = new Map<string, { readonly said: Said; readonly id: QualifiedId | undefined }>();
  const tell = (reference: Reference): QualifiedId | undefined => {
    const { taskId, backend } = reference;
    const key = spelledId(settings, reference);
    const known = told.get(key) ?? {
      said: { taskId, backend },
      id: namedIn(lineage, settings, reference),
    };
    told.set(key, known);
    return known.id;
  };
  return {
    proved,
    proves(sessions: readonly Session[]): boolean {
      const found: Meaning[] = [];
      const references = sessions.flatMap(({ reference }) => reference ?? []);
      for (const [key, reference] of keysOfSessions(references)) {
        const meaning = meanings.get(key);
        if (meaning === undefined || tell(reference) !== meaning.id) return false;
        found.push(meaning);
      }
      for (const meaning of found) proved.add(meaning);
      return true;
    },
    /** Whether the same is so with what history adds. */
    holdsIn: (later: Lineage): boolean =>
      [...told.values()].every(({ said, id }) => {
        return id === undefined || namedIn(later, settings, said) === id;
      }),
  };
}

/** The live task that an ID names, where that is all there is to it. */
function namedIn(lineage: Lineage, settings: Settings, said: Said): QualifiedId | undefined {
  const resolution = resolveReference(lineage, settings, said);
  if (resolution.status !== "live" || !lineage.liveTasks.has(resolution.id)) return undefined;
  return resolution.id;
}
