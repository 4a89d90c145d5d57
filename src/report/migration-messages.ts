import type { LeftBehind } from "../migrate/follow-moves.ts";
import type { RetirementResult } from "../migrate/migrate-backend.ts";
import type { MoveProblem } from "../migrate/move.ts";
import type { PassedOver } from "../migrate/plan.ts";
import type { Defect } from "../migrate/validate.ts";
import type { Warning } from "../migrate/warnings.ts";
import type { QualifiedId } from "../model/task-id.ts";
import type { Refusal } from "../yaml/refusal.ts";
import { counted } from "./words.ts";

/** Every sentence about migrations is made here. Texts from files are not escaped yet. */

/** Why a task is not migrated, and what to do about it. */
export function describeProblem(
  id: QualifiedId,
  to: string | undefined,
  problem: MoveProblem,
): string {
  switch (problem.kind) {
    case "duplicate":
      return `several tasks have the ID ${id}: ${problem.files.join(", ")}; give each its own first`;
    case "taken": {
      const where =
        problem.files.length > 0 ? ` by ${problem.files.join(", ")}` : ", now or in history";
      return `the ID ${to} is used${where}; map ${id} to another`;
    }
    case "given-twice":
      return `the map gives ${to} to several tasks; give each its own`;
    case "copied-as":
      return `it was copied as ${problem.id} already; map it to that`;
    case "unnamable":
      return `${to} cannot be the name of a file; map ${id} to another ID`;
    case "occupied":
      return `${problem.path} is there already; move it away, or map ${id} to another ID`;
    case "blocked":
      return `${problem.path} is a symbolic link, a file, or another repository; nothing is written there`;
    case "not-alone":
      return `${problem.file} holds more than this task, so it cannot stay as its tombstone; migrate it without --keep-source`;
    case "no-other-place":
      return `a copy would stand in ${problem.file} too; migrate it without --keep-source`;
    case "refused":
      return describeRefusal(id, problem.file, problem.refusal);
  }
}

function describeRefusal(id: QualifiedId, file: string, refusal: Refusal): string {
  switch (refusal.kind) {
    case "gone":
      return `${id} does not stand in ${file} any more; run the same command again`;
    case "shared":
      return `${refusal.key} in ${file} is a YAML alias, or aliases repeat it; write it out by hand`;
    case "not-a-list":
      return `${refusal.key} in ${file} is no list of IDs; write it as one, as in [md#1]`;
    case "misread":
      return `${file} cannot be edited without changing more than ${id}; change it by hand`;
  }
}

export function describePassedOver({ id, reason }: PassedOver): string {
  return reason === "no-such-task" ? `no live task has the ID ${id}` : `${id} is not selected`;
}

/** Why a reference does not follow. */
export function describeLeftBehind({ reference, reason }: LeftBehind): string {
  const { holder, key, file, scalar } = reference;
  const { line, column } = scalar.position;
  const what =
    holder.kind === "session" ? `session ${holder.name}` : `${key} of task ${holder.name}`;
  return `Failed to update ${what}: ${because(reason, scalar.text)} (${file}:${line}:${column})`;
}

function because(reason: LeftBehind["reason"], text: string): string {
  switch (reason) {
    case "open":
      return `${text} fits several tasks, and nothing tells which one is meant`;
    case "alias":
      return `${text} is a YAML alias; change the value that it repeats`;
    case "anchor":
      return `YAML aliases repeat ${text}; change it by hand, with all of them`;
    case "duplicate-target":
      return "two tasks have the new ID; repair that first";
  }
}

/** What reading everything anew found wrong. */
export function describeDefect(defect: Defect): string {
  switch (defect.kind) {
    case "count":
      return `${defect.count} live tasks have the ID ${defect.to}`;
    case "elsewhere":
      return `it stands in ${defect.file}`;
    case "content":
      return `${defect.file} does not say what it said before`;
    case "stale": {
      const { file, scalar } = defect.reference;
      return `${file}:${scalar.position.line}:${scalar.position.column} still names ${scalar.text}`;
    }
    case "meaning":
      return `a reference in ${defect.file} does not mean the task that it meant`;
  }
}

export function describeWarning(warning: Warning): string {
  switch (warning.kind) {
    case "unknown-backend":
      return `${warning.backend} is no backend that the configuration or a task knows`;
    case "no-such-status": {
      const known = warning.known.length === 0 ? "none" : warning.known.join(", ");
      return `no task has the status ${JSON.stringify(warning.status)}; there are: ${known}`;
    }
    case "unreadable":
      return `${warning.file} cannot be read, and may hold a ${warning.holds} that this is about; see session-assoc check`;
    case "history-cut":
      return `this clone is shallow: IDs that ${warning.backend} used before its edge are not seen; git fetch --unshallow`;
    case "not-committed":
      return "nothing was committed, because the validation failed";
  }
}

/** Why the old backend is not retired; `undefined` where it is. */
export function describeUnretired(backend: string, result: RetirementResult): string | undefined {
  if (result.status !== "left-alone") return undefined;
  const { live, unreadable } = result;
  const why =
    live > 0
      ? `live tasks are left: ${live}`
      : `files that cannot be read may hold tasks: ${unreadable.join(", ")}`;
  return `${backend} is not retired, since ${why}`;
}

/** The message of the commit that holds a migration. */
export function commitMessage(
  from: string,
  to: string,
  moves: readonly { readonly from: string; readonly to: string }[],
): string {
  const subject =
    moves.length === 0
      ? `Finish the migration from ${from} to ${to}`
      : `Migrate ${counted(moves.length, "task")} from ${from} to ${to}`;
  return [subject, "", ...moves.map(move => `${move.from} -> ${move.to}`)].join("\n").trimEnd();
}
