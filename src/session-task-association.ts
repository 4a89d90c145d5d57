import type { SessionAssociationUpdateResult } from "./association/outcome.ts";
import {
  findThroughProvider,
  type SessionProvider,
  updateThroughProvider,
} from "./association/session-provider.ts";
import { sessionsOfTask } from "./association/sessions-of-task.ts";
import { updateSessions } from "./association/update-sessions.ts";
import { checkWithCatalog } from "./check-with-catalog.ts";
import { UsageError } from "./errors.ts";
import { parseTaskId, type TaskId } from "./model/task-id.ts";
import { openWorktree } from "./open-worktree.ts";
import { severalTasks } from "./report/sessions.ts";
import {
  failedListing,
  invalidTaskId,
  moveWarning,
  reasonOf,
  updateResult,
} from "./report/update.ts";

export interface UpdateAssociationOptions {
  /** Count what would be updated; change nothing. */
  readonly dryRun?: boolean;
  /** Where the sessions are kept; by default in the YAML files of a repository. */
  readonly sessionProvider?: SessionProvider;
  /** Where that repository is looked for; by default around the current directory. */
  readonly cwd?: string;
}

/**
 * Moves the sessions of one task ID to another (CONTRACT section 7). Plain IDs stay plain, qualified
 * ones stay qualified; a session that is known to belong to another backend is never caught by its
 * number.
 *
 * @returns what was done. Never throws: what went wrong is in `errors`, a line each, and the other
 *   sessions are updated all the same. Of a repository, session files that cannot be read are there
 *   too: they may hold more sessions of the task
 */
export async function updateSessionTaskAssociation(
  oldTaskId: string,
  newTaskId: string,
  options: UpdateAssociationOptions = {},
): Promise<SessionAssociationUpdateResult> {
  const [from, to] = [parse(oldTaskId), parse(newTaskId)];
  if (from === undefined || to === undefined) {
    return failed([
      ...(from === undefined ? [invalidTaskId(oldTaskId)] : []),
      ...(to === undefined ? [invalidTaskId(newTaskId)] : []),
    ]);
  }
  const { dryRun = false, sessionProvider, cwd = "." } = options;
  if (sessionProvider === undefined) return updateRepository(from, to, dryRun, cwd);
  try {
    return updateResult(await updateThroughProvider(sessionProvider, from, to, dryRun));
  } catch (error) {
    return failed([failedListing(error)]);
  }
}

/**
 * The names of the sessions of a task, in the order in which they are listed; `[]` for what is no
 * task ID. Of a provider, those that name the ID. Of the repository around the current directory,
 * those of the task that it means, under its present or any former ID; where no task has it, those
 * that name it all the same.
 *
 * @throws whatever the provider throws
 * @throws UsageError where there is no repository, and where the ID may mean several of its tasks
 */
export async function findSessionsByTaskId(
  taskId: string,
  sessionProvider?: SessionProvider,
): Promise<readonly string[]> {
  const parsed = parse(taskId);
  if (parsed === undefined) return [];
  return sessionProvider === undefined
    ? findInRepository(parsed)
    : findThroughProvider(sessionProvider, parsed);
}

/** Whether a task has sessions; see `findSessionsByTaskId`, also for what is thrown. */
export async function hasSessionsForTask(
  taskId: string,
  sessionProvider?: SessionProvider,
): Promise<boolean> {
  return (await findSessionsByTaskId(taskId, sessionProvider)).length > 0;
}

async function updateRepository(
  from: TaskId,
  to: TaskId,
  dryRun: boolean,
  cwd: string,
): Promise<SessionAssociationUpdateResult> {
  try {
    const worktree = await openWorktree(cwd, process.env);
    const { moves, warnings } = await updateSessions(worktree, [{ from, to }], { dryRun });
    const result = updateResult(moves.flatMap(({ sessions }) => sessions));
    const unreadable = warnings.filter(({ kind }) => kind === "unreadable").map(moveWarning);
    return { ...result, errors: [...result.errors, ...unreadable] };
  } catch (error) {
    return failed([reasonOf(error)]);
  }
}

async function findInRepository(taskId: TaskId): Promise<readonly string[]> {
  const { repository, snapshot, settings } = await openWorktree(".", process.env);
  const { project } = await checkWithCatalog(repository, snapshot, settings, { asked: [taskId] });
  const found = sessionsOfTask(project, taskId);
  if (found.status === "several") {
    throw new UsageError(severalTasks(found), { hint: "name the task with its backend" });
  }
  return found.sessions.map(({ holder }) => holder.name);
}

/** @param text what a caller without types may give: anything */
function parse(text: unknown): TaskId | undefined {
  return typeof text === "string" ? parseTaskId(text) : undefined;
}

function failed(errors: readonly string[]): SessionAssociationUpdateResult {
  return { sessionsFound: 0, sessionsUpdated: 0, updatedSessions: [], errors };
}
