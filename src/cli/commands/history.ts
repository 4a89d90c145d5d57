import { checkWithCatalog } from "../../check-with-catalog.ts";
import { settingsOfCommit } from "../../config/load.ts";
import { UsageError } from "../../errors.ts";
import { authorsOf } from "../../git/log.ts";
import { associationHistory, type Subject } from "../../history/association-history.ts";
import type { Project } from "../../model/project.ts";
import { parseTaskId } from "../../model/task-id.ts";
import { resolveReference } from "../../model/verdict.ts";
import { renderHistoryJson, renderHistoryText } from "../../report/association-history.ts";
import { listed } from "../../report/messages.ts";
import { printable } from "../../report/printable.ts";
import { candidatesOf } from "../../rules/rule.ts";
import { commitSnapshot } from "../../snapshots/commit.ts";
import type { KnownFiles } from "../../snapshots/records.ts";
import { chooseSettings, type GlobalOptions, openFrom } from "../globals.ts";
import type { Format } from "../output.ts";
import { colorsFor, type Terminal } from "../streams.ts";

export interface HistoryOptions extends GlobalOptions {
  readonly format: Format;
}

/** `session-assoc history <session or task ID>`; exits 1 where git knows neither. */
export async function runHistory(
  name: string,
  options: HistoryOptions,
  terminal: Terminal,
): Promise<number> {
  const { stdout, stderr, environment } = terminal;
  const repository = await openFrom(options, terminal);
  const { git, head } = repository;
  if (head === undefined) {
    throw new UsageError("there is no commit yet, so there is no history", {
      hint: "make the first commit; session-assoc sessions <taskId> looks at the working tree",
    });
  }
  const settings = await chooseSettings(options, terminal, () =>
    settingsOfCommit(repository, head),
  );
  const snapshot = commitSnapshot(repository, head);
  const taskId = parseTaskId(name);
  const asked = taskId === undefined ? [] : [taskId];
  const known: KnownFiles = new Map();
  const { project } = await checkWithCatalog(repository, snapshot, settings, {
    ...{ known, asked, names: [name] },
  });
  const subject = subjectOf(project, name);
  const changes = await associationHistory(repository, snapshot, project, subject, known);
  const authors = await authorsOf(git, [...new Set(changes.map(({ commit }) => commit))]);
  const signed = changes.map(change => {
    const { author = "", date = "" } = authors.get(change.commit) ?? {};
    return { ...change, author, date };
  });
  const colors = colorsFor(stdout, environment, options.color);
  stdout.write(
    options.format === "json" ? renderHistoryJson(signed) : renderHistoryText(signed, colors),
  );
  if (repository.isShallow) {
    stderr.write("session-assoc: the clone is shallow: git fetch --unshallow brings the rest\n");
  }
  if (signed.length > 0) return 0;
  stderr.write(`session-assoc: git knows no session and no task ${printable(name)}\n`);
  return 1;
}

/** A session of that name comes first; else a task that is known, or can only be a task. */
function subjectOf(project: Project, name: string): Subject {
  const session = { kind: "session", name } as const;
  const taskId = parseTaskId(name);
  if (taskId === undefined || project.sessions.some(one => one.name === name)) return session;
  const { lineage, settings } = project;
  const resolution = resolveReference(lineage, settings, { taskId, backend: undefined });
  if ("id" in resolution) return { kind: "task", id: resolution.id, isToday: true };
  if (taskId.kind === "qualified") return { kind: "task", id: taskId.id, isToday: false };
  if (!("candidates" in resolution)) return session;
  const candidates = listed(candidatesOf(lineage, resolution.candidates));
  throw new UsageError(`${printable(name)} may mean ${printable(candidates)}`, {
    hint: "name the task with its backend, as in session-assoc history md#123",
  });
}
