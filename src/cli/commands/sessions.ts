import { sessionsOfTask } from "../../association/sessions-of-task.ts";
import { check } from "../../check.ts";
import { UsageError } from "../../errors.ts";
import { parseTaskId } from "../../model/task-id.ts";
import { printable } from "../../report/printable.ts";
import { renderSessionsJson, renderSessionsText, sessionsNotes } from "../../report/sessions.ts";
import { invalidTaskId } from "../../report/update.ts";
import { type GlobalOptions, openFrom } from "../globals.ts";
import type { Format } from "../output.ts";
import { colorsFor, progressOn, type Terminal } from "../streams.ts";
import { chooseSnapshot } from "./check.ts";

export interface SessionsOptions extends GlobalOptions {
  readonly format: Format;
}

/** `session-assoc sessions <taskId>`; exits 1 where it does not mean one task. */
export async function runSessions(
  id: string,
  options: SessionsOptions,
  terminal: Terminal,
): Promise<number> {
  const { stdout, stderr, environment } = terminal;
  const taskId = parseTaskId(id);
  if (taskId === undefined) throw new UsageError(invalidTaskId(id));
  const repository = await openFrom(options, terminal);
  const { snapshot, settings } = await chooseSnapshot(repository, options, terminal);
  const progress = progressOn(stderr);
  const { project } = await check(repository, snapshot, settings, progress.onProgress, [taskId]);
  progress.done();

  const found = sessionsOfTask(project, taskId);
  const isJson = options.format === "json";
  const colors = colorsFor(stdout, environment, options.color);
  stdout.write(isJson ? renderSessionsJson(found) : renderSessionsText(found, colors));
  for (const note of sessionsNotes(found, options.quiet === true)) {
    stderr.write(`session-assoc: ${printable(note)}\n`);
  }
  return found.status === "known" ? 0 : 1;
}
