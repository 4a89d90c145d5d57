import type { SaidTwice } from "../model/present-name.ts";
import { formatTaskId } from "../model/task-id.ts";
import type { Side } from "../model/three-way.ts";

/** What a merge made of two IDs of one task; not escaped yet. */
export function describeDecision(path: string, names: SaidTwice, winner: Side): string {
  const [stays, goes] = [names[winner], names[winner === "ours" ? "theirs" : "ours"]];
  const [present, former] = [formatTaskId(stays.taskId), formatTaskId(goes.taskId)];
  return `${path}: ${former} and ${present} are one task; ${present} stays`;
}

/** Why a file was merged as if it were any text; not escaped yet. */
export function describeObstacle(path: string, reason: string): string {
  return `${path}: merged line by line, because ${reason}`;
}
