import { resolve } from "node:path";
import { UsageError } from "./errors.ts";
import { readIdMapFile } from "./id-map-file.ts";
import { migrateBackend } from "./migrate/migrate-backend.ts";
import type { MigrationPlan } from "./migrate/plan.ts";
import type { Request } from "./migrate/request.ts";
import { wishesOf } from "./migrate/wishes.ts";
import { backendNamed, type Settings } from "./model/settings.ts";
import type { Backend, QualifiedId } from "./model/task-id.ts";
import { openWorktree } from "./open-worktree.ts";
import { commitMessage } from "./report/migration-messages.ts";
import {
  type MigrationReport,
  type MigrationResult,
  reportOfMigration,
} from "./report/migration-result.ts";
import { printable } from "./report/printable.ts";
import type { OnProgress } from "./snapshots/records.ts";

export interface MigrateBackendOptions {
  /** The backend to empty: prefix or long name. */
  readonly from: string;
  readonly to: string;
  /** Write; else everything is planned and nothing changed. */
  readonly execute?: boolean | undefined;
  /** Only so many tasks, the first ones by local ID. */
  readonly limit?: number | undefined;
  /** Only tasks with this status, in upper or lower case. */
  readonly filterStatus?: string | undefined;
  /** New IDs by old ones, or the YAML file that holds them, `old: new` per line. */
  readonly map?: string | ReadonlyMap<string, string> | undefined;
  /** Leave the old files behind, as tombstones. */
  readonly keepSource?: boolean | undefined;
  /** Mark the old backend retired in the configuration once it is empty. */
  readonly retire?: boolean | undefined;
  /** Commit what changed, and nothing else. */
  readonly commit?: boolean | undefined;
  /** A directory of the repository; else the current one. Paths are relative to it. */
  readonly cwd?: string | undefined;
  /** A configuration to use instead of `.session-assoc.yaml`. */
  readonly config?: string | undefined;
}

/** Moves tasks from one backend to another, with everything that names them (CONTRACT section 7). */
export class TasksMigrateBackendCommand {
  /**
   * @returns what the command line prints as JSON. What is wrong with single tasks or sessions is in
   *   there, and `success` is false then
   * @throws UsageError for options that cannot be, GitError and WriteError when it cannot finish
   */
  async execute(options: MigrateBackendOptions, onProgress?: OnProgress): Promise<MigrationResult> {
    const report = await runMigration(options, onProgress);
    return { ...report, details: [...report.details] };
  }
}

/** The same for who prints it: the details are not held together. */
export async function runMigration(
  options: MigrateBackendOptions,
  onProgress?: OnProgress,
): Promise<MigrationReport> {
  const cwd = resolve(options.cwd ?? ".");
  if (options.commit && !options.execute) {
    throw new UsageError("--commit needs --execute: a dry run changes nothing", {
      hint: "add --execute, or leave --commit away",
    });
  }
  const config = options.config === undefined ? undefined : resolve(cwd, options.config);
  const worktree = await openWorktree(cwd, process.env, config);
  const request = await requestOf(options, worktree.settings, cwd);
  const mode = {
    execute: options.execute ?? false,
    retire: options.retire ?? false,
    commit: options.commit ? messageFor(request) : undefined,
    config,
  };
  return reportOfMigration(await migrateBackend(worktree, request, mode, onProgress));
}

async function requestOf(
  options: MigrateBackendOptions,
  settings: Settings,
  cwd: string,
): Promise<Request> {
  const { limit, filterStatus } = options;
  const from = named(settings, options.from);
  const to = named(settings, options.to);
  if (from === to) {
    throw new UsageError(`tasks of ${from} cannot be migrated to ${to} itself`, {
      hint: "name two backends with --from and --to",
    });
  }
  if (settings.backends.get(to)?.retired) {
    throw new UsageError(`${to} is retired: no task can be migrated to it`, {
      hint: "take `retired` out of the configuration first",
    });
  }
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit >= 1)) {
    throw new UsageError("--limit must be a whole number of at least 1", {
      hint: "write --limit 10, or leave it away to migrate all",
    });
  }
  return {
    from,
    to,
    ...(limit === undefined ? {} : { limit }),
    ...(filterStatus === undefined ? {} : { filterStatus }),
    wishes: await wishesFrom(options.map, cwd, from, to),
    keepSource: options.keepSource ?? false,
  };
}

function named(settings: Settings, name: string): Backend {
  const backend = backendNamed(settings, name);
  if (backend !== undefined) return backend;
  const known = [...settings.backends].map(([prefix, one]) =>
    one.name === undefined ? prefix : `${prefix} (${one.name})`,
  );
  throw new UsageError(`${JSON.stringify(name)} is no backend`, {
    hint: `known are ${known.join(", ")}`,
  });
}

async function wishesFrom(
  map: MigrateBackendOptions["map"],
  cwd: string,
  from: Backend,
  to: Backend,
): Promise<ReadonlyMap<QualifiedId, QualifiedId>> {
  if (map === undefined) return new Map();
  const wishes =
    typeof map === "string"
      ? await readIdMapFile(resolve(cwd, map), map)
      : [...map].map(([old, target]) => ({ from: old, to: target }));
  return wishesOf(wishes, from, to);
}

function messageFor({ from, to }: Request) {
  return ({ moves }: MigrationPlan): string =>
    commitMessage(from, to, moves).split("\n").map(printable).join("\n");
}
