import { renderMeaningJson, renderMeaningText } from "../../report/meaning.ts";
import { resolveTask } from "../../resolve-task.ts";
import { type GlobalOptions, openWorktreeFrom } from "../globals.ts";
import type { Format } from "../output.ts";
import { colorsFor, type Terminal } from "../streams.ts";
import { taskIdFrom } from "../task-id-from.ts";

export interface ResolveOptions extends GlobalOptions {
  readonly format: Format;
}

/** `session-assoc resolve <id>`; exits 1 where the ID does not mean one task. */
export async function runResolve(
  text: string,
  options: ResolveOptions,
  terminal: Terminal,
): Promise<number> {
  const { stdout, environment } = terminal;
  const taskId = taskIdFrom(text);
  const { repository, snapshot, settings } = await openWorktreeFrom(options, terminal);
  const meaning = await resolveTask(repository, snapshot, settings, taskId);
  const colors = colorsFor(stdout, environment, options.color);
  stdout.write(
    options.format === "json"
      ? renderMeaningJson(taskId, meaning)
      : renderMeaningText(taskId, meaning, colors),
  );
  return meaning.status === "live" || meaning.status === "moved" ? 0 : 1;
}
