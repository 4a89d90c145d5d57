import type { TaskSessions } from "../association/sessions-of-task.ts";
import type { Reference } from "../model/record.ts";
import { toJson } from "./json-pieces.ts";
import { listed, whyUnknown } from "./messages.ts";
import { printable } from "./printable.ts";
import type { Colors } from "./text.ts";

/** The JSON of `sessions` (CONTRACT section 5); `taskId` is null where no one task is meant. */
export function renderSessionsJson(found: TaskSessions): string {
  return toJson({
    taskId: found.status === "known" ? found.id : null,
    ...(found.status === "several" ? { candidates: found.candidates } : {}),
    sessions: found.sessions.map(({ holder, file, scalar }) => ({
      session: holder.name,
      file,
      taskId: scalar.text,
    })),
  });
}

/** A line for each session: where it stands, its name, and the ID that stands there. */
export function renderSessionsText({ sessions }: TaskSessions, colors: Colors): string {
  return sessions
    .map(({ holder, file, scalar }) => {
      const { line, column } = scalar.position;
      const where = colors.bold(`${printable(file)}:${line}:${column}`);
      return `${where}  ${printable(holder.name)}  ${printable(scalar.text)}\n`;
    })
    .join("");
}

/** What there is to say beside the list, a line each. */
export function sessionsNotes(found: TaskSessions, isQuiet: boolean): readonly string[] {
  const isNothing = found.status === "known" && isEmpty(found);
  const notes = isNothing && isQuiet ? [] : notesOn(found);
  return [...notes, ...found.unreadable.map(unreadableSessions)];
}

function isEmpty({ sessions, undecided }: Found<"known">): boolean {
  return sessions.length + undecided.length === 0;
}

function notesOn(found: TaskSessions): readonly string[] {
  switch (found.status) {
    case "several":
      return [severalTasks(found)];
    case "unknown":
      return [unknownTask(found)];
    case "known": {
      const { id, undecided } = found;
      return isEmpty(found)
        ? [`no session is associated with ${id}`]
        : undecided.map(one => mayMean(one, id));
    }
  }
}

type Found<S extends TaskSessions["status"]> = Extract<TaskSessions, { status: S }>;

export function severalTasks({ asked, candidates }: Found<"several">): string {
  return `${asked} may mean several tasks: ${listed(candidates)}; name the one that is meant`;
}

export function unreadableSessions(file: string): string {
  return `${file} cannot be read; what its sessions name is not known`;
}

function unknownTask({ asked, cause, sessions }: Found<"unknown">): string {
  const rest = sessions.length > 0 ? "; these sessions name it all the same" : "";
  return `${asked}: ${whyUnknown(cause).why}${rest}`;
}

function mayMean({ file, scalar, holder }: Reference, id: string): string {
  const { line, column } = scalar.position;
  return `${file}:${line}:${column}: session ${holder.name} names ${scalar.text}, which may mean ${id} or another task`;
}
