import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  cli,
  createRepository,
  session,
  type TestRepository,
  task,
} from "../support/repository.ts";

const library = join(import.meta.dirname, "../../dist/lib/index.js");

function json(repository: TestRepository, ...args: readonly string[]): unknown {
  const { code, stdout } = repository.sa("sessions", ...args, "--format", "json");
  expect(code).toBe(0);
  return JSON.parse(stdout);
}

describe("sessions", () => {
  const repository = () =>
    createRepository({
      ...task("mt#5", "migratedFrom: [md#1, gh#2]\n"),
      ...task("mt#9"),
      "sessions/b.yaml": "- taskId: mt#5\n- session: second\n  taskId: 'md#1'\n- taskId: mt#9\n",
      ...session("a", "gh#2"),
      ...session("c/d", "1", "backend: markdown\n"),
      ...session("plain", "5"),
      ...session("other", "2", "backend: md\n"),
    });

  const lines = `sessions/a.yaml:2:9  a  gh#2
sessions/b.yaml:1:11  b  mt#5
sessions/b.yaml:3:12  second  md#1
sessions/c/d.yaml:2:9  c/d  1
sessions/plain.yaml:2:9  plain  5
`;

  test("lists those of a task by its present and any former ID, in any form", () => {
    const there = repository();
    for (const id of ["mt#5", "md#1", "gh#2", "5", "#1", "task#2"]) {
      expect(there.sa("sessions", id), id).toEqual({ code: 0, stdout: lines, stderr: "" });
    }
    expect(json(there, "md#1")).toStrictEqual({
      taskId: "mt#5",
      sessions: [
        { session: "a", file: "sessions/a.yaml", taskId: "gh#2" },
        { session: "b", file: "sessions/b.yaml", taskId: "mt#5" },
        { session: "second", file: "sessions/b.yaml", taskId: "md#1" },
        { session: "c/d", file: "sessions/c/d.yaml", taskId: "1" },
        { session: "plain", file: "sessions/plain.yaml", taskId: "5" },
      ],
    });
  });

  test("the library finds the same around the current directory", () => {
    const there = repository();
    const script = `
      import { findSessionsByTaskId, hasSessionsForTask } from ${JSON.stringify(library)};
      console.log(JSON.stringify([
        await findSessionsByTaskId("md#1"), await hasSessionsForTask("task#9"),
        await hasSessionsForTask("md#404"), await findSessionsByTaskId("no ID"),
      ]));`;
    const args = ["--input-type=module", "-e", script];
    const run = there.run(process.execPath, args, { in: "sessions/c" });
    expect(run.stderr).toBe("");
    expect(JSON.parse(run.stdout)).toEqual([["a", "b", "second", "c/d", "plain"], true, false, []]);
  });

  test("asks history for an ID that no file names, committed or not", () => {
    const there = createRepository({ ...task("md#1"), ...session("a", "mt#5") });
    there.migrate("md#1", "mt#5", { record: false });
    expect(json(there, "md#1")).toMatchObject({ taskId: "mt#5", sessions: [{ session: "a" }] });
    there.write({ "tasks/mt/5.yaml": there.read("tasks/mt/5.yaml").replace("mt#5", "gh#7") });
    expect(json(there, "mt#5")).toMatchObject({ taskId: "gh#7", sessions: [{ session: "a" }] });
    expect(json(there, "1")).toMatchObject({ taskId: "gh#7", sessions: [{ session: "a" }] });
  });

  test("exits 0 with an empty list where a task has none", () => {
    const there = createRepository(task("md#1"));
    expect(there.sa("sessions", "md#1")).toEqual({
      code: 0,
      stdout: "",
      stderr: "session-assoc: no session is associated with md#1\n",
    });
    expect(json(there, "1")).toStrictEqual({ taskId: "md#1", sessions: [] });
    const quiet = there.run(process.execPath, [cli, "--quiet", "sessions", "md#1"]);
    expect(quiet).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  test("exits 1 where several tasks fit, and lists them", () => {
    const there = createRepository({ ...task("md#1"), ...task("gh#1"), ...session("a", "1") });
    expect(there.sa("sessions", "1")).toEqual({
      code: 1,
      stdout: "",
      stderr:
        "session-assoc: 1 may mean several tasks: gh#1 (tasks/gh/1.yaml), md#1 (tasks/md/1.yaml); name the one that is meant\n",
    });
    const { code, stdout } = there.sa("sessions", "1", "--format", "json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ taskId: null, sessions: [] });
    // The session that may mean it is not counted, and not passed over in silence.
    expect(there.sa("sessions", "gh#1")).toEqual({
      code: 0,
      stdout: "",
      stderr:
        "session-assoc: sessions/a.yaml:2:9: session a names 1, which may mean gh#1 or another task\n",
    });
    there.write({ ".session-assoc.yaml": "defaultBackend: github\n" });
    expect(json(there, "1")).toMatchObject({ taskId: "gh#1", sessions: [{ session: "a" }] });
  });

  test("exits 1 for an ID that no task has, says why, and lists who names it all the same", () => {
    const there = createRepository({
      ...task("md#1"),
      ...session("a", "md#1"),
      ...session("b", "md#404"),
    });
    there.remove("tasks");
    const commit = there.commit("delete the task").slice(0, 10);
    expect(there.sa("sessions", "md#1")).toEqual({
      code: 1,
      stdout: "sessions/a.yaml:2:9  a  md#1\n",
      stderr: `session-assoc: md#1: task md#1 was deleted in ${commit} (tasks/md/1.yaml); these sessions name it all the same\n`,
    });
    const { code, stderr } = there.sa("sessions", "md#2");
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: "session-assoc: md#2: no task, now or in history, has this ID\n",
    });
    there.write({ "tasks/bad.yaml": "[", "sessions/bad.yaml": "[" });
    expect(there.sa("sessions", "md#2").stderr).toBe(
      `session-assoc: md#2: no task that can be read has this ID; tasks/bad.yaml may hold it
session-assoc: sessions/bad.yaml cannot be read; what its sessions name is not known
`,
    );
  });

  test("takes a live ID for the task that has it, though another one had it before", () => {
    const there = createRepository({
      "tasks/md/1.yaml": "id: md#1\ntitle: Login\n",
      ...session("old", "md#1"),
    });
    there.migrate("md#1", "mt#1");
    there.commit("reuse", { "tasks/md/1.yaml": "id: md#1\ntitle: Colours\n" });
    there.commit("for the new one", session("fresh", "md#1"));
    expect(json(there, "md#1")).toMatchObject({
      taskId: "md#1",
      sessions: [{ session: "fresh" }],
    });
    expect(json(there, "mt#1")).toMatchObject({ taskId: "mt#1", sessions: [{ session: "old" }] });
  });

  test("exits 2 for what is no ID", () => {
    const there = createRepository();
    for (const id of ["md 1", "", "a#b#c", "\x1b[2J"]) {
      const { code, stdout, stderr } = there.sa("sessions", id);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toMatch(/^session-assoc: Invalid task ID format:[^\x1b]*\n/);
    }
  });
});
