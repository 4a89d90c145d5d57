import type { AtReference, Candidate, Finding, UnknownCause } from "../model/finding.ts";
import type { Evidence, Step } from "../model/lineage.ts";
import type { Deletion } from "../model/project.ts";
import { fixCommand, whereItCanBeDone } from "./next-step.ts";
import { printable, shellWord } from "./printable.ts";
import { describeProblem, type Message } from "./problem-messages.ts";

export type { Message };

/**
 * Every sentence about findings is made here. Texts from files are not escaped yet.
 * @param snapshot the label of the snapshot that was looked at
 */
export function messageOf(finding: Finding, snapshot = "worktree"): Message {
  switch (finding.code) {
    case "stale-task-id":
      return stale(finding, snapshot);
    case "unknown-task-id":
      return unknown(finding);
    case "ambiguous-task-id":
      return {
        message: `${subject(finding)} names ${finding.taskId}, which may mean ${listed(finding.candidates)}`,
        help: choices(finding, snapshot),
      };
    case "reused-task-id":
      if (finding.holder === undefined) {
        return {
          message: `${finding.taskId} is the ID of this task, and another task had it before: ${listed(finding.candidates.filter(({ id }) => id !== finding.taskId))}`,
          help: "give this task an ID that was never used",
        };
      }
      return {
        message: `${subject(finding)} names ${finding.taskId}, an ID that was used twice: ${listed(finding.candidates)}`,
        help: choices(finding, snapshot),
      };
    case "duplicate-task-id":
      return {
        message: `task ${finding.taskId} stands in ${finding.first.file}:${finding.first.position.line} too`,
        help: "give one of the two tasks an ID of its own",
      };
    case "conflicting-migration":
      return {
        message: `${finding.taskId} was migrated to different tasks: ${listed(finding.candidates)}`,
        help: "keep one of them: take the ID out of migratedFrom, or correct migratedTo, in the other",
      };
    case "migration-cycle":
      return {
        message: `the migrations of ${finding.taskId} lead round in a circle: ${circle(finding.path)}`,
        help: "correct the migratedTo of the file that should be the live task",
      };
    case "retired-backend":
      return {
        message: `task ${finding.taskId} was added under ${finding.backend}, a backend that is retired`,
        help: whereItCanBeDone(
          `npx session-assoc tasks migrate-backend --from ${finding.backend} --to ${finding.successor ?? "<backend>"} --execute`,
          snapshot,
        ),
      };
    case "duplicate-session":
      return {
        message: `session ${finding.session} stands in ${finding.first.file}:${finding.first.position.line} too`,
        help: "give one of the two sessions a name of its own",
      };
    case "invalid-file":
      return describeProblem(finding.reason, snapshot);
  }
}

type Of<C extends Finding["code"]> = Extract<Finding, { code: C }>;

function stale(finding: Of<"stale-task-id">, snapshot: string): Message {
  const { taskId, target, steps, rewrite, obstacle, writtenIn } = finding;
  const why = describeSteps(steps);
  const written = rewrite.taskId === target ? "" : `, written ${rewrite.taskId} as before`;
  const beside = rewrite.backend === undefined ? "" : ` with backend ${rewrite.backend}`;
  const decidedBy = writtenIn === undefined ? "" : `; written in ${short(writtenIn)}`;
  const message = `${subject(finding)} names ${taskId}, which is ${target} today${written}${beside}: ${why}${decidedBy}`;
  switch (obstacle) {
    case undefined:
      return { message, help: fixCommand(finding.place.file, snapshot) };
    case "alias":
      return { message, help: "a YAML alias is never rewritten: change the value that it repeats" };
    case "anchor":
      return {
        message,
        help: "YAML aliases repeat this value: change it by hand, with all of them",
      };
    case "duplicate-target":
      return { message, help: `two tasks have the ID ${target}: repair that first` };
  }
}

/** What to type for each task that may be meant; the commit that does it is what decides then. */
function choices(
  finding: Of<"ambiguous-task-id"> | Of<"reused-task-id">,
  snapshot: string,
): string {
  const { taskId, candidates, isCut, place } = finding;
  const commands = candidates.map(({ id }) => {
    if (id === taskId) return `for the new ${id}: give that task an ID that was never used`;
    // A name that cannot be shown as it is cannot be typed either.
    if (printable(place.file) !== place.file) return `for ${id}: write ${id} in its place`;
    const words = [taskId, id, `${place.file}:${place.position.line}`].map(shellWord);
    return `for ${id}: npx session-assoc update ${words.join(" ")}`;
  });
  const choice = whereItCanBeDone(commands.join("; "), snapshot);
  return isCut ? `git fetch --unshallow, and history may decide; ${choice}` : choice;
}

function unknown(finding: Of<"unknown-task-id">): Message {
  const { why, help } = whyUnknown(finding.cause);
  return { message: `${subject(finding)} names ${finding.taskId}, but ${why}`, help };
}

/** Why an ID leads to no task, as a clause, and what to do about a reference that names it. */
export function whyUnknown(cause: UnknownCause): { readonly why: string; readonly help: string } {
  switch (cause.kind) {
    case "never": {
      const { similar } = cause;
      const guess = similar.length === 0 ? "" : `did you mean ${similar.join(" or ")}? `;
      return {
        why: "no task, now or in history, has this ID",
        help: `${guess}${guess === "" ? "correct" : "Correct"} the ID, or remove it`,
      };
    }
    case "deleted":
      return {
        why: `task ${cause.id} was deleted ${when(cause.deletion)} (${cause.deletion.file})`,
        help: "name another task, or remove the reference",
      };
    case "unreadable":
      return {
        why: `no task that can be read has this ID; ${cause.files.join(", ")} may hold it`,
        help: "repair what cannot be read first",
      };
    case "history-cut":
      return {
        why: "no task has this ID; history, which might tell, is missing in this shallow clone",
        help: "git fetch --unshallow",
      };
    case "cycle":
      return {
        why: `its migrations lead round in a circle: ${circle(cause.path)}`,
        help: "repair the tombstones first: npx session-assoc explain migration-cycle",
      };
  }
}

function circle(path: readonly string[]): string {
  return [...path, path[0]].join(" → ");
}

function subject({ holder, key }: Partial<AtReference>): string {
  if (holder === undefined) return "a task";
  return holder.kind === "session" ? `session ${holder.name}` : `${key} of task ${holder.name}`;
}

export function listed(candidates: readonly Candidate[]): string {
  return candidates
    .map(({ id, file }) => (file === undefined ? `${id} (outside)` : `${id} (${file})`))
    .join(", ");
}

/** The way from an old ID to the present one, and where each step is written down. */
export function describeSteps(steps: readonly Step[]): string {
  return steps.map(describeStep).join(", then ");
}

function describeStep({ from, to, evidence }: Step): string {
  return `${from} → ${to} (${describeEvidence(evidence)})`;
}

export function describeEvidence({ kind, file, commit }: Evidence): string {
  const since = commit === undefined ? "" : `, see ${short(commit)}`;
  if (kind !== "history") return `${kind} in ${file}${since}`;
  return commit === undefined
    ? `moved to ${file}, not committed yet`
    : `moved to ${file} in ${short(commit)}`;
}

function when({ commit }: Deletion): string {
  return commit === undefined ? "just now, which is not committed yet" : `in ${short(commit)}`;
}

export function short(commit: string): string {
  return commit.slice(0, 10);
}
