import { describe, expect, test } from "vitest";
import type { Move } from "../../src/association/move.ts";
import { planMoves } from "../../src/association/plan-moves.ts";
import { noHistory } from "../../src/model/project.ts";
import { parseTaskId, type TaskId } from "../../src/model/task-id.ts";
import { id, projectOf } from "../support/memory.ts";

function taskId(text: string): TaskId {
  const parsed = parseTaskId(text);
  if (parsed === undefined) throw new Error(`${text} is no task ID`);
  return parsed;
}

/** `md#1 → mt#1` */
const movesOf = (lines: readonly string[]): readonly Move[] =>
  lines.map((line, i) => {
    const [from = "", to = ""] = line.split(" → ");
    return { from: taskId(from), to: taskId(to), place: `ids:${i + 1}:1` };
  });

/** The files of a project: sessions one YAML mapping each, tasks one YAML document each. */
const filesOf = (sessions: readonly string[], tasks: readonly string[]) => ({
  "sessions/s.yaml": sessions.map(session => `- ${session}\n`).join(""),
  "tasks/t.yaml": tasks.join("\n---\n"),
});

interface Around {
  readonly tasks?: readonly string[];
  readonly config?: string;
  readonly history?: typeof noHistory;
}

function planOf(sessions: readonly string[], moves: readonly string[], around: Around = {}) {
  const { tasks = [], config = "", history = noHistory } = around;
  return planMoves(projectOf(filesOf(sessions, tasks), config, history), movesOf(moves));
}

/** What is to stand in each moved session: `a: 456 backend mt`. */
function moved(...args: Parameters<typeof planOf>): readonly string[] {
  return planOf(...args).sessions.map(({ reference, rewrite }) => {
    const backend = rewrite.backend === undefined ? "" : ` backend ${rewrite.backend}`;
    return `${reference.holder.name}: ${rewrite.taskId}${backend}`;
  });
}

const warnings = (...args: Parameters<typeof planOf>): readonly string[] =>
  planOf(...args).warnings.map(({ kind }) => kind);

const a = (taskIdText: string, backend?: string): string =>
  `{ session: a, taskId: ${taskIdText}${backend === undefined ? "" : `, backend: ${backend}`} }`;

type Case = [session: string, move: string, moved: string[], around?: Around];
const table = (cases: Case[]) =>
  test.each(cases)("%s, %s: %j", (session, move, expected, around) => {
    expect(moved([session], [move], around)).toEqual(expected);
  });

describe("a qualified old ID moves what stands there literally", () => {
  const retired = { tasks: ["id: mt#1\nmigratedFrom: md#1"] };
  table([
    [a("md#1"), "md#1 → mt#1", ["a: mt#1"]],
    [a("md#1"), "md#1 → gh#5", ["a: gh#5"], retired],
    [a("mt#1"), "md#1 → gh#5", [], retired],
    [a("md#1"), "md#1 → 5", ["a: md#5"]],
    [a("md#1", "gh"), "md#1 → mt#1", ["a: mt#1"]],
    [a("gh#1"), "md#1 → mt#1", []],
  ]);
});

describe("a qualified old ID moves a plain one that means it", () => {
  const md = ["id: md#1"];
  table([
    // by the backend beside it
    [a("1", "md"), "md#1 → mt#1", ["a: 1 backend mt"]],
    [a("1", "markdown"), "md#1 → gh#5", ["a: 5 backend github"]],
    [a("1", "md"), "md#1 → md#5", ["a: 5"]],
    [a("1", "md"), "md#1 → 5", ["a: 5"]],
    [a("1", "gh"), "md#1 → mt#1", [], { tasks: md }],
    [a("1", "no backend"), "md#1 → mt#1", [], { tasks: md }],
    // by the default backend
    [a("1"), "md#1 → mt#1", ["a: mt#1"], { config: "defaultBackend: md" }],
    [a("'#1'"), "md#1 → md#5", ["a: #5"], { config: "defaultBackend: md" }],
    [a("1"), "md#1 → mt#1", [], { tasks: md, config: "defaultBackend: gh" }],
    // by what the project knows
    [a("1"), "md#1 → mt#5", ["a: 5"], { tasks: md }],
    [a("1"), "md#1 → mt#5", ["a: 5"], { tasks: ["id: mt#1\nmigratedFrom: md#1"] }],
    [a("1"), "mt#1 → mt#5", ["a: 5"], { tasks: ["id: mt#1\nmigratedFrom: md#1"] }],
    [a("1"), "md#1 → mt#5", [], { tasks: ["id: gh#1"] }],
    [a("1"), "md#1 → mt#5", [], { tasks: ["id: gh#1", "id: md#1"] }],
    [a("1"), "md#1 → mt#5", [], { tasks: ["id: gh#9\nmigratedFrom: gh#1"] }],
    // nobody knows it: only where no other backend has, or had, the number
    [a("1"), "md#1 → mt#5", ["a: 5"]],
    [a("task#1"), "md#1 → mt#5", ["a: task#5"]],
    [
      a("1"),
      "md#1 → mt#5",
      [],
      { history: { ...noHistory, deletions: new Map([[id("gh#1"), { file: "tasks/x.yaml" }]]) } },
    ],
    [a("1"), "md#1 → mt#5", [], { history: { ...noHistory, isCut: true } }],
    [a("1"), "md#1 → mt#5", [], { tasks: ["["] }],
  ]);

  test("by the commit that wrote it, where that is what decided", () => {
    const files = filesOf([a("1"), "{ session: b, taskId: 1 }"], ["id: md#1", "id: gh#1"]);
    const [first] = projectOf(files).references;
    const project = projectOf(files);
    const [reference, other] = project.references;
    if (first === undefined || reference === undefined || other === undefined) throw new Error();
    const verdicts = new Map(project.verdicts);
    verdicts.set(reference, { status: "live", id: id("md#1") });
    verdicts.set(other, { status: "live", id: id("gh#1") });
    const plan = planMoves({ ...project, verdicts }, movesOf(["md#1 → mt#5"]));
    expect(plan.sessions.map(({ reference: { holder } }) => holder.name)).toEqual(["a"]);
    expect(() => planMoves({ ...project, verdicts }, movesOf(["1 → mt#5"]))).toThrow(
      "means several tasks: md#1, gh#1",
    );
  });
});

describe("plain becomes qualified where it would name another task", () => {
  table([
    [a("1"), "md#1 → mt#1", ["a: mt#1"], { tasks: ["id: md#1"] }],
    [a("1"), "md#1 → mt#5", ["a: mt#5"], { tasks: ["id: md#1", "id: gh#5"] }],
    [a("1"), "md#1 → md#5", ["a: md#5"], { tasks: ["id: mt#5\nmigratedFrom: md#5", "id: gh#5"] }],
    [a("1", "md"), "md#1 → mt#5", ["a: 5 backend mt"], { tasks: ["id: gh#5"] }],
    ["{ x: &b md, session: a, taskId: 1, backend: *b }", "md#1 → mt#5", ["a: mt#5"]],
  ]);
});

describe("a bare old number", () => {
  table([
    [a("1"), "1 → 5", ["a: 5"]],
    [a("'#1'"), "task#1 → 5", ["a: #5"]],
    [a("1"), "1 → mt#5", ["a: 5"], { tasks: ["id: md#1"] }],
    [a("1"), "1 → mt#5", ["a: mt#5"], { tasks: ["id: md#1", "id: gh#5"] }],
    [a("md#1"), "1 → 5", []],
    [a("1", "md"), "1 → 5", []],
    [a("1"), "1 → 5", [], { config: "defaultBackend: md" }],
  ]);

  test("that may mean several tasks is refused, and the sessions are listed", () => {
    const plan = () => planOf([a("1")], ["1 → 5"], { tasks: ["id: md#1", "id: gh#1"] });
    expect(plan).toThrow("ids:1:1: 1 means several tasks: md#1, gh#1");
    expect(plan).toThrow("sessions/s.yaml:1  a: md#1 or gh#1");
  });

  test("that is refused shows names in one line each", () => {
    const session = '{ session: "x\\nnext: \\e[2J", taskId: 1 }';
    expect(() => planOf([session], ["1 → 5"], { tasks: ["id: md#1", "id: gh#1"] })).toThrow(
      /^.*\n.*x\\u\{a\}next: \\u\{1b\}\[2J: md#1 or gh#1$/,
    );
  });

  test("is no matter where every session has its backend", () => {
    const sessions = ["{ session: a, taskId: 1, backend: md }", "{ session: b, taskId: gh#1 }"];
    expect(moved(sessions, ["1 → 5"], { tasks: ["id: md#1", "id: gh#1"] })).toEqual([]);
  });
});

describe("a map is one step", () => {
  const sessions = ["{ session: a, taskId: md#1 }", "{ session: b, taskId: md#2 }"];

  test("it swaps, and goes one step of a chain", () => {
    expect(moved(sessions, ["md#1 → md#2", "md#2 → md#1"])).toEqual(["a: md#2", "b: md#1"]);
    expect(moved(sessions, ["md#1 → md#2", "md#2 → md#3"])).toEqual(["a: md#2", "b: md#3"]);
  });

  test("tells plain sessions with one number apart by their backends", () => {
    const plain = ["md", "mt", "github"].map(
      name => `{ session: ${name}, taskId: 1, backend: ${name} }`,
    );
    const moves = ["md#1 → md#2", "mt#1 → gh#3", "gh#1 → mt#4"];
    expect(moved(plain, moves)).toEqual(["md: 2", "mt: 3 backend gh", "github: 4 backend minsky"]);
  });

  test.each<[moves: string[], tasks?: string[], config?: string]>([
    [["md#1 → md#2", "md#1 → md#3"]],
    [["1 → 2", "#1 → 3"]],
    [["1 → 2", "1 → md#2"]],
    [["md#1 → mt#2", "1 → 3"]],
    [["1 → 3", "md#1 → mt#2"], ["id: md#1"]],
    [["1 → 3", "md#1 → mt#2"], ["id: gh#1"], "defaultBackend: md"],
  ])("that takes one ID to two is refused: %j", (moves, tasks = [], config = "") => {
    expect(() => planOf([], moves, { tasks, config })).toThrow(
      "ids:2:1: one task ID cannot become two",
    );
  });

  test.each<[moves: string[], tasks?: string[]]>([
    [["md#1 → mt#2", "md#1 → mt#2"]],
    [["1 → 2", "task#1 → #2"]],
    [["md#1 → mt#2", "gh#1 → mt#3"]],
    [["md#1 → mt#2", "1 → 3"], ["id: gh#1"]],
  ])("that does not is fine: %j", (moves, tasks = []) => {
    expect(planOf([], moves, { tasks }).sessions).toEqual([]);
  });

  test("that names a number of two backends leaves alone a plain one that may mean either", () => {
    const moves = ["md#1 → mt#2", "gh#1 → mt#3"];
    expect(moved([a("1"), "{ session: b, taskId: gh#1 }"], moves)).toEqual(["b: mt#3"]);
    expect(warnings([a("1")], moves)).toContain("undecided");
    expect(moved([a("1")], moves, { tasks: ["id: gh#1"] })).toEqual(["a: 3"]);
  });

  test("moves a session once, for the first of two that mean the same", () => {
    const { sessions: planned } = planOf([a("1")], ["1 → 5", "md#1 → 5"], { tasks: ["id: md#1"] });
    expect(planned.map(({ move }) => move.place)).toEqual(["ids:1:1"]);
  });
});

describe("people are told", () => {
  test.each<[what: string, expected: string[], ...args: Parameters<typeof planOf>]>([
    ["of a new ID that no task has", ["unknown-target"], [], ["md#1 → mt#1"]],
    ["of the new ID of a plain one", ["unknown-target"], [a("md#1")], ["md#1 → 5"]],
    [
      "of a retired new ID",
      ["retired-target"],
      [],
      ["md#1 → md#2"],
      { tasks: ["id: mt#2\nmigratedFrom: md#2"] },
    ],
    [
      "of what was left alone",
      ["undecided"],
      [a("1")],
      ["md#1 → md#1"],
      { tasks: ["id: md#1", "id: gh#1"] },
    ],
    [
      "that no number is bare",
      ["default-backend"],
      [a("1")],
      ["1 → 5"],
      { config: "defaultBackend: md" },
    ],
    ["nothing else", [], [a("1")], ["md#1 → md#2"], { tasks: ["id: md#1", "id: md#2"] }],
    [
      "nothing of what another move took",
      [],
      [a("1")],
      ["md#1 → md#1", "gh#1 → md#1"],
      { tasks: ["id: md#1"] },
    ],
  ])("%s", (_, expected, ...args) => {
    expect(warnings(...args)).toEqual(expected);
  });

  test("of session files that cannot be read", () => {
    const project = projectOf({ "sessions/bad.yaml": "[", "sessions/a.yaml": "taskId: md 1" });
    const plan = planMoves(project, movesOf(["md#1 → 5"]));
    expect(plan.warnings).toEqual([{ kind: "unreadable", file: "sessions/bad.yaml" }]);
  });
});

test("references in task files are not moved", () => {
  const tasks = ["id: md#1", "id: md#7\nparent: md#1\ndependsOn: [md#1]"];
  expect(moved([a("md#1")], ["md#1 → mt#1"], { tasks })).toEqual(["a: mt#1"]);
});
