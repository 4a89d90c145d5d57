import { check } from "../check.ts";
import { checkWithCatalog } from "../check-with-catalog.ts";
import type { Worktree } from "../open-worktree.ts";
import type { OnProgress } from "../snapshots/records.ts";
import type { FileEntry } from "../snapshots/snapshot.ts";
import { applyMoves } from "./apply-moves.ts";
import type { Move, MovedSession, MoveWarning } from "./move.ts";
import { planMoves, type Selection } from "./plan-moves.ts";

/** What became of each move, in the order in which they were asked for. */
export interface UpdateOutcome {
  readonly moves: readonly MoveOutcome[];
  readonly warnings: readonly MoveWarning[];
}

export interface MoveOutcome {
  readonly move: Move;
  readonly sessions: readonly MovedSession[];
}

export interface UpdateOptions {
  readonly dryRun?: boolean;
  readonly onProgress?: OnProgress;
  /** Chooses among the files that were read; all sessions by default. */
  readonly select?: (entries: readonly FileEntry[]) => Promise<Selection>;
}

/**
 * Moves the sessions of a working tree from old task IDs to new ones, all in one step.
 * @throws UsageError where the moves cannot be meant; see `planMoves`
 */
export async function updateSessions(
  { repository, topLevel, snapshot, settings }: Worktree,
  moves: readonly Move[],
  { dryRun = false, onProgress, select }: UpdateOptions = {},
): Promise<UpdateOutcome> {
  const asked = moves.flatMap(({ from, to }) => (to.kind === "qualified" ? [from, to] : [from]));
  const about = moves.flatMap(({ from, to }) => [from, to]);
  // Places are looked up among all files.
  const look = select === undefined ? checkWithCatalog : check;
  const checked = await look(repository, snapshot, settings, { onProgress, asked, about });
  const isSelected = await select?.(checked.entries);
  const plan = planMoves(checked.project, moves, isSelected);
  const sessionsOf = new Map(moves.map(move => [move, [] as MovedSession[]]));
  const place = { root: topLevel, commonDirectory: repository.commonDirectory };
  for (const session of await applyMoves(place, checked, plan, dryRun)) {
    sessionsOf.get(session.move)?.push(session);
  }
  return {
    moves: moves.map(move => ({ move, sessions: sessionsOf.get(move) ?? [] })),
    warnings: plan.warnings,
  };
}
