import type { FindingCode } from "../model/settings.ts";

/** What a code means, for people who have never met it. Backticks mark what is typed or written. */
export interface RuleText {
  /** One line, without a full stop. */
  readonly title: string;
  /** What is wrong, and why it matters. */
  readonly explanation: string;
  /** How to get out. */
  readonly wayOut: string;
  /** How bad it is unless the configuration says otherwise. */
  readonly level: "error" | "warning" | "note";
}

/** Codes of `review`, beside those of findings. */
type ReviewCode = "repointed-session";

export type RuleCode = FindingCode | ReviewCode;

/** Every code that can be reported, in the order of CONTRACT section 4. */
export const rules: Readonly<Record<RuleCode, RuleText>> = {
  "stale-task-id": {
    title: "A reference names a retired task ID",
    explanation:
      "The task has another ID today, and where it lives is known. The reference still names the old ID, so whoever follows it finds a tombstone or nothing.",
    wayOut:
      "Run `npx session-assoc fix`: it rewrites the ID and nothing else. A YAML alias, and a value that aliases repeat, must be changed by hand.",
    level: "error",
  },
  "unknown-task-id": {
    title: "A reference names a task ID that no task has",
    explanation:
      "No task file has this ID, and none was ever moved away from it. It may be misspelt, or its task was deleted: then the message says in which commit.",
    wayOut:
      "Correct the ID, name another task, or remove the reference. In a shallow clone run `git fetch --unshallow` first: older history may know the ID.",
    level: "error",
  },
  "ambiguous-task-id": {
    title: "A reference may mean several tasks",
    explanation:
      "A number without a backend, or an ID that was used more than once, fits several tasks, and the commit that wrote the reference does not decide which of them is meant. Nothing is guessed.",
    wayOut:
      "Choose: the message lists a command for each task that may be meant. Writing the qualified ID, with its backend, keeps the question from coming back.",
    level: "error",
  },
  "reused-task-id": {
    title: "A live task has an ID that another task retired",
    explanation:
      "An old number was given to a new task. References that were written before mean the old task and those written since the new one, so that the files alone no longer tell which is meant.",
    wayOut:
      "Give the new task an ID that was never used. For a reference, the message lists a command for each task that may be meant.",
    level: "error",
  },
  "duplicate-task-id": {
    title: "Two task files have the same ID",
    explanation:
      "An ID must name one task. As long as two files have it, a reference to it names both, and none is rewritten to it.",
    wayOut: "Give one of the two tasks an ID of its own, or remove the file that is a copy.",
    level: "error",
  },
  "conflicting-migration": {
    title: "One ID was migrated to two different tasks",
    explanation:
      "Two live tasks claim the same former ID, usually because two branches migrated the same task. References to that ID cannot follow both.",
    wayOut:
      "Keep one of the two: take the ID out of `migratedFrom`, or correct `migratedTo`, in the other.",
    level: "error",
  },
  "migration-cycle": {
    title: "Tombstones lead round in a circle",
    explanation:
      "Each of these files says that its task went to the next one, and the last leads back to the first. None of them is the live task.",
    wayOut: "Correct the `migratedTo` of the file that should be the live task.",
    level: "error",
  },
  "retired-backend": {
    title: "A task was added under a retired backend",
    explanation:
      "The configuration calls this backend retired: its tasks were migrated. The task usually comes from a branch that had not seen the migration.",
    wayOut:
      "Migrate it as well: `npx session-assoc tasks migrate-backend` with the backends that the message names.",
    level: "error",
  },
  "duplicate-session": {
    title: "Two sessions have the same name",
    explanation:
      "A session is known by its name. Commands that take a name, and everything that looks a session up, cannot tell the two apart.",
    wayOut: "Give one of the two sessions a name of its own.",
    level: "error",
  },
  "invalid-file": {
    title: "A file is not readable as a session or task",
    explanation:
      "It is not YAML, not UTF-8, too large, or does not have the shape of a session or task. What stands in it is unknown, which is not the same as empty; such a file is never changed.",
    wayOut:
      "Correct what the message names. A file that is no session or task belongs elsewhere, or is excluded by a glob in `.session-assoc.yaml`.",
    level: "error",
  },
  "repointed-session": {
    title: "A session was pointed at another task by hand",
    explanation:
      "A commit changed which task a session belongs to, and no migration explains it. It may be what the author meant, or a slip.",
    wayOut:
      "Ask the author. `npx session-assoc history` with the name of the session lists all changes, and `npx session-assoc update` moves it back.",
    level: "note",
  },
};
