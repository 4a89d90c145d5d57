import { describe, expect, test } from "vitest";
import { limits } from "../../src/limits.ts";
import type { Scalar } from "../../src/model/record.ts";
import { readFile } from "../../src/yaml/read-file.ts";
import { settingsFrom } from "../support/memory.ts";

const read = (kind: "session" | "task", text: string, config = "") =>
  readFile("dir/name.with.dots.yaml", kind, text, settingsFrom(config));

/** `line:column text style`, and `shared` where it is. */
function placed({ position, text, style, shared }: Scalar): string {
  const words = [`${position.line}:${position.column}`, text, style, shared];
  return words.filter(word => word !== undefined).join(" ");
}

/** The references of a session file. */
const referencesOf = (text: string) =>
  read("session", text).sessions.flatMap(({ reference }) =>
    reference === undefined ? [] : [placed(reference.scalar)],
  );

const problemsOf = (kind: "session" | "task", text: string) =>
  read(kind, text).problems.map(({ position: { line, column }, reason }) => {
    const key = "key" in reason ? ` ${reason.key}` : "";
    return `${line}:${column} ${reason.kind}${key}`;
  });

describe("a task ID is read as the text that it is", () => {
  test.each([
    ["taskId: md#123", "1:9 md#123 plain"],
    ["taskId: 0123", "1:9 0123 plain"],
    ["taskId: 1e3", "1:9 1e3 plain"],
    ["taskId: true", "1:9 true plain"],
    ["taskId: 2024-01-02", "1:9 2024-01-02 plain"],
    ["taskId: 'md#123'", "1:10 md#123 single"],
    ["taskId: 'it''s'", "1:10 it's single"],
    ['taskId: "md#123"', "1:10 md#123 double"],
    ['taskId: "\\x6dd\\u0023123"', "1:10 md#123 double"],
    ["taskId: '#123' # why", "1:10 #123 single"],
    ["taskId: task#123", "1:9 task#123 plain"],
    ["taskId: |\n  md#123\n", "2:3 md#123 block"],
    ["taskId: >-\n  md#123\n", "2:3 md#123 block"],
    ["taskId: |2+ # md#123\n  md#123\n\n", "2:3 md#123 block"],
    ["taskId: !!str md#123", "1:15 md#123 plain"],
    ["taskId: &a md#123", "1:12 md#123 plain"],
    ["taskId: &a !!str 'md#123'", "1:19 md#123 single"],
    ["taskId:\n  md#123", "2:3 md#123 plain"],
    ["? taskId\n: md#123", "2:3 md#123 plain"],
    ['{"taskId":"md#123"}', "1:12 md#123 double"],
    ["{taskId: md#123}", "1:10 md#123 plain"],
    ["\uFEFFtaskId: md#123", "1:9 md#123 plain"],
    ["\uFEFF- a: b\n  taskId: md#123", "2:11 md#123 plain"],
    ["a: 🎉\r\n'taskId': md#123\r\n", "2:11 md#123 plain"],
    ["%YAML 1.1\n---\ntaskId: 0123\n...\n", "3:9 0123 plain"],
    ["taskId: 'null'", "1:10 null single"],
  ])("%j", (text, reference) => {
    expect(read("session", text).problems).toEqual([]);
    expect(referencesOf(text)).toEqual([reference]);
  });
});

describe("a file holds any number of sessions", () => {
  test.each<[text: string, names: string[], references: string[]]>([
    ["", [], []],
    ["# only a comment\n", [], []],
    ["---\n...\n---\n", [], []],
    ["\uFEFF", [], []],
    ["null\n", [], []],
    ["session: a", ["a"], []],
    ["taskId: 1", ["name.with.dots"], ["1:9 1 plain"]],
    ["session:\ntaskId: 1", ["name.with.dots"], ["2:9 1 plain"]],
    ["session: ''\ntaskId: 1", [""], ["2:9 1 plain"]],
    ["- session: a\n  taskId: 1\n- session: b\n", ["a", "b"], ["2:11 1 plain"]],
    ["session: a\n---\nsession: b\ntaskId: 2\n", ["a", "b"], ["4:9 2 plain"]],
    ["[{session: a}, {session: b, taskId: 2}]", ["a", "b"], ["1:37 2 plain"]],
    ["inner: { session: a, taskId: 1 }", ["name.with.dots"], []],
    ["session: a\nnotes: |\n  taskId: md#1\n", ["a"], []],
    ["session: a\n# taskId: md#1\n", ["a"], []],
  ])("%j", (text, names, references) => {
    const { sessions, problems } = read("session", text);
    expect(problems).toEqual([]);
    expect(sessions.map(({ name }) => name)).toEqual(names);
    expect(referencesOf(text)).toEqual(references);
  });
});

describe("nothing stands where YAML says nothing", () => {
  test.each([
    "taskId:",
    "taskId: ~",
    "taskId: null",
    "taskId: NULL",
    "taskId: # later",
    "{ taskId }",
    "taskId:\nbackend: md",
  ])("%j", text => {
    expect([referencesOf(text), problemsOf("session", text)]).toEqual([[], []]);
  });
});

describe("an alias is seen where it stands, and known to be shared", () => {
  test.each<[text: string, references: string[]]>([
    ["x: &a md#1\ntaskId: *a", ["2:9 md#1 plain alias"]],
    ["taskId: &a md#1\nx: *a", ["1:12 md#1 plain anchor"]],
    ["taskId: &a md#1\nx: *a\ny: &a md#2", ["1:12 md#1 plain anchor"]],
    ["x: &a {taskId: md#1}\n<<: *a", ["1:16 md#1 plain alias"]],
    ["x: &a {taskId: md#1}\ntaskId: md#2\n<<: *a", ["2:9 md#2 plain"]],
    ["<<: [{taskId: md#1}, {taskId: md#2}]", ["1:15 md#1 plain alias"]],
    ["- &a { taskId: md#1 }\n- *a", ["1:16 md#1 plain anchor", "1:16 md#1 plain alias"]],
    ["&a\ntaskId: md#1", ["2:9 md#1 plain"]],
  ])("%j", (text, references) => {
    expect(referencesOf(text)).toEqual(references);
  });
});

describe("what cannot be read is a problem with a place", () => {
  test.each<["session" | "task", text: string, problems: string[]]>([
    ["session", "taskId: #123", ["1:9 comment taskId"]],
    ["session", "taskId:   #123\nsession: a", ["1:11 comment taskId"]],
    ["session", "taskId: md #123", ["1:9 comment taskId"]],
    ["session", "taskId: task #123", ["1:9 comment taskId"]],
    ["session", "taskId: md # 123", []],
    ["session", "taskId: 7 #123", []],
    ["session", "taskId: 'md' #123", []],
    ["session", "taskId: md#1 2", ["1:9 not-an-id taskId"]],
    ["session", "taskId: ''", ["1:10 not-an-id taskId"]],
    ["session", "taskId: md#", ["1:9 not-an-id taskId"]],
    ["session", "taskId: [md#1]", ["1:9 not-text taskId"]],
    ["session", "taskId: {a: b}", ["1:9 not-text taskId"]],
    ["session", "taskId: 1\nbackend: [md]", ["2:10 not-text backend"]],
    ["session", "session: {}", ["1:10 not-text session"]],
    ["session", "text", ["1:1 not-a-mapping"]],
    ["session", "- a\n- session: b\n- [c]", ["1:3 not-a-mapping", "3:3 not-a-mapping"]],
    ["session", "a: [", ["1:5 yaml"]],
    ["session", "a: 1\na: 2", ["2:1 yaml"]],
    ["session", "taskId: md#1\ntaskId: md#1", ["2:1 yaml"]],
    ["session", "taskId: *missing", ["1:9 not-text taskId"]],
    // The package `yaml` does not break lines at CR alone, and YAML does.
    ["session", "a: b\rtaskId: md#123\r", ["1:5 yaml"]],
    ["session", "a: b # why\rtaskId: md#123\r", ["1:11 yaml"]],
    ["session", "taskId: md#123\r\r\n", ["1:15 yaml"]],
    ["session", "taskId: 'md#123'\nx: 'a\rb'\n", ["2:6 yaml"]],
    ["session", "a: 'open", ["1:9 yaml"]],
    ["session", "a: 1\n\tb: 2", ["2:1 yaml"]],
    ["session", "ok: 1\n---\na: ]", ["3:4 yaml"]],
    [
      "session",
      "session: a\n<<<<<<< HEAD\ntaskId: md#1\n=======\ntaskId: mt#1\n>>>>>>> other\n",
      ["2:1 conflict-markers"],
    ],
    [
      "session",
      "session: a\r\n<<<<<<< HEAD\r\ntaskId: md#1\r\n=======\r\n>>>>>>> other\r\n",
      ["2:1 conflict-markers"],
    ],
    ["task", "title: x", ["1:1 missing-id id"]],
    ["task", "- id: md#1\n- title: x", ["2:3 missing-id id"]],
    ["task", "id: 123", ["1:5 not-qualified id"]],
    ["task", "id: '#123'", ["1:6 not-qualified id"]],
    ["task", "id: task#123", ["1:5 not-qualified id"]],
    ["task", "id: #123", ["1:5 comment id"]],
    ["task", "id: [md#1]", ["1:5 not-text id"]],
    ["task", "id: md#1\nmigratedFrom: [12, mt#1]", ["2:16 not-qualified migratedFrom"]],
    ["task", "id: md#1\nmigratedTo: 12", ["2:13 not-qualified migratedTo"]],
    ["task", "id: md#1\nmigratedTo: [mt#1]", ["2:13 not-text migratedTo"]],
    [
      "task",
      "id: md#1\ndependsOn: [{a: b}, a b]",
      ["2:13 not-text dependsOn", "2:21 not-an-id dependsOn"],
    ],
    ["task", "id: md#1\ndependsOn: [md#2, [md#3]]", ["2:19 not-text dependsOn"]],
  ])("in a %s: %j", (kind, text, problems) => {
    expect(problemsOf(kind, text)).toEqual(problems);
  });
});

describe("a task", () => {
  test("is read with its former IDs, oldest first, and all its references", () => {
    const text =
      "id: mt#1\ntitle: 0x1F\nmigratedFrom: [md#1, gh#1]\nparent: 7\ndependsOn:\n  - md#2\n  - 'mt#3'\n";
    expect(read("task", text).tasks).toMatchObject([
      {
        id: "mt#1",
        title: "0x1F",
        position: { line: 1, column: 5 },
        migratedFrom: [
          { id: "md#1", position: { line: 3, column: 16 } },
          { id: "gh#1", position: { line: 3, column: 22 } },
        ],
        migratedTo: undefined,
        references: [
          { key: "parent", scalar: { text: "7" }, holder: { kind: "task", name: "mt#1" } },
          { key: "dependsOn", scalar: { text: "md#2" } },
          { key: "dependsOn", scalar: { text: "mt#3", inFlow: false, style: "single" } },
        ],
      },
    ]);
  });
  test("has a body that is the same wherever it moved", () => {
    const bodyOf = (text: string) => read("task", text).tasks[0]?.body;
    const body = bodyOf("id: md#1\ntitle: A # why\nlist: [1, 2]\n");
    expect(bodyOf("title: A\nmigratedFrom: md#1\nlist: [1, 2]\nid: mt#9")).toBe(body);
    expect(bodyOf("id: md#1\ntitle: B\nlist: [1, 2]\n")).not.toBe(body);
  });
});

test("other names of keys can be configured, and then the usual ones mean nothing", () => {
  const config = `fields:
  session: { name: title, taskId: ticket, backend: tracker }
  task: { id: key, migratedFrom: was, migratedTo: now, references: [blocks] }
`;
  const { sessions } = read("session", "title: a\nticket: 1\ntracker: md\ntaskId: [x]", config);
  expect(sessions).toMatchObject([
    { name: "a", reference: { key: "ticket", backend: { prefix: "md" } } },
  ]);
  const text = "key: md#1\nwas: mt#1\nnow: gh#1\nblocks: [md#2]\nparent: [[x]]";
  const { tasks, problems } = read("task", text, config);
  expect(problems).toEqual([]);
  expect(tasks).toMatchObject([
    {
      id: "md#1",
      migratedFrom: [{ id: "mt#1" }],
      migratedTo: { id: "gh#1" },
      references: [{ key: "blocks" }],
    },
  ]);
});

describe("what a stranger's branch may hold is read, or refused, quickly", () => {
  const many = (count: number, make: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => make(i)).join("");
  const bomb = (levels: number) =>
    `x0: &x0 [md#1, md#1]\n${many(levels, i => `x${i + 1}: &x${i + 1} [*x${i}, *x${i}]\n`)}`;
  const tooDeep = ["too-deep"];
  const cases: [name: string, text: string, problems: readonly string[]][] = [
    ["100,000 levels of [", "[".repeat(100_000), tooDeep],
    ["100,000 levels of [ that end", "[".repeat(100_000) + "]".repeat(100_000), tooDeep],
    ["100,000 levels of {a: ", "{a: ".repeat(100_000), tooDeep],
    ["100,000 levels of - ", "- ".repeat(100_000), tooDeep],
    ["100,000 levels of ? ", "? ".repeat(100_000), tooDeep],
    ["levels of indentation", many(1000, i => `${" ".repeat(i)}a:\n`), tooDeep],
    ["an alias bomb under a key that means nothing", `id: md#1\n${bomb(40)}`, []],
    [
      "an alias bomb under taskId and dependsOn",
      `id: md#1\n${bomb(20)}dependsOn: *x20\n`,
      ["not-text"],
    ],
    ["an alias inside of its own anchor", "id: md#1\ndependsOn: &a [*a]\n", ["not-text"]],
    ["a mapping merged into itself", "&a\nid: md#1\n<<: *a\n", []],
    ["many aliases", `x: &x md#1\nid: md#2\ndependsOn: [${"*x, ".repeat(20_000)}]\n`, []],
    ["many keys", `id: md#1\n${many(50_000, i => `k${i}: 1\n`)}`, []],
    ["many tasks in one line", `[${many(10_000, i => `{title: t, id: md#${i}},`)}]`, []],
    ["many beginnings of conflicts", `id: [\n${"<<<<<<< a\n".repeat(20_000)}`, ["yaml"]],
    ["a long run of spaces", `id: md#1\nparent: 1${" ".repeat(500_000)}x\n`, ["not-an-id"]],
  ];
  test.each(cases)("%s", (_, text, problems) => {
    expect(text.length).toBeLessThan(limits.fileBytes);
    const found = read("task", text).problems.map(({ reason }) => reason.kind);
    expect([...new Set(found)]).toEqual(problems);
  });
});

test("nesting up to the limit is read", () => {
  const { yamlDepth } = limits;
  const nested = (levels: number) => `a: ${"[".repeat(levels)}${"]".repeat(levels)}\n`;
  expect(problemsOf("session", nested(yamlDepth - 2))).toEqual([]);
  expect(problemsOf("session", nested(yamlDepth + 2))).toEqual(["1:67 too-deep"]);
});

test("a file without any key is told from one that is no mapping", () => {
  const counts = ["", "[]", "{}", "x"].map(text => problemsOf("session", text).length);
  expect(counts).toEqual([0, 0, 0, 1]);
});
