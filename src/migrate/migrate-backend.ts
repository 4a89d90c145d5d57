import type { Place } from "../fix/worktree-files.ts";
import { type Backend, backendOf } from "../model/task-id.ts";
import type { Worktree } from "../open-worktree.ts";
import type { OnProgress } from "../snapshots/records.ts";
import { type Change, changeOfRetirement, joinChanges } from "./change.ts";
import { type Committable, commitChanges, refuseUncommittable } from "./commit.ts";
import { executeUnits } from "./execute-units.ts";
import {
  digestsIn,
  dropPendingCommit,
  leavePendingCommit,
  readPendingCommit,
} from "./pending-commit.ts";
import { type MigrationPlan, type PlannedWork, planMigration } from "./plan.ts";
import { readAnew } from "./read-anew.ts";
import type { Request } from "./request.ts";
import { prepareRetirement, type Retirement, retire } from "./retire.ts";
import { type Validation, validate } from "./validate.ts";
import type { Warning } from "./warnings.ts";

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
  worktree: Worktree,
  request: Request,
  mode: Mode,
  onProgress?: OnProgress,
): Promise<Migration> {
  const { repository, topLevel } = worktree;
  const { plan, edit, toCommit } = await planAndWrite(worktree, request, mode, onProgress);
  const { warnings } = plan;
  const result = { request, isDryRun: !mode.execute, plan, warnings };
  if (!mode.execute) {
    const retirement = mode.retire ? decideRetirement(leftOf(plan, request.from), edit) : undefined;
    return { ...result, validation: noValidation, retirement, commit: undefined };
  }
  const { validation, left } = await prove(worktree, plan, request, onProgress);
  const retirement = mode.retire ? decideRetirement(left, edit) : undefined;
  const isRetiring = retirement?.status === "retired" && edit !== undefined;
  if (isRetiring) await retire(placeOf(worktree), edit);

  const changes = toCommit?.changesWith(isRetiring ? edit : undefined) ?? [];
  if (toCommit === undefined || changes.length === 0) {
    dropPendingCommit(repository);
    return { ...result, validation, retirement, commit: undefined };
  }
  if (validation.failed.length > 0) {
    dropPendingCommit(repository);
    return {
      ...result,
      warnings: [...warnings, { kind: "not-committed" }],
      ...{ validation, retirement, commit: undefined },
    };
  }
  const { committable, message } = toCommit;
  const commit = await commitChanges(repository, topLevel, changes, committable, message);
  dropPendingCommit(repository);
  return { ...result, validation, retirement, commit };
}

/** Reads everything anew, and lets it go before anything is committed. */
async function prove(
  worktree: Worktree,
  { moves, meanings }: MigrationPlan,
  { from }: Request,
  onProgress: OnProgress | undefined,
) {
  const after = await readAnew(worktree, meanings, onProgress);
  const validation = validate(moves, meanings, after);
  return { validation, left: leftOf(after.project, from) };
}

/** What is written, and how it is to be committed, where that is asked for. */
interface Written {
  readonly plan: MigrationPlan;
  /** Of the configuration; not made yet. */
  readonly edit: Retirement | undefined;
  readonly toCommit: ToCommit | undefined;
}

interface ToCommit {
  readonly committable: Committable;
  readonly message: string;
  readonly changesWith: (retirement: Retirement | undefined) => readonly Change[];
}

/** Plans everything and writes it, but for the retirement; a dry run writes nothing. */
async function planAndWrite(
  worktree: Worktree,
  request: Request,
  mode: Mode,
  onProgress: OnProgress | undefined,
): Promise<Written> {
  const { repository, topLevel, settings } = worktree;
  const { plan, work } = await planMigration(worktree, request, !mode.execute, onProgress);
  const edit = mode.retire
    ? await prepareRetirement(topLevel, mode.config, settings, request.from)
    : undefined;
  if (!mode.execute) return { plan, edit, toCommit: undefined };
  const toCommit =
    mode.commit && (await prepareCommit(worktree, request, mode.commit(plan), plan, work, edit));
  if (toCommit === undefined) dropPendingCommit(repository);
  await executeUnits(placeOf(worktree), work, settings);
  return { plan, edit, toCommit };
}

/** Makes sure that what is planned can be committed, and leaves a note of it until it is. */
async function prepareCommit(
  { repository, topLevel }: Worktree,
  request: Request,
  ownMessage: string,
  plan: MigrationPlan,
  work: PlannedWork,
  edit: Retirement | undefined,
): Promise<ToCommit> {
  const done = plannedChanges(work);
  const planned = withRetirement(done, edit);
  const needed = [...planned, ...filesNamedBy(plan)];
  const pending = readPendingCommit(repository, request);
  const committable = await refuseUncommittable(repository, topLevel, needed, pending);
  const { begun } = committable;
  const message = begun?.message ?? ownMessage;
  const withBegun = (own: readonly Change[]): readonly Change[] =>
    joinChanges([...(begun?.changes ?? []), ...own]);
  const contents = [...(begun?.contents ?? []), ...digestsIn(work, edit)];
  dropPendingCommit(repository);
  leavePendingCommit(repository, request, { changes: withBegun(planned), message, contents });
  const changesWith: ToCommit["changesWith"] = retirement =>
    withBegun(withRetirement(done, retirement));
  return { committable, message, changesWith };
}

function placeOf({ repository, topLevel }: Worktree): Place {
  return { root: topLevel, commonDirectory: repository.commonDirectory };
}

/** What all steps together do to each file. */
function plannedChanges({ units, references }: PlannedWork): readonly Change[] {
  return joinChanges([
    ...units.flatMap(({ changes }) => changes),
    ...Array.from(references, ({ path }): Change => ({ path, kind: "edit" })),
  ]);
}

function withRetirement(
  changes: readonly Change[],
  retirement: Retirement | undefined,
): readonly Change[] {
  return retirement === undefined
    ? changes
    : joinChanges([...changes, changeOfRetirement(retirement)]);
}

/** Why a backend is not retired yet. */
type Left = Pick<RetirementResult & { status: "left-alone" }, "live" | "unreadable">;

/** Unreadable is not empty: a file that cannot be read may hold a live task of the backend. */
function leftOf(
  { lineage, problems }: Pick<MigrationPlan, "lineage" | "problems">,
  from: Backend,
): Left {
  const live = [...lineage.liveTasks.keys()].filter(id => backendOf(id) === from).length;
  const ofTasks = problems.filter(({ kind }) => kind === "task");
  return { live, unreadable: [...new Set(ofTasks.map(({ file }) => file))] };
}

function decideRetirement(
  { live, unreadable }: Left,
  edit: Retirement | undefined,
): RetirementResult {
  if (edit === undefined) return { status: "was-retired" };
  if (live + unreadable.length > 0) return { status: "left-alone", live, unreadable };
  return { status: "retired", file: edit.path };
}

/**
 * The files of tasks that an earlier run moved, and that references are to name now: a commit of
 * the references alone would name tasks that are not in it.
 */
function filesNamedBy({ following, moves, lineage }: MigrationPlan): readonly Change[] {
  const moving = new Set(moves.map(({ to }) => to));
  const named = new Set(following.followed.map(({ task }) => task).filter(id => !moving.has(id)));
  return [...named].flatMap(id =>
    (lineage.liveTasks.get(id) ?? []).map(({ file }): Change => ({ path: file, kind: "edit" })),
  );
}
