import type { MovedSession, MoveWarning } from "../association/move.ts";
import type {
  Failure,
  SessionAssociationUpdateResult,
  SessionOutcome,
} from "../association/outcome.ts";
import type { UpdateOutcome } from "../association/update-sessions.ts";
import { formatTaskId } from "../model/task-id.ts";
import { toJson } from "./json-pieces.ts";
import { printable } from "./printable.ts";
import { unreadableSessions } from "./sessions.ts";
import type { Colors } from "./text.ts";
import { counted, describeRewrite } from "./words.ts";

/** The result of `update` and of the library, as CONTRACT sections 5 and 7 show it. */
export function updateResult(outcomes: readonly SessionOutcome[]): SessionAssociationUpdateResult {
  const updated = outcomes.filter(({ failure }) => failure === undefined);
  return {
    sessionsFound: outcomes.length,
    sessionsUpdated: updated.length,
    updatedSessions: updated.map(({ session }) => session),
    errors: outcomes.flatMap(outcome => failedUpdate(outcome) ?? []),
  };
}

/**
 * The JSON of `update`; ends in a line break.
 * @param isMap the moves come from a map, so that a list is printed
 */
export function renderUpdateJson({ moves }: UpdateOutcome, isMap: boolean): string {
  const results = moves.map(({ move, sessions }) => ({
    from: formatTaskId(move.from),
    to: formatTaskId(move.to),
    result: updateResult(sessions),
  }));
  return toJson(isMap ? results : results[0]?.result);
}

/** The report for people: a line for each session, then a summary. */
export function renderUpdateText(
  { moves }: UpdateOutcome,
  isDryRun: boolean,
  colors: Colors,
): string {
  const sessions = moves.flatMap(move => move.sessions);
  const rows = sessions.map(session => renderSession(session, colors));
  const [only, second] = moves;
  const old = second === undefined && only !== undefined ? formatTaskId(only.move.from) : undefined;
  const summary = renderSummary(sessions, isDryRun, old ?? "an ID of the map", colors);
  return `${[...rows, summary].join("\n")}\n`;
}

function renderSession(session: MovedSession, colors: Colors): string {
  const { file, scalar } = session.reference;
  const { line, column } = scalar.position;
  const where = colors.bold(`${printable(file)}:${line}:${column}`);
  const failed = failedUpdate(session);
  if (failed !== undefined) return `${where}  ${colors.red(printable(failed))}`;
  return `${where}  ${printable(describeRewrite(session) || `${scalar.text}, as before`)}`;
}

function renderSummary(
  sessions: readonly MovedSession[],
  isDryRun: boolean,
  old: string,
  colors: Colors,
): string {
  const { sessionsFound, sessionsUpdated } = updateResult(sessions);
  if (sessionsFound === 0) {
    return `${colors.green("✓")} nothing to update: no session names ${printable(old)}`;
  }
  const done = `${counted(sessionsUpdated, "session")} ${isDryRun ? "would be updated" : "updated"}`;
  const failed = sessionsFound - sessionsUpdated;
  if (failed === 0) return `${colors.green("✓")} ${done}`;
  return `${colors.red("✗")} ${done}, ${failed} could not be`;
}

export function invalidTaskId(text: unknown): string {
  return `Invalid task ID format: ${shown(() => text)}`;
}

export function failedListing(error: unknown): string {
  return `Failed to list sessions: ${reasonOf(error)}`;
}

function failedUpdate({ session, failure }: SessionOutcome): string | undefined {
  if (failure === undefined) return undefined;
  return `Failed to update session ${session}: ${describeFailure(failure)}`;
}

function describeFailure(failure: Failure): string {
  switch (failure.kind) {
    case "alias":
      return "its task ID is a YAML alias, which is never rewritten; change the value that it repeats";
    case "anchor":
      return "YAML aliases repeat its task ID; change it by hand, with all of them";
    case "same-file":
      return `session ${failure.session} in the same file cannot be updated, and a file is updated as a whole`;
    case "thrown":
      return reasonOf(failure.error);
  }
}

/** What is not an error, and people ought to know. */
export function moveWarning(warning: MoveWarning): string {
  switch (warning.kind) {
    case "unknown-target":
      return `no task has the ID ${warning.id}`;
    case "retired-target":
      return `${warning.id} is a retired ID; its task is ${warning.today.join(" or ")} today`;
    case "undecided": {
      const { file, scalar, holder } = warning.reference;
      const { line, column } = scalar.position;
      return `${file}:${line}:${column}: session ${holder.name} names ${scalar.text}, which may mean another task than ${formatTaskId(warning.from)}; it was left alone: write its ID with the backend`;
    }
    case "default-backend": {
      const { from, backend } = warning;
      return `no session names a bare ${formatTaskId(from)}: plain IDs belong to ${backend} here (defaultBackend); name the old ID with its backend`;
    }
    case "unreadable":
      return unreadableSessions(warning.file);
  }
}

/** What was thrown, in one line. By a stranger's provider it may be anything. */
export function reasonOf(error: unknown): string {
  const text = shown(() => (error instanceof Error ? error.message : error));
  const lines = text.split("\n").map(line => line.trim());
  return lines.filter(line => line !== "").join("; ");
}

/** A value as text; of one that cannot be made text, what JavaScript would say. */
function shown(value: () => unknown): string {
  try {
    return String(value());
  } catch {
    return "[object Object]";
  }
}
