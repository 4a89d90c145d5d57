import { sessionsOfTask } from "../../association/sessions-of-task.ts";
import { checkWithCatalog } from "../../check-with-catalog.ts";
import { printable } from "../../report/printable.ts";
import { renderSessionsJson, renderSessionsText, sessionsNotes } from "../../report/sessions.ts";
import { type GlobalOptions, openWorktreeFrom } from "../globals.ts";
import type { Format } from "../output.ts";
import { colorsFor, progressOn, type Terminal } from "../streams.ts";
import { taskIdFrom } from "../task-id-from.ts";

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
  const taskId = taskIdFrom(id);
  const { repository, snapshot, settings } = await openWorktreeFrom(options, terminal);
  const progress = progressOn(stderr);
  const { project } = await checkWithCatalog(repository, snapshot, settings, {
    ...progress,
    asked: [taskId],
  });
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
