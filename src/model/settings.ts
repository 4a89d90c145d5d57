import { type Backend, isBackend } from "./task-id.ts";

/** What `.session-assoc.yaml` decides, with the defaults filled in (CONTRACT section 2). */
export interface Settings {
  /** Globs of session files; a leading `!` excludes. */
  readonly sessions: readonly string[];
  /** Globs of task files; a leading `!` excludes. */
  readonly tasks: readonly string[];
  readonly onStale: OnStale;
  readonly defaultBackend: Backend | undefined;
  readonly backends: ReadonlyMap<Backend, BackendSettings>;
  readonly fields: Fields;
  readonly rules: ReadonlyMap<FindingCode, RuleLevel>;
}

export interface BackendSettings {
  /** The long name, e.g. `markdown` for `md`. */
  readonly name: string | undefined;
  /** Where a task of this backend lives; `{localId}` is replaced. */
  readonly path: string | undefined;
  /** No live task may have this backend any more. */
  readonly retired: boolean;
}

/** The names of the keys that mean something, for repositories with other names. */
export interface Fields {
  readonly session: {
    readonly name: string;
    readonly taskId: string;
    readonly backend: string;
  };
  readonly task: {
    readonly id: string;
    readonly migratedFrom: string;
    readonly migratedTo: string;
    readonly references: readonly string[];
  };
}

export const onStaleModes = ["fix", "stop", "fail"] as const;
export type OnStale = (typeof onStaleModes)[number];

export const ruleLevels = ["error", "warn", "off"] as const;
export type RuleLevel = (typeof ruleLevels)[number];

export const findingCodes = [
  "stale-task-id",
  "unknown-task-id",
  "ambiguous-task-id",
  "reused-task-id",
  "duplicate-task-id",
  "conflicting-migration",
  "migration-cycle",
  "retired-backend",
  "duplicate-session",
  "invalid-file",
] as const;
export type FindingCode = (typeof findingCodes)[number];

const knownBackends = { md: "markdown", mt: "minsky", gh: "github", json: "json-file" };

export const defaultSettings: Settings = {
  sessions: ["sessions/**/*.{yaml,yml}"],
  tasks: ["tasks/**/*.{yaml,yml}"],
  onStale: "fix",
  defaultBackend: undefined,
  backends: new Map(
    Object.entries(knownBackends).map(([prefix, name]) => [
      prefix as Backend,
      { name, path: undefined, retired: false },
    ]),
  ),
  fields: {
    session: { name: "session", taskId: "taskId", backend: "backend" },
    task: {
      id: "id",
      migratedFrom: "migratedFrom",
      migratedTo: "migratedTo",
      references: ["parent", "dependsOn"],
    },
  },
  rules: new Map(),
};

/** The prefix that a backend's prefix or long name stands for; unknown prefixes stand for themselves. */
export function backendNamed(settings: Settings, name: string): Backend | undefined {
  for (const [prefix, backend] of settings.backends) {
    if (prefix === name || backend.name === name) return prefix;
  }
  return isBackend(name) ? name : undefined;
}
