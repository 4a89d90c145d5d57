import type { SessionAssociationUpdateResult } from "../association/outcome.ts";
import { compareLocalIds } from "../migrate/choose-targets.ts";
import type { LeftBehind } from "../migrate/follow-moves.ts";
import type { Migration } from "../migrate/migrate-backend.ts";
import { finishesEarlierRun } from "../migrate/move.ts";
import { type Rewritten, unchanged } from "../migrate/rewritten.ts";
import { compareText } from "../model/finding.ts";
import { groupBy } from "../model/group-by.ts";
import { backendOf, localIdOf, type QualifiedId } from "../model/task-id.ts";
import {
  describeDefect,
  describeLeftBehind,
  describePassedOver,
  describeProblem,
  describeUnretired,
  describeWarning,
} from "./migration-messages.ts";

/** What `tasks migrate-backend` prints and the library returns (CONTRACT section 5). */
export interface MigrationResult {
  readonly success: boolean;
  readonly dryRun: boolean;
  readonly from: string;
  readonly to: string;
  /** Counts: of all details, and of those with each status. */
  readonly total: number;
  readonly migrated: number;
  readonly skipped: number;
  readonly errors: number;
  readonly details: readonly MigrationDetail[];
  /** Old IDs; empty in a dry run. */
  readonly validation: {
    readonly passed: readonly string[];
    readonly failed: readonly { readonly id: string; readonly reason: string }[];
  };
  /** Whether the old backend is marked retired, where that was asked for. */
  readonly retired?: boolean;
  /** The commit that was made. */
  readonly commit?: string;
  readonly warnings: readonly string[];
}

export interface MigrationDetail {
  readonly id: QualifiedId;
  readonly targetId?: string;
  readonly status: "migrated" | "skipped" | "error";
  readonly reason?: string;
  readonly error?: string;
  readonly file?: string;
  readonly targetFile?: string;
  readonly sessionUpdates: SessionAssociationUpdateResult;
  /** Every place that is rewritten, in sessions and in tasks. */
  readonly references: readonly RewrittenReference[];
}

export interface RewrittenReference {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly session?: string;
  readonly task?: string;
  readonly from: string;
  readonly to: string;
  /** The `backend` beside a plain ID, where that is rewritten. */
  readonly backend?: { readonly from: string; readonly to: string };
}

/** The same for who prints it: each detail is made whenever its turn comes. */
export type MigrationReport = Omit<MigrationResult, "details"> & {
  readonly details: Iterable<MigrationDetail>;
};

export function reportOfMigration(migration: Migration): MigrationReport {
  const { request, plan, isDryRun, validation, retirement, commit, warnings } = migration;
  const drafts = draftsOf(migration);
  const count = (wanted: Status): number => drafts.filter(({ status }) => status === wanted).length;
  const unretired = retirement && describeUnretired(request.from, retirement);
  const isComplete = plan.following.leftBehind.length === 0;
  return {
    success: count("error") === 0 && validation.failed.length === 0 && isComplete,
    dryRun: isDryRun,
    from: request.from,
    to: request.to,
    total: drafts.length,
    migrated: count("migrated"),
    skipped: count("skipped"),
    errors: count("error"),
    details: {
      *[Symbol.iterator]() {
        for (const { complete } of drafts) yield complete();
      },
    },
    validation: {
      passed: validation.passed,
      failed: validation.failed.map(({ id, problem }) => ({ id, reason: describeDefect(problem) })),
    },
    ...(retirement === undefined ? {} : { retired: !isDryRun && unretired === undefined }),
    ...(commit === undefined ? {} : { commit }),
    warnings: [
      ...new Set([
        ...warnings.map(describeWarning),
        ...(unretired === undefined ? [] : [unretired]),
      ]),
    ],
  };
}

/** A detail to be. */
interface Draft {
  readonly id: QualifiedId;
  readonly status: Status;
  readonly complete: () => MigrationDetail;
}

type Status = MigrationDetail["status"];

function draftsOf({ request, plan }: Migration): readonly Draft[] {
  const { moves, refused, passedOver, following, lineage } = plan;
  const followed = groupBy(following.followed, ({ task }) => task);
  const leftBehind = groupBy(following.leftBehind, ({ task }) => task);
  const updatesOf = (task: QualifiedId, hasMoved = false) => {
    const rewritten = followed.get(task) ?? [];
    // A plain ID may name the task under its new ID as well as under the old one.
    const stays = hasMoved ? (following.asBefore.get(task) ?? []) : [];
    const left = leftBehind.get(task) ?? [];
    const found = following.sessions.get(task) ?? 0;
    return updates(found, [...rewritten, ...stays.map(one => unchanged(task, one))], left);
  };
  const migrated = moves.map((move): Draft => {
    const { from: id, to: targetId, task, target } = move;
    const status = "migrated";
    const complete = (): MigrationDetail => ({
      ...{ id, targetId, status },
      ...(finishesEarlierRun(move) ? { reason: "finishes what an earlier run began" } : {}),
      file: task.file,
      targetFile: target,
      ...updatesOf(targetId, !finishesEarlierRun(move)),
    });
    return { id, status, complete };
  });
  const named = new Set([...moves, ...refused].map(({ to }) => to));
  const before = [...new Set([...followed.keys(), ...leftBehind.keys()])].filter(
    task => !named.has(task),
  );
  const drafts = [
    ...migrated,
    ...refused.map(({ id, to, problem }): Draft => {
      const status = "error";
      const complete = (): MigrationDetail => {
        const error = describeProblem(id, to, problem);
        const follows = to === undefined ? nothingFollows : updatesOf(to);
        return { id, ...targetOf(to), status, error, ...follows };
      };
      return { id, status, complete };
    }),
    ...passedOver.map((line): Draft => {
      const { id, to: targetId } = line;
      const status = "skipped";
      const reason = describePassedOver(line);
      return { id, status, complete: () => ({ id, targetId, status, reason, ...nothingFollows }) };
    }),
    ...before.map((task): Draft => {
      const steps = lineage.stepsTo.get(task) ?? [];
      const id = steps.find(({ from }) => backendOf(from) === request.from)?.from ?? task;
      const status = "skipped";
      const reason = "it was migrated before; what still names its old ID follows";
      const complete = () => ({ id, targetId: task, status, reason, ...updatesOf(task) }) as const;
      return { id, status, complete };
    }),
  ];
  return drafts.sort((a, b) => compareLocalIds(localIdOf(a.id), localIdOf(b.id)));
}

function targetOf(to: QualifiedId | undefined): { readonly targetId?: string } {
  return to === undefined ? {} : { targetId: to };
}

const nothingFollows = updates(0, [], []);

function updates(
  found: number,
  followed: readonly Rewritten[],
  leftBehind: readonly LeftBehind[],
): Pick<MigrationDetail, "sessionUpdates" | "references"> {
  const sessions = followed.flatMap(({ holder }) =>
    holder.kind === "session" ? [holder.name] : [],
  );
  return {
    sessionUpdates: {
      sessionsFound: found,
      sessionsUpdated: sessions.length,
      updatedSessions: sessions,
      errors: leftBehind.map(describeLeftBehind),
    },
    references: followed
      .map(rewrittenReference)
      .sort((a, b) => compareText(a.file, b.file) || a.line - b.line),
  };
}

function rewrittenReference(one: Rewritten): RewrittenReference {
  const { file, position, holder, from, to, backend } = one;
  const { line, column } = position;
  return {
    ...{ file, line, column, [holder.kind]: holder.name, from, to },
    ...(backend === undefined ? {} : { backend }),
  };
}
