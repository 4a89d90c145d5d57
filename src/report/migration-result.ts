import type { SessionAssociationUpdateResult } from "../association/outcome.ts";
import { compareLocalIds } from "../migrate/choose-targets.ts";
import type { Followed, LeftBehind } from "../migrate/follow-moves.ts";
import type { Migration } from "../migrate/migrate-backend.ts";
import { finishesEarlierRun } from "../migrate/move.ts";
import { compareText } from "../model/finding.ts";
import { append, groupBy } from "../model/group-by.ts";
import type { Reference } from "../model/record.ts";
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

export function migrationResult(migration: Migration): MigrationResult {
  const { request, plan, isDryRun, validation, retirement, commit, warnings } = migration;
  const details = detailsOf(migration);
  const count = (status: MigrationDetail["status"]): number =>
    details.filter(detail => detail.status === status).length;
  const unretired = retirement && describeUnretired(request.from, retirement);
  const isComplete = plan.following.leftBehind.length === 0;
  return {
    success: count("error") === 0 && validation.failed.length === 0 && isComplete,
    dryRun: isDryRun,
    from: request.from,
    to: request.to,
    total: details.length,
    migrated: count("migrated"),
    skipped: count("skipped"),
    errors: count("error"),
    details,
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

function detailsOf({ request, plan }: Migration): readonly MigrationDetail[] {
  const { moves, refused, passedOver, following, future } = plan;
  const followed = groupBy(following.followed, ({ task }) => task);
  const leftBehind = groupBy(following.leftBehind, ({ task }) => task);
  const sessions = sessionsOf(plan);
  const updatesOf = (task: QualifiedId, hasMoved = false) => {
    const rewritten = followed.get(task) ?? [];
    const all = sessions.get(task) ?? [];
    const changed = new Set(rewritten.map(({ fix }) => fix.reference));
    // A plain ID may name the task under its new ID as well as under the old one.
    const asBefore = all.filter(
      one => hasMoved && one.taskId.kind === "plain" && !changed.has(one),
    );
    const left = leftBehind.get(task) ?? [];
    const stays = asBefore.filter(one => !left.some(({ reference }) => reference === one));
    return updates(all.length, [...rewritten, ...stays.map(unchanged)], left);
  };
  const migrated = moves.map((move): MigrationDetail => {
    return {
      id: move.from,
      targetId: move.to,
      status: "migrated",
      ...(finishesEarlierRun(move) ? { reason: "finishes what an earlier run began" } : {}),
      file: move.task.file,
      targetFile: move.target,
      ...updatesOf(move.to, !finishesEarlierRun(move)),
    };
  });
  const named = new Set([...moves, ...refused].map(({ to }) => to));
  const before = [...new Set([...followed.keys(), ...leftBehind.keys()])].filter(
    task => !named.has(task),
  );
  const details = [
    ...migrated,
    ...refused.map(({ id, to, problem }): MigrationDetail => {
      const error = describeProblem(id, to, problem);
      const follows = to === undefined ? nothingFollows : updatesOf(to);
      return { id, ...targetOf(to), status: "error", error, ...follows };
    }),
    ...passedOver.map((line): MigrationDetail => {
      const reason = describePassedOver(line);
      return { id: line.id, targetId: line.to, status: "skipped", reason, ...nothingFollows };
    }),
    ...before.map((task): MigrationDetail => {
      const steps = future.lineage.stepsTo.get(task) ?? [];
      const id = steps.find(({ from }) => backendOf(from) === request.from)?.from ?? task;
      const reason = "it was migrated before; what still names its old ID follows";
      return { id, targetId: task, status: "skipped", reason, ...updatesOf(task) };
    }),
  ];
  return details.sort((a, b) => compareLocalIds(localIdOf(a.id), localIdOf(b.id)));
}

function targetOf(to: QualifiedId | undefined): { readonly targetId?: string } {
  return to === undefined ? {} : { targetId: to };
}

const nothingFollows = updates(0, [], []);

type Rewritten = Pick<Followed["fix"], "reference" | "rewrite">;

function unchanged(reference: Reference): { readonly fix: Rewritten } {
  return { fix: { reference, rewrite: { taskId: reference.scalar.text, backend: undefined } } };
}

function updates(
  found: number,
  followed: readonly { readonly fix: Rewritten }[],
  leftBehind: readonly LeftBehind[],
): Pick<MigrationDetail, "sessionUpdates" | "references"> {
  const sessions = followed.flatMap(({ fix }) =>
    fix.reference.holder.kind === "session" ? [fix.reference.holder.name] : [],
  );
  return {
    sessionUpdates: {
      sessionsFound: found,
      sessionsUpdated: sessions.length,
      updatedSessions: sessions,
      errors: leftBehind.map(describeLeftBehind),
    },
    references: followed
      .map(rewritten)
      .sort((a, b) => compareText(a.file, b.file) || a.line - b.line),
  };
}

function rewritten({
  fix: { reference, rewrite },
}: {
  readonly fix: Rewritten;
}): RewrittenReference {
  const { file, scalar, holder, backend } = reference;
  const { line, column } = scalar.position;
  return {
    file,
    line,
    column,
    [holder.kind]: holder.name,
    from: scalar.text,
    to: rewrite.taskId,
    ...(rewrite.backend === undefined
      ? {}
      : { backend: { from: backend?.scalar.text ?? "", to: rewrite.backend } }),
  };
}

/** The sessions that belong to each task, or may: those that are left behind count too. */
function sessionsOf({ future, following }: Migration["plan"]) {
  const sessions = new Map<QualifiedId, Reference[]>();
  for (const [reference, verdict] of future.verdicts) {
    if (reference.holder.kind !== "session") continue;
    if (verdict.status === "live" || verdict.status === "stale") {
      append(sessions, verdict.id, reference);
    }
  }
  for (const { task, reference, reason } of following.leftBehind) {
    if (reference.holder.kind === "session" && reason === "open") append(sessions, task, reference);
  }
  return sessions;
}
