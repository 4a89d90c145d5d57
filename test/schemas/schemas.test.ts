import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAllDocuments, parseDocument } from "yaml";
import { parseConfig } from "../../src/config/parse-config.ts";
import type { FileKind, ProblemReason } from "../../src/model/record.ts";
import { defaultSettings, type Settings } from "../../src/model/settings.ts";
import { schemaNames } from "../../src/schemas/names.ts";
import { schemaFor } from "../../src/schemas/schema-for.ts";
import { readFile } from "../../src/yaml/read-file.ts";
import { settingsFrom } from "../support/memory.ts";
import { createRepository, sandbox } from "../support/repository.ts";

// `.inf` and `.nan` are numbers for an editor, though JSON has none.
const ajv = new Ajv({ strict: true, strictTypes: false, strictNumbers: false });
const otherKeys = settingsFrom(`fields:
  session: { name: agent, taskId: work item, backend: "1" }
  task: { id: key, migratedFrom: was, migratedTo: now, references: [blocks, key] }
`);
const validators = new Map(
  [defaultSettings, otherKeys].map(settings => [
    settings,
    {
      session: ajv.compile(schemaFor("session", settings.fields)),
      task: ajv.compile(schemaFor("task", settings.fields)),
    },
  ]),
);
const isConfig = ajv.compile(schemaFor("config", defaultSettings.fields));

/** What an editor says: it gives each document of the file, as plain values, to the schema. */
function isValidForEditor(kind: FileKind, text: string, settings: Settings): boolean {
  const documents = parseAllDocuments(text, { merge: true });
  if (!Array.isArray(documents)) return true;
  return documents.every(document => validators.get(settings)?.[kind](document.toJS()) === true);
}

const shapes: readonly ProblemReason["kind"][] = [
  ...(["not-a-mapping", "missing-id", "not-text", "not-an-id", "not-qualified"] as const),
];

function isValidForProgram(kind: FileKind, text: string, settings: Settings): boolean {
  const { problems } = readFile("x.yaml", kind, text, settings);
  const others = problems.filter(({ reason }) => !shapes.includes(reason.kind));
  expect(others, `${text} is not about shapes`).toEqual([]);
  return problems.length === 0;
}

test.each(schemaNames)(
  "the schema of a %s is a schema of draft 7, and describes every key",
  name => {
    const schema = schemaFor(name, defaultSettings.fields);
    expect(schema.$schema).toBe("http://json-schema.org/draft-07/schema#");
    expect(ajv.validateSchema(schema)).toBe(true);
    const undescribed: string[] = [];
    const visit = (value: unknown, path: string): void => {
      if (typeof value !== "object" || value === null) return;
      const { properties = {} } = value as { properties?: Record<string, Record<string, unknown>> };
      for (const [key, property] of Object.entries(properties)) {
        const isGroup = "properties" in property;
        if (!isGroup && typeof property.description !== "string")
          undescribed.push(`${path}.${key}`);
      }
      for (const [key, inner] of Object.entries(value)) visit(inner, `${path}.${key}`);
    };
    visit(schema, name);
    expect(undescribed).toEqual([]);
  },
);

describe("a session or task is valid for an editor where it is for the program", () => {
  test.each<[kind: FileKind, text: string, isValid: boolean]>([
    ["session", "", true],
    ["session", "# only a comment\n", true],
    ["session", "~\n", true],
    ["session", "session: a\ntaskId: md#123\nnotes: { taskId: [] }\n", true],
    ["session", "taskId: 123\n", true],
    ["session", "taskId: 0123\n", true],
    ["session", "taskId: 1e3\n", true],
    ["session", "taskId: 0x1F\n", true],
    ["session", "taskId: -1.50\n", true],
    ["session", "taskId: .nan\n", true],
    ["session", "taskId: true\n", true],
    ["session", 'taskId: "#123"\n', true],
    ["session", "taskId: task#123\n", true],
    ["session", "taskId: task\n", true],
    ["session", "taskId: gh#a:b,c\n", true],
    ["session", "taskId: md#日本🎉\n", true],
    ["session", "taskId: ~\n", true],
    ["session", "taskId:\n", true],
    ["session", "taskId: NULL\n", true],
    ["session", "taskId: 'null'\n", true],
    ["session", "taskId: ''\n", false],
    ["session", "taskId: a b\n", false],
    ["session", "taskId: md#1#2\n", false],
    ["session", "taskId: md#\n", false],
    ["session", "taskId: 1md#2\n", false],
    ["session", "taskId: task##1\n", false],
    ["session", 'taskId: "md#1\\u0007"\n', false],
    ["session", 'taskId: "md#\\ud800"\n', false],
    ["session", "taskId: [md#1]\n", false],
    ["session", "taskId: { id: md#1 }\n", false],
    ["session", "session: 5\nbackend: true\n", true],
    ["session", "session: [a]\n", false],
    ["session", "backend: { name: md }\n", false],
    ["session", "- taskId: md#1\n- session: b\n", true],
    ["session", "- taskId: md#1\n- text\n", false],
    ["session", "- ~\n", false],
    ["session", "[]\n", true],
    ["session", "text\n", false],
    ["session", "taskId: md#1\n---\ntaskId: md#2\n", true],
    ["session", "taskId: md#1\n---\ntaskId: []\n", false],
    ["session", "a: &id md#1\ntaskId: *id\n", true],
    ["session", "a: &id [md#1]\ntaskId: *id\n", false],
    ["session", "base: &base { taskId: [] }\n<<: *base\n", false],
    ["session", "base: &base { taskId: [] }\n<<: *base\ntaskId: md#1\n", true],
    ["session", "taskId: >-\n  md#1\n", true],
    ["session", "taskId: |\n  md#1\n  md#2\n", false],
    ["task", "id: md#1\n", true],
    ["task", "id: md#1\nmigratedFrom: mt#1\n", true],
    ["task", "id: md#1\nmigratedFrom: [mt#1, gh#2]\ndependsOn: [1, '#2', md#3]\nparent: 4\n", true],
    ["task", "id: md#1\nmigratedFrom: [~]\nparent: [~, ~]\nmigratedTo: ~\n", true],
    ["task", "id: md#1\nmigratedTo: gh#1\n", true],
    ["task", "id: md#1\nmigratedTo: [gh#1]\n", false],
    ["task", "id: md#1\nmigratedFrom: 5\n", false],
    ["task", "id: md#1\nmigratedFrom: task#5\n", false],
    ["task", "id: md#1\nparent: [[md#2]]\n", false],
    ["task", "id: md#1\nparent: [{ id: md#2 }]\n", false],
    ["task", "id: md#1\ntitle: [1]\nstatus: {}\n", true],
    ["task", "id: 1\n", false],
    ["task", "id: task#1\n", false],
    ["task", "id: ~\n", false],
    ["task", "title: x\n", false],
    ["task", "id: [md#1]\n", false],
    ["task", "{}\n", false],
  ])("%s %j: %s", (kind, text, isValid) => {
    expect(isValidForProgram(kind, text, defaultSettings)).toBe(isValid);
    expect(isValidForEditor(kind, text, defaultSettings)).toBe(isValid);
  });

  const words = fc.constantFrom(
    ...["md#1", "mt#0123", "123", "0123", "1e3", "0x1f", ".inf", "true", "no", "~", "null", '""'],
    ...["'#123'", "task#1", "'task'", "a b", "md#1#2", "task##1", "'#'", '"md#\\u0085"', "md#🎉"],
    ...['"md# 1"', "ä#1", "A_b-9#x", "2026-01-02", "'null'", "[]", "{}", "{ a: md#1 }", "-1"],
  );
  const value = fc.oneof(
    { weight: 4, arbitrary: words },
    fc.array(words, { maxLength: 3 }).map(items => `[${items.join(", ")}]`),
    fc.string({ unit: "binary" }).map(text => `${JSON.stringify(text)}`),
    fc
      .string({ unit: fc.constantFrom("m", "d", "#", "1", "task", "-", "é") })
      .map(text => `'${text}'`),
  );
  const keysOf = ({ fields: { session, task } }: Settings): readonly string[] => [
    ...[session.name, session.taskId, session.backend, task.id, task.migratedFrom],
    ...[task.migratedTo, ...task.references, "title", "other"],
  ];
  const recordWith = (settings: Settings) =>
    fc
      .uniqueArray(fc.tuple(fc.constantFrom(...new Set(keysOf(settings))), value), {
        selector: ([key]) => key,
        maxLength: 5,
      })
      .map(pairs => `{ ${pairs.map(([key, text]) => `"${key}": ${text}`).join(", ")} }`);
  const fileWith = (settings: Settings) => {
    const record = recordWith(settings);
    const list = fc.array(fc.oneof({ weight: 3, arbitrary: record }, words), { maxLength: 3 });
    const document = fc.oneof(
      { weight: 4, arbitrary: record },
      list.map(items => `[${items.join(", ")}]`),
      words,
    );
    return fc.array(document, { maxLength: 3 }).map(texts => texts.join("\n---\n"));
  };

  test.each([
    ["the default", defaultSettings],
    ["other", otherKeys],
  ])("any file, with %s keys", (_, settings) => {
    fc.assert(
      fc.property(fc.constantFrom("session", "task"), fileWith(settings), (kind, text) => {
        const expected = isValidForProgram(kind, text, settings);
        expect(isValidForEditor(kind, text, settings)).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("a configuration is valid for an editor where it is for the program", () => {
  const isAccepted = (text: string): boolean => {
    try {
      parseConfig(text, "x");
      return true;
    } catch {
      return false;
    }
  };
  const plainValue = (text: string): unknown => parseDocument(text).toJS();

  const globs = fc.constantFrom(
    "a",
    "''",
    "'!x'",
    "'!'",
    "/a",
    "'!/a'",
    "..",
    "a/../b",
    "a..b",
    "C:/x",
  );
  const more = fc.constantFrom(
    "'!C:x'",
    "'!!x'",
    "..\\a",
    "a\\..",
    "5",
    "~",
    "[a]",
    "a/..",
    "./../x",
  );
  const level = fc.constantFrom("error", "warn", "off", "fatal", "false", "~");
  const path = fc.constantFrom("'x/{localId}'", "'../{localId}'", "x", "'!{localId}'", "5", "''");
  const key = fc.constantFrom("name", "''", "5", "true", "~", "[]");
  const map = (...entries: readonly (readonly [string, fc.Arbitrary<string>])[]) =>
    fc
      .subarray([...entries], { maxLength: 3 })
      .chain(some => fc.tuple(...some.map(([name, one]) => one.map(text => `${name}: ${text}`))))
      .map(pairs => `{ ${pairs.join(", ")} }`);
  const listOf = (one: fc.Arbitrary<string>) =>
    fc.array(one, { maxLength: 3 }).map(items => `[${items.join(", ")}]`);
  const mode = fc.constantFrom("fix", "stop", "fail", "true", "~", "5", "[fix]");
  const backend = map(
    ...([
      ["name", key],
      ["path", path],
      ["retired", fc.constantFrom("true", "yes", "~")],
    ] as const),
    ["retird", mode],
  );
  const fields = map(
    ["session", map(["name", key], ["taskId", key], ["backend", key], ["taskID", key])],
    ["task", map(["id", key], ["migratedFrom", key], ["references", listOf(key)], ["ref", key])],
    ["sesion", key],
  );
  const config = map(
    ["sessions", fc.oneof(listOf(fc.oneof(globs, more)), globs)],
    ["tasks", listOf(fc.oneof(globs, more))],
    ["onStale", mode],
    ["defaultBackend", fc.constantFrom("md", "json-file", "jira", "5", "~")],
    ["backends", map(["md", backend], ["jira", backend], ["task", backend], ["'m d'", backend])],
    ["fields", fields],
    ["rules", map(["stale-task-id", level], ["invalid-file", level], ["stale-taskid", level])],
    ["sesions", globs],
  );

  test.each([
    ["", true],
    ["# nothing\n", true],
    ["{}\n", true],
    ["[]\n", false],
    ["text\n", false],
    [`sessions: ["${"a".repeat(256)}"]\n`, true],
    [`sessions: ["${"a".repeat(257)}"]\n`, false],
    ["backends: { jira: { name: tracker, path: 'tasks/{localId}.yaml', retired: false } }\n", true],
    ["backends: { jira: }\n", false],
    ["onStale:\n", false],
  ])("%j: %s", (text, isValid) => {
    expect(isAccepted(text)).toBe(isValid);
    expect(isConfig(plainValue(text))).toBe(isValid);
  });

  test("any configuration", () => {
    let valid = 0;
    fc.assert(
      fc.property(config, text => {
        const expected = isAccepted(text);
        if (expected) valid += 1;
        expect(isConfig(plainValue(text)), text).toBe(expected);
      }),
      { numRuns: 3000 },
    );
    expect(valid).toBeGreaterThan(100);
  });
});

test("the command prints the schema for the repository's own keys, the package ships the defaults", () => {
  const shipped = (name: string) =>
    readFileSync(join(import.meta.dirname, `../../dist/schemas/${name}.json`), "utf8");
  const repository = createRepository();
  for (const name of schemaNames) expect(repository.sa("schema", name).stdout).toBe(shipped(name));
  repository.write({ ".session-assoc.yaml": "fields: { session: { taskId: work-item } }\n" });
  const { properties } = JSON.parse(repository.sa("schema", "session").stdout).definitions.session;
  expect(Object.keys(properties)).toEqual(["session", "work-item", "backend"]);
  expect(repository.sibling(sandbox().path).sa("schema", "task").code).toBe(2);
});

test("a schema that a file names in its first line stays there when the file is fixed", () => {
  const modeline =
    "# yaml-language-server: $schema=../node_modules/session-assoc/dist/schemas/session.json\n";
  const repository = createRepository({
    "tasks/mt/1.yaml": "id: mt#1\nmigratedFrom: [md#1]\n",
    "sessions/a.yaml": `${modeline}taskId: md#1\n`,
  });
  expect(repository.sa("fix").code).toBe(0);
  expect(repository.read("sessions/a.yaml")).toBe(`${modeline}taskId: mt#1\n`);
});
