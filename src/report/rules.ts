import type { FindingCode } from "../model/settings.ts";

/** What a code means, for people who meet it for the first time. */
export interface RuleText {
  readonly title: string;
  /** What it means, and how it comes about. */
  readonly meaning: string;
  /** How to get out. */
  readonly remedy: string;
}

/** The codes of findings, and those that only `review` has. */
export type RuleCode = FindingCode | "repointed-session";

/** One text for each code (CONTRACT section 4). */
export const ruleTexts: Readonly<Record<RuleCode, RuleText>> = {
  "stale-task-id": {
    title: "A reference names a retired task ID",
    meaning:
      "The task was migrated and has another ID now; the reference did not follow. This comes about when one branch migrates a task and another adds or keeps a reference to its old ID: git merges the two without a conflict.",
    remedy: "Run `npx session-assoc fix`, which puts the present ID in its place.",
  },
  "unknown-task-id": {
    title: "A reference names a task that does not exist",
    meaning:
      "No task has this ID, now or in git's history, or the task was deleted. It may be a typing error, or a task on a branch that is not merged yet.",
    remedy: "Correct the ID, name another task, or remove the reference.",
  },
  "ambiguous-task-id": {
    title: "A reference may mean several tasks",
    meaning:
      "Several tasks fit the ID, and the commit that wrote the reference does not decide between them. Mostly a plain number that tasks of several backends have.",
    remedy: "Write the qualified ID of the task that is meant, as in `md#123`.",
  },
  "reused-task-id": {
    title: "A task ID was used twice",
    meaning:
      "A live task has an ID that another task retired, so that an old reference may mean either.",
    remedy:
      "Give the new task an ID that was never used; where a reference is reported, write the ID of the task that it means.",
  },
  "duplicate-task-id": {
    title: "Two task files have the same ID",
    meaning: "Two branches may have given one number to two tasks.",
    remedy: "Give one of the two tasks an ID of its own.",
  },
  "conflicting-migration": {
    title: "One task ID was migrated to two tasks",
    meaning:
      "Two live tasks say that they had the same ID before. Two branches may have migrated one task.",
    remedy:
      "Keep one of the two records: take the ID out of `migratedFrom`, or correct `migratedTo`.",
  },
  "migration-cycle": {
    title: "Migrations lead round in a circle",
    meaning:
      "Each of these tombstones says that its task went to the next one, and none is a live task.",
    remedy: "Correct the `migratedTo` of the file that should be the live task.",
  },
  "retired-backend": {
    title: "A task was added under a retired backend",
    meaning:
      "The configuration says that no live task may have this backend any more. A branch that had not seen the migration may have added the task.",
    remedy: "Run `npx session-assoc tasks migrate-backend` for it.",
  },
  "duplicate-session": {
    title: "Two sessions have the same name",
    meaning: "What is said of a session by its name cannot be told apart.",
    remedy: "Give one of the two a name of its own.",
  },
  "invalid-file": {
    title: "A session or task file cannot be read",
    meaning:
      "It is not what the README says session and task files look like, it is in conflict, or it is too large. What cannot be read may hold anything, so it is never touched.",
    remedy: "Correct the file at the place that is named.",
  },
  "repointed-session": {
    title: "A session was pointed at another task by hand",
    meaning:
      "Its task ID was changed in a way that no migration explains. That may be what was wanted.",
    remedy: "Look whether the session is meant to belong to the other task.",
  },
};

export const ruleCodes = Object.keys(ruleTexts) as readonly RuleCode[];
