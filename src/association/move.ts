import type { Reference } from "../model/record.ts";
import type { Backend, QualifiedId, TaskId } from "../model/task-id.ts";
import type { Rewrite } from "../model/verdict.ts";
import type { SessionOutcome } from "./outcome.ts";

/** What somebody asked for: the sessions of one task ID are to get another one. */
export interface Move {
  readonly from: TaskId;
  readonly to: TaskId;
  /** Where it was asked for, `file:line:column`; absent for the command line. */
  readonly place?: string;
}

/** A session that a move is meant for, and what is to stand there. */
export interface PlannedSession {
  readonly move: Move;
  readonly reference: Reference;
  readonly rewrite: Rewrite;
}

/** What is to be done, decided on the files as they were read. */
export interface MovePlan {
  readonly sessions: readonly PlannedSession[];
  readonly warnings: readonly MoveWarning[];
}

/** What was done with a planned session. */
export interface MovedSession extends PlannedSession, SessionOutcome {}

/** What stops nothing, and people ought to know. */
export type MoveWarning =
  | { readonly kind: "unknown-target"; readonly id: QualifiedId }
  | {
      readonly kind: "retired-target";
      readonly id: QualifiedId;
      readonly today: readonly QualifiedId[];
    }
  /** A plain ID that may mean the task; it was left alone. */
  | { readonly kind: "undecided"; readonly reference: Reference; readonly from: TaskId }
  /** A bare number that belongs to the default backend, so that no session has it bare. */
  | { readonly kind: "default-backend"; readonly from: TaskId; readonly backend: Backend }
  /** What this file says is not known. */
  | { readonly kind: "unreadable"; readonly file: string };
