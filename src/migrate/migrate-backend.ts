import { type CheckResult, check } from "../check.ts";
import { UsageError } from "../errors.ts";
import type { Repository } from "../git/repository.ts";
import type { Project } from "../model/project.ts";
import { type Backend, backendOf } from "../model/task-id.ts";
import type { Worktree } from "../open-worktree.ts";
import type { OnProgress } from "../snapshots/records.ts";
import { type Change, changeOfRetirement, joinChanges } from "./change.ts";
import { commitChanges, refuseUncommittable } from "./commit.ts";
import { executeUnits } from "./execute-units.ts";
import {
  digestsIn,
  dropPendingCommit,
  leavePendingCommit,
  readPendingCommit,
} from "./pending-commit.ts";
import { type MigrationPlan, planMigration, type Request } from "./plan.ts";
import { prepareRetirement, type Retirement, retire } from "./retire.ts";
import { type Validation, validate } from "./validate.ts";

/** How a migration is carried out, beside what it does. */
export interface Mode {
  /** Else everything is planned, and nothing written. */
  readonly execute: boolean;
  /** Mark the old backend retired once no live task has it. */
  readonly retire: boolean;
  /** Commit what changed, and nothing else; the message is made of the plan. */
  readonly commit: ((plan: MigrationPlan) => string) | undefined;
  /** The configuration in use, where it is not the usual one. */
  readonly config: string | undefined;
}

/** What was done, or in a dry run would be. */
export interface Migration {
  readonly request: Request;
  readonly isDryRun: boolean;
  readonly plan: MigrationPlan;
  readonly validation: Validation;
  /** Whether the old backend is marked as retired, where that was asked for. */
  readonly retirement: RetirementResult | undefined;
  readonly commit: string | undefined;
  readonly warnings: readonly Warning[];
}

export type RetirementResult =
  | { readonly status: "retired"; readonly file: string }
  | { readonly status: "was-retired" }
  /** Live tasks are left, or files that cannot be read may hold some. */
  | {
      readonly status: "left-alone";
      readonly live: number;
      readonly unreadable: readonly string[];
    };

export type Warning =
  | { readonly kind: "unknown-backend"; readonly backend: Backend }
  | { readonly kind: "no-such-status"; readonly status: string; readonly known: readonly string[] }
  | { readonly kind: "unreadable"; readonly holds: "task" | "session"; readonly file: string }
  | { readonly kind: "history-cut"; readonly backend: Backend }
  | { readonly kind: "not-committed" };

/** Nothing was written, so nothing is to be proved. */
const noValidation: Validation = { passed: [], failed: [] };

/**
 * Moves the live tasks of one backend to another, in the working tree, and lets every reference
 * follow. Snapshot → project → plan → write → read anew and compare.
 *
 * @throws UsageError, WriteError, GitError; what was written until then is whole, and the same call
 *   goes on from there
 */
export async function migrateBackend(
  { repository, topLevel, snapshot, settings }: Worktree,
  request: Request,
  mode: Mode,
  onProgress?: OnProgress,
): Promise<Migration> {
  const before = await check(repository, snapshot, settings, { onProgress });
  refuseUnknown(before.project, request.from);
  const plan = await planMigration(repository, topLevel, before, request, !mode.execute);
  const edit = mode.retire
    ? await prepareRetirement(topLevel, mode.config, settings, request.from)
    : undefined;
  const result = {
    request,
    isDryRun: !mode.execute,
    plan,
    warnings: warningsOf(repository, before, plan, request),
  };
  if (!mode.execute) {
    const retirement = mode.retire ? decideRetirement(plan.future, request.from, edit) : undefined;
    return { ...result, validation: noValidation, retirement, commit: undefined };
  }
  const planned = plannedChanges(plan, edit);
  const needed = [...planned, ...filesNamedBy(plan, before.project)];
  const pending = readPendingCommit(repository, request);
  const committable =
    mode.commit && (await refuseUncommittable(repository, topLevel, needed, pending));
  const begun = committable?.begun;
  const message = begun?.message ?? mode.commit?.(plan) ?? "";
  dropPendingCommit(repository);
  if (committable !== undefined) {
    const changes = joinChanges([...(begun?.changes ?? []), ...planned]);
    const contents = [...(begun?.contents ?? []), ...digestsIn(plan, edit)];
    leavePendingCommit(repository, request, { changes, message, contents });
  }
  const place = { root: topLevel, commonDirectory: repository.commonDirectory };
  await executeUnits(place, plan, settings);

  const after = await check(repository, snapshot, settings, { onProgress });
  const validation = validate(plan.moves, plan.future, after.project);
  const retirement = mode.retire ? decideRetirement(after.project, request.from, edit) : undefined;
  const isRetiring = retirement?.status === "retired" && edit !== undefined;
  if (isRetiring) await retire(place, edit);

  const done = isRetiring ? planned : plannedChanges(plan, undefined);
  const changes = joinChanges([...(begun?.changes ?? []), ...done]);
  if (committable === undefined || changes.length === 0) {
    dropPendingCommit(repository);
    return { ...result, validation, retirement, commit: undefined };
  }
  if (validation.failed.length > 0) {
    dropPendingCommit(repository);
    const warnings: readonly Warning[] = [...result.warnings, { kind: "not-committed" }];
    return { ...result, warnings, validation, retirement, commit: undefined };
  }
  const commit = await commitChanges(repository, topLevel, changes, committable, message);
  dropPendingCommit(repository);
  return { ...result, validation, retirement, commit };
}

/** What all steps together do to each file. */
function plannedChanges(
  { units, references }: MigrationPlan,
  retirement: Retirement | undefined,
): readonly Change[] {
  return joinChanges([
    ...units.flatMap(({ changes }) => changes),
    ...references.map(({ path }): Change => ({ path, kind: "edit" })),
    ...(retirement === undefined ? [] : [changeOfRetirement(retirement)]),
  ]);
}

/** A misspelt backend has no tasks either; an empty one is no mistake. */
function refuseUnknown({ settings, lineage }: Project, backend: Backend): void {
  const ids = [...lineage.idsByLocalId.values()].flatMap(some => [...some]);
  if (settings.backends.has(backend) || ids.some(id => backendOf(id) === backend)) return;
  throw new UsageError(`no task has, or had, the backend ${backend}`, {
    hint: `known are ${[...settings.backends.keys()].join(", ")}`,
  });
}

function warningsOf(
  { isShallow }: Repository,
  { project }: CheckResult,
  { statuses, moves, refused }: MigrationPlan,
  { to, filterStatus }: Request,
): readonly Warning[] {
  const isKnown =
    project.settings.backends.has(to) || project.tasks.some(({ id }) => backendOf(id) === to);
  const isEmpty = moves.length + refused.length === 0;
  return [
    ...(isKnown ? [] : [{ kind: "unknown-backend", backend: to } as const]),
    ...(filterStatus !== undefined && isEmpty
      ? [{ kind: "no-such-status", status: filterStatus, known: [...statuses] } as const]
      : []),
    ...(isShallow ? [{ kind: "history-cut", backend: to } as const] : []),
    ...project.problems.map(({ file, kind }) => {
      return { kind: "unreadable", holds: kind, file } as const;
    }),
  ];
}

/** Unreadable is not empty: a file that cannot be read may hold a live task of the backend. */
function decideRetirement(
  { lineage, problems }: Project,
  from: Backend,
  edit: Retirement | undefined,
): RetirementResult {
  if (edit === undefined) return { status: "was-retired" };
  const live = [...lineage.liveTasks.keys()].filter(id => backendOf(id) === from).length;
  const unreadable = [
    ...new Set(problems.filter(({ kind }) => kind === "task").map(({ file }) => file)),
  ];
  if (live + unreadable.length > 0) return { status: "left-alone", live, unreadable };
  return { status: "retired", file: edit.path };
}

/**
 * The files of tasks that an earlier run moved, and that references are to name now: a commit of
 * the references alone would name tasks that are not in it.
 */
function filesNamedBy(
  { following, moves }: MigrationPlan,
  { lineage }: Project,
): readonly Change[] {
  const moving = new Set(moves.map(({ to }) => to));
  const named = new Set(following.followed.map(({ task }) => task).filter(id => !moving.has(id)));
  return [...named].flatMap(id =>
    (lineage.liveTasks.get(id) ?? []).map(({ file }): Change => ({ path: file, kind: "edit" })),
  );
}
