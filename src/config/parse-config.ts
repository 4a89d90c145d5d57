import { closestMatch } from "leven";
import * as v from "valibot";
import { UsageError } from "../errors.ts";
import {
  type BackendSettings,
  backendNamed,
  defaultSettings,
  type FindingCode,
  type RuleLevel,
  type Settings,
} from "../model/settings.ts";
import type { Backend } from "../model/task-id.ts";
import { type Data, parseData } from "../yaml/data.ts";
import { type Config, configSchema } from "./schema.ts";

/** The name of the configuration file at the root of a repository. */
export const configFile = ".session-assoc.yaml";

/**
 * Reads a configuration. It is data: nothing in it is executed or imported.
 * @param text YAML; an empty text gives the defaults
 * @param label the file (and revision) to name in messages
 * @throws UsageError with line, column and, for a misspelt key, the right one
 */
export function parseConfig(text: string, label: string): Settings {
  const data = parseData(text);
  if ("problem" in data) throw invalid(label, data.problem, data.position);
  const value = data.value ?? {};
  if (typeof value !== "object" || Array.isArray(value)) {
    throw invalid(label, "must be a mapping of keys to values", data.positionOf([]));
  }
  const result = v.safeParse(configSchema, value);
  if (result.success) return toSettings(result.output, label, data);

  const [issue] = result.issues;
  const path = (issue.path ?? []).map(item => String(item.key));
  throw invalid(label, describe(issue, path), data.positionOf(path));
}

function invalid(label: string, problem: string, at?: { line: number; column: number }) {
  const place = at === undefined ? label : `${label}:${at.line}:${at.column}`;
  return new UsageError(`${place}: ${problem}`, {
    hint: "correct it; session-assoc schema config prints all keys and what may stand there",
  });
}

function describe(issue: v.BaseIssue<unknown>, path: readonly string[]): string {
  const name = path.join(".");
  if (issue.type === "strict_object" && issue.expected === "never") {
    const known = knownKeys(path.slice(0, -1));
    const guess = closestMatch(path.at(-1) ?? "", [...known], { maxDistance: 3 });
    const hint =
      guess === undefined ? `known keys: ${known.join(", ")}` : `did you mean "${guess}"?`;
    return `unknown key "${name}"; ${hint}`;
  }
  if (issue.type === "picklist" || issue.kind === "schema") {
    const expected = (issue.expected ?? "something else")
      .replaceAll('"', "")
      .replace(/^Array$/, "a list")
      .replace(/^Object$/, "a mapping");
    return `"${name}" must be ${expected.replace(/^\(|\)$/g, "")}, found ${issue.received}`;
  }
  return `"${name}" ${issue.message}`;
}

/** The keys that the schema knows at a path of object keys. */
function knownKeys(path: readonly string[]): readonly string[] {
  let schema: unknown = configSchema;
  for (const key of path) {
    const inner = unwrap(schema) as { entries?: Record<string, unknown>; value?: unknown };
    schema = inner.entries?.[key] ?? inner.value;
  }
  const { entries } = unwrap(schema) as { entries?: Record<string, unknown> };
  return Object.keys(entries ?? {});
}

function unwrap(schema: unknown): unknown {
  const { wrapped } = schema as { wrapped?: unknown };
  return wrapped ?? schema;
}

function toSettings(config: Config, label: string, data: Data): Settings {
  const backends = new Map(defaultSettings.backends);
  for (const [prefix, given] of Object.entries(config.backends ?? {})) {
    const known = backends.get(prefix as Backend);
    const merged: BackendSettings = {
      name: given.name ?? known?.name,
      path: given.path ?? known?.path,
      retired: given.retired ?? false,
    };
    backends.set(prefix as Backend, merged);
  }
  const { fields } = defaultSettings;
  const settings: Settings = {
    sessions: config.sessions ?? defaultSettings.sessions,
    tasks: config.tasks ?? defaultSettings.tasks,
    onStale: config.onStale ?? defaultSettings.onStale,
    defaultBackend: undefined,
    backends,
    fields: {
      session: { ...fields.session, ...withoutUndefined(config.fields?.session ?? {}) },
      task: { ...fields.task, ...withoutUndefined(config.fields?.task ?? {}) },
    },
    rules: new Map(Object.entries(config.rules ?? {}) as [FindingCode, RuleLevel][]),
  };
  if (config.defaultBackend === undefined) return settings;

  const defaultBackend = backendNamed(settings, config.defaultBackend);
  if (defaultBackend !== undefined) return { ...settings, defaultBackend };
  const problem = `"defaultBackend" must be the prefix or name of a backend`;
  throw invalid(label, problem, data.positionOf(["defaultBackend"]));
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(object: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== undefined),
  ) as Defined<T>;
}
