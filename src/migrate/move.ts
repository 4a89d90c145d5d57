import type { Task } from "../model/record.ts";
import type { QualifiedId } from "../model/task-id.ts";
import type { Refusal } from "../yaml/refusal.ts";

/** One task on its way to another backend. */
export interface Move {
  /** The ID that it had, or has, in the old backend. */
  readonly from: QualifiedId;
  readonly to: QualifiedId;
  /** The record as it was read. */
  readonly task: Task;
  readonly way: Way;
  /** Where the live task will stand; `task.file` where it stays. */
  readonly target: string;
}

/**
 * - `move`: it gets its new ID, and its file goes where it belongs then
 * - `copy`: a copy gets the new ID, and the old record becomes a tombstone
 *
 * What an interrupted run left is finished:
 * - `move-file`: it has its new ID already, in the old place
 * - `drop-double`: the same file stands in the new place too
 * - `bury`: a copy with the new ID exists, and the old record becomes a tombstone
 * - `drop-source`: a copy with the new ID exists, and the old file goes
 */
export type Way = "move" | "copy" | "move-file" | "drop-double" | "bury" | "drop-source";

/** A task that is not migrated, because something is wrong with it or its target. */
export interface Refused {
  readonly id: QualifiedId;
  readonly to?: QualifiedId;
  readonly problem: MoveProblem;
}

export type MoveProblem =
  /** Several live records have the ID. */
  | { readonly kind: "duplicate"; readonly files: readonly string[] }
  /** The target was used already, or two lines of the map name it. */
  | { readonly kind: "taken"; readonly files: readonly string[] }
  | { readonly kind: "given-twice" }
  /** A copy that an earlier run made has another ID than the map says. */
  | { readonly kind: "copied-as"; readonly id: QualifiedId }
  /** The new local ID cannot be the name of a file. */
  | { readonly kind: "unnamable" }
  /** Something stands at the target's path already. */
  | { readonly kind: "occupied"; readonly path: string }
  /** A folder on the way there is none of this repository's: a link, a file, another repository. */
  | { readonly kind: "blocked"; readonly path: string }
  /** A copy needs a file of its own, and a source that is alone in its file. */
  | { readonly kind: "not-alone"; readonly file: string }
  | { readonly kind: "no-other-place"; readonly file: string }
  | { readonly kind: "refused"; readonly file: string; readonly refusal: Refusal };

/** Whether a move makes a tombstone of the old record. */
export function leavesTombstone({ way }: Move): boolean {
  return way === "copy" || way === "bury";
}

/** Whether a move finishes what an earlier run began. */
export function finishesEarlierRun({ way }: Move): boolean {
  return way !== "move" && way !== "copy";
}
