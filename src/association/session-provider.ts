import { backendNamed, defaultSettings } from "../model/settings.ts";
import {
  backendOf,
  formatTaskId,
  localIdOf,
  parseTaskId,
  qualify,
  type TaskId,
} from "../model/task-id.ts";
import { nameLike } from "../model/verdict.ts";
import type { SessionOutcome } from "./outcome.ts";

/** Where sessions are kept, when not in the YAML files of a repository (CONTRACT section 7). */
export interface SessionProvider {
  listSessions(): readonly SessionRecord[] | PromiseLike<readonly SessionRecord[]>;
  /** Stores what has changed: always a `taskId`, and a `backend` where that changes too. */
  updateSession(name: string, update: SessionUpdate): unknown;
}

/** A session as its provider keeps it; all else in it belongs to the provider. */
export interface SessionRecord {
  /** The session's name; `sessionId` where there is no `session`. */
  readonly session?: string | null | undefined;
  readonly sessionId?: string | null | undefined;
  readonly taskId?: string | null | undefined;
  /** The backend that a plain `taskId` belongs to: its prefix or its long name. */
  readonly backend?: string | null | undefined;
}

export interface SessionUpdate {
  readonly taskId: string;
  readonly backend?: string;
}

/** A record that names a session and a task. */
interface Association {
  readonly session: string;
  readonly taskId: TaskId;
  readonly backend: string | undefined;
}

/** @returns the names of the sessions that name a task ID, in the provider's order */
export async function findThroughProvider(
  provider: SessionProvider,
  taskId: TaskId,
): Promise<readonly string[]> {
  return (await listAssociations(provider, taskId)).map(({ session }) => session);
}

/**
 * Moves sessions to another task ID, one after the other. One that fails does not stop the rest.
 * @throws whatever `listSessions` throws
 */
export async function updateThroughProvider(
  provider: SessionProvider,
  from: TaskId,
  to: TaskId,
  dryRun: boolean,
): Promise<readonly SessionOutcome[]> {
  const outcomes: SessionOutcome[] = [];
  // Chosen before the first update, so that none sees what another one made.
  for (const association of await listAssociations(provider, from)) {
    const { session } = association;
    try {
      if (!dryRun) await provider.updateSession(session, updateOf(association, to));
      outcomes.push({ session });
    } catch (error) {
      outcomes.push({ session, failure: { kind: "thrown", error } });
    }
  }
  return outcomes;
}

async function listAssociations(
  provider: SessionProvider,
  taskId: TaskId,
): Promise<readonly Association[]> {
  const records: unknown = await provider.listSessions();
  if (!Array.isArray(records)) throw new TypeError("listSessions() did not return a list");
  return records.flatMap(record => {
    const association = readRecord(record);
    return association !== undefined && names(association, taskId) ? [association] : [];
  });
}

/** @returns `undefined` for a record that names no session or no task: it belongs to nobody */
function readRecord(record: unknown): Association | undefined {
  try {
    const { session, sessionId, taskId, backend } = record as Readonly<Record<string, unknown>>;
    const name = [session, sessionId].find(isText);
    const parsed = isText(taskId) ? parseTaskId(taskId) : undefined;
    if (name === undefined || parsed === undefined) return undefined;
    return { session: name, taskId: parsed, backend: readBackend(backend) };
  } catch {
    return undefined; // no object, or one that cannot be looked at
  }
}

/** @returns the name of no backend for what is no text: some backend is meant, and not known which */
function readBackend(backend: unknown): string | undefined {
  if (backend === undefined || backend === null || backend === "") return undefined;
  return isText(backend) ? backend : "";
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

/**
 * A qualified ID is named by itself, and by its number where no other backend is known to be
 * meant; a plain one only by its number where none is known.
 */
function names({ taskId, backend }: Association, id: TaskId): boolean {
  if (taskId.kind === "qualified") return id.kind === "qualified" && taskId.id === id.id;
  if (id.kind === "plain") return taskId.localId === id.localId && backend === undefined;
  if (taskId.localId !== localIdOf(id.id)) return false;
  return backend === undefined || backendNamed(defaultSettings, backend) === backendOf(id.id);
}

/** Plain stays plain in its form, qualified stays qualified. */
function updateOf({ taskId, backend }: Association, to: TaskId): SessionUpdate {
  if (taskId.kind === "qualified") {
    return { taskId: to.kind === "qualified" ? to.id : qualify(backendOf(taskId.id), to.localId) };
  }
  const localId = to.kind === "qualified" ? localIdOf(to.id) : to.localId;
  const plain = formatTaskId({ ...taskId, localId });
  if (backend === undefined || to.kind === "plain") return { taskId: plain };
  const newBackend = backendOf(to.id);
  if (backendNamed(defaultSettings, backend) === newBackend) return { taskId: plain };
  return { taskId: plain, backend: nameLike(defaultSettings, backend, newBackend) };
}
