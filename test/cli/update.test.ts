import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { updateSessionTaskAssociation } from "../../src/session-task-association.ts";
import {
  createRepository,
  type Files,
  session,
  type TestRepository,
  task,
} from "../support/repository.ts";

const both = { ...task("md#1"), ...task("mt#1") };

const unwritable = "sessions/u.yaml";

/** What has the system refuse to replace one file, to whoever asks: modes are no obstacle to root. */
function refuseToReplace(path: string): string {
  return `const fs = require("node:fs");
const { renameSync } = fs;
fs.renameSync = (from, to) => {
  if (to.endsWith(${JSON.stringify(`/${path}`)})) throw Object.assign(new Error("EACCES: refused"), { code: "EACCES" });
  renameSync(from, to);
};
`;
}

/** Writes a map, and updates by it. */
function updateByMap(repository: TestRepository, map: string, ...args: readonly string[]) {
  repository.write({ "ids.yaml": map });
  return repository.sa("update", "--map", "ids.yaml", ...args);
}

describe("update", () => {
  test("moves the sessions that name the old ID, and no reference of a task", () => {
    const repository = createRepository({
      ...both,
      ...task("md#7", "parent: md#1\ndependsOn: [md#1]\n"),
      ...session("a", "md#1"),
      ...session("b", "md#7"),
      ...session("team/c", "md#1"),
    });
    const dry = repository.sa("update", "md#1", "mt#1", "--dry-run");
    expect(dry).toEqual({
      code: 0,
      stdout: `sessions/a.yaml:2:9  md#1 → mt#1
sessions/team/c.yaml:2:9  md#1 → mt#1
✓ 2 sessions would be updated
`,
      stderr: "",
    });
    expect(repository.status()).toBe("");
    expect(repository.sa("update", "md#1", "mt#1")).toEqual({
      ...dry,
      stdout: dry.stdout.replace("would be ", ""),
    });
    expect(repository.git("diff", "--name-only")).toBe("sessions/a.yaml\nsessions/team/c.yaml");
    expect(repository.read("sessions/team/c.yaml")).toBe("session: team/c\ntaskId: mt#1\n");

    const again = repository.sa("update", "md#1", "mt#1");
    expect(again).toMatchObject({
      code: 0,
      stdout: "✓ nothing to update: no session names md#1\n",
    });
    expect(repository.sa("--quiet", "update", "md#1", "mt#1").stdout).toBe("");
  });

  test("prints the contract's JSON", () => {
    const repository = createRepository({ ...both, ...session("a", "md#1") });
    const { code, stdout, stderr } = repository.sa("update", "md#1", "mt#1", "--format", "json");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout)).toStrictEqual({
      sessionsFound: 1,
      sessionsUpdated: 1,
      updatedSessions: ["a"],
      errors: [],
    });
  });

  test("changes no other byte", () => {
    const before: Files = {
      "sessions/crlf.yaml": "session: crlf\r\ntaskId: 'md#1' # not md#1\r\nnote: md#1\r\n",
      "sessions/bom.yaml": '\uFEFF{ session: "🚀", taskId: "md\\x231", x: [md#1] }',
      "sessions/documents.yaml": "taskId: md#1\n---\n- taskId: md#1  \n- taskId: md#2\n",
      "sessions/hash.yaml": 'taskId: "#1" # plain\nbackend: markdown\n',
      "sessions/task.yaml": "backend: 'md'\ntaskId: task#1",
      "sessions/plain.yaml": "taskId: 1\r\nbackend: md\r\n",
    };
    const repository = createRepository({ ...task("mt#05"), ...before });
    expect(repository.sa("update", "md#1", "mt#05").code).toBe(0);
    const after: Files = {
      "sessions/crlf.yaml": "session: crlf\r\ntaskId: 'mt#05' # not md#1\r\nnote: md#1\r\n",
      "sessions/bom.yaml": '\uFEFF{ session: "🚀", taskId: "mt#05", x: [md#1] }',
      "sessions/documents.yaml": "taskId: mt#05\n---\n- taskId: mt#05  \n- taskId: md#2\n",
      "sessions/hash.yaml": 'taskId: "#05" # plain\nbackend: minsky\n',
      "sessions/task.yaml": "backend: 'mt'\ntaskId: task#05",
      "sessions/plain.yaml": 'taskId: "05"\r\nbackend: mt\r\n',
    };
    for (const [path, content] of Object.entries(after)) {
      expect(repository.read(path), path).toBe(content);
    }
  });

  test("tells three plain sessions with one number apart by their backends", () => {
    const sessions = (["md", "minsky", "gh"] as const).map(name =>
      session(name, "1", `backend: ${name}\n`),
    );
    const repository = createRepository({ ...both, ...Object.assign({}, ...sessions) });
    const run = repository.sa("update", "mt#1", "md#2");
    expect(run).toMatchObject({
      code: 0,
      stdout: "sessions/minsky.yaml:2:9  1 → 2, backend minsky → markdown\n✓ 1 session updated\n",
      stderr: "session-assoc: warning: no task has the ID md#2\n",
    });
    expect(repository.status()).toBe(" M sessions/minsky.yaml");
    expect(repository.read("sessions/minsky.yaml")).toBe(
      "session: minsky\ntaskId: 2\nbackend: markdown\n",
    );
  });

  test("leaves alone, and names, what may mean another task; refuses a number that means several", () => {
    const repository = createRepository({ ...both, ...session("a", "1") });
    const qualified = repository.sa("update", "md#1", "md#2");
    expect(qualified).toMatchObject({
      code: 0,
      stdout: "✓ nothing to update: no session names md#1\n",
    });
    expect(qualified.stderr).toContain("sessions/a.yaml:2:9: session a names 1, which may mean");
    const bare = repository.sa("update", "1", "2");
    expect(bare).toMatchObject({ code: 2, stdout: "" });
    expect(bare.stderr).toContain("1 means several tasks: md#1, mt#1");
    expect(bare.stderr).toContain("next: name the old ID with its backend");
    expect(repository.status()).toBe("");
  });

  test("takes from history what a plain ID means, and whether the new one is retired", () => {
    const repository = createRepository({ ...task("md#1"), ...task("md#2"), ...session("a", "1") });
    repository.migrate("md#1", "mt#5", { record: false });
    repository.migrate("md#2", "mt#6", { record: false });
    repository.write({ ...session("b", "1", "backend: md\n"), ...session("c", "5") });
    const run = repository.sa("update", "md#1", "md#2");
    expect(run).toEqual({
      code: 0,
      stdout: `sessions/a.yaml:2:9  1 → md#2
sessions/b.yaml:2:9  1 → md#2
✓ 2 sessions updated
`,
      stderr: "session-assoc: warning: md#2 is a retired ID; its task is mt#6 today\n",
    });
  });

  test("exits 1 where an alias or its anchor is in the way, and writes nothing of that file", () => {
    const alias = "- session: a\n  taskId: &id md#1\n- session: b\n  taskId: *id\n- taskId: md#1\n";
    const repository = createRepository({
      ...both,
      "sessions/alias.yaml": alias,
      ...session("c", "md#1"),
    });
    const { code, stdout } = repository.sa("update", "md#1", "mt#1", "--format", "json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toStrictEqual({
      sessionsFound: 4,
      sessionsUpdated: 1,
      updatedSessions: ["c"],
      errors: [
        expect.stringMatching(/^Failed to update session a: YAML aliases repeat/),
        expect.stringMatching(/^Failed to update session b: its task ID is a YAML alias/),
        expect.stringMatching(/^Failed to update session alias: session a in the same file/),
      ],
    });
    expect(repository.read("sessions/alias.yaml")).toBe(alias);
    expect(repository.read("sessions/c.yaml")).toContain("taskId: mt#1\n");
    expect(repository.sa("update", "md#1", "mt#1", "--dry-run")).toMatchObject({ code: 1 });
  });

  test("exits 3 where a file cannot be written, and goes on with the others", () => {
    const repository = createRepository({
      ...both,
      ...session("a", "md#1"),
      [unwritable]: "- { session: u, taskId: md#1 }\n- { session: v, taskId: md#1 }\n",
      ...session("z", "md#1"),
    });
    repository.write({ "../refuse.cjs": refuseToReplace(unwritable) });
    const NODE_OPTIONS = `--require ${join(repository.path, "../refuse.cjs")}`;
    const { code, stdout } = repository.in({ NODE_OPTIONS }).sa("update", "md#1", "mt#1");
    expect(code).toBe(3);
    expect(stdout).toContain(`Failed to update session u: ${unwritable} could not be written`);
    expect(stdout).toContain(`Failed to update session v: ${unwritable} could not be written`);
    expect(stdout).toContain("✗ 2 sessions updated, 2 could not be\n");
    expect(repository.git("diff", "--name-only")).toBe("sessions/a.yaml\nsessions/z.yaml");
  });

  // A folder is no obstacle to root.
  test.skipIf(process.getuid?.() === 0)("exits 3 where a folder is read-only", () => {
    const repository = createRepository({ ...both, ...session("team/a", "md#1") });
    chmodSync(join(repository.path, "sessions/team"), 0o555);
    const { code, stdout } = repository.sa("update", "md#1", "mt#1");
    chmodSync(join(repository.path, "sessions/team"), 0o755);
    expect(code).toBe(3);
    expect(stdout).toContain("Failed to update session team/a: sessions/team/a.yaml could not be");
    expect(repository.status()).toBe("");
  });

  test("writes through no symbolic link, and shows hostile names escaped", () => {
    const repository = createRepository({
      ...both,
      "sessions/x.yaml": 'session: "\\e[2J"\ntaskId: &i md#1\nx: *i\n',
    });
    mkdirSync(join(repository.path, "../outside"));
    writeFileSync(join(repository.path, "../outside/s.yaml"), "taskId: md#1\n");
    symlinkSync("../../outside", join(repository.path, "sessions/linked"));
    symlinkSync("../../outside/s.yaml", join(repository.path, "sessions/link.yaml"));
    const run = repository.sa("update", "md#1", "mt#1");
    expect(run.code).toBe(1);
    expect(run.stdout).toContain("Failed to update session \\u{1b}[2J: ");
    expect(run.stdout).toContain("✗ 0 sessions updated, 1 could not be\n");
    expect(repository.read("../outside/s.yaml")).toBe("taskId: md#1\n");
  });

  test("names session files that cannot be read: they may hold more", async () => {
    const repository = createRepository({ "sessions/bad.yaml": "[", ...session("a", "md#1") });
    const { code, stderr } = repository.sa("update", "md#1", "mt#1");
    expect(code).toBe(0);
    expect(stderr).toContain("warning: sessions/bad.yaml cannot be read");
    const { path: cwd } = repository;
    expect(await updateSessionTaskAssociation("mt#1", "mt#2", { cwd, dryRun: true })).toEqual({
      sessionsFound: 1,
      sessionsUpdated: 1,
      updatedSessions: ["a"],
      errors: ["sessions/bad.yaml cannot be read; what its sessions name is not known"],
    });
  });

  test("exits 2 for what cannot be meant, and nothing is on stdout", () => {
    const repository = createRepository({
      ...session("a", "md#1"),
      "ids.yaml": "md#1: mt#1\n",
    });
    const bad: [args: string[], said: string][] = [
      [[], "an old and a new task ID are needed"],
      [["md#1"], "an old and a new task ID are needed"],
      [["md#1", "mt#1", "x"], "x is no session or task file, and holds none"],
      [["md#1", "--map", "ids.yaml"], "md#1 is no session or task file, and holds none"],
      [["md 1", "mt#1"], "Invalid task ID format: md 1"],
      [["md#1", "\x1b[2J"], "Invalid task ID format: \\u{1b}[2J"],
      [["--map", "none.yaml"], "none.yaml cannot be read"],
    ];
    for (const [args, said] of bad) {
      const { code, stdout, stderr } = repository.sa("update", ...args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toContain(said);
    }
    expect(repository.status()).toBe("");
  });
});

describe("update --map", () => {
  test("swaps, in one step, and prints a list", () => {
    const repository = createRepository({
      ...both,
      ...session("a", "md#1"),
      ...session("b", "mt#1"),
      "sessions/two.yaml": "- taskId: mt#1\n- taskId: 'md#1'\n",
    });
    const map = "# swapped by accident\nmd#1: mt#1\nmt#1: 'md#1'\nmd#9: mt#1\n";
    const { code, stdout } = updateByMap(repository, map, "--format", "json");
    expect(code).toBe(0);
    const result = (names: readonly string[]) => ({
      sessionsFound: names.length,
      sessionsUpdated: names.length,
      updatedSessions: names,
      errors: [],
    });
    expect(JSON.parse(stdout)).toStrictEqual([
      { from: "md#1", to: "mt#1", result: result(["a", "two"]) },
      { from: "mt#1", to: "md#1", result: result(["b", "two"]) },
      { from: "md#9", to: "mt#1", result: result([]) },
    ]);
    expect(repository.read("sessions/a.yaml")).toContain("taskId: mt#1\n");
    expect(repository.read("sessions/b.yaml")).toContain("taskId: md#1\n");
    expect(repository.read("sessions/two.yaml")).toBe("- taskId: md#1\n- taskId: 'mt#1'\n");
  });

  test("is refused as a whole, with line and column, where it cannot be meant", () => {
    const repository = createRepository({ ...both, ...session("a", "md#1") });
    const bad: [map: string, said: string][] = [
      ["md#1: mt#1\nmd#2\n", "ids.yaml:2:1: "],
      ["md#1: mt#1\nmd#2: [mt#2]\n", "ids.yaml:2:1: expected"],
      ["md#1: mt#1\nmd#2: mt 2\n", "ids.yaml:2:1: Invalid task ID format: mt 2"],
      ["md#1: mt#1\nmd#1: mt#2\n", "ids.yaml:2:1: "],
      ["- md#1: mt#1\n- md#1: mt#2\n", "ids.yaml:2:3: one task ID cannot become two: md#1 → mt#1"],
      ["gh#5: mt#1\n  \n5: mt#2\n", "ids.yaml:3:1: one task ID cannot become two"],
    ];
    for (const [map, said] of bad) {
      const { code, stdout, stderr } = updateByMap(repository, map);
      expect({ code, stdout }, map).toEqual({ code: 2, stdout: "" });
      expect(stderr).toContain(said);
    }
    expect(updateByMap(repository, "# nothing\n")).toMatchObject({
      code: 0,
      stdout: "✓ nothing to update: no session names an ID of the map\n",
    });
    expect(repository.git("diff", "--name-only")).toBe("");
  });

  test("starts as many git processes for 200 sessions as for one", () => {
    const repository = createRepository(session("s0", "md#0"));
    const git = repository.run("sh", ["-c", "command -v git"]).stdout.trim();
    const log = join(repository.path, "../git.log");
    const wrapper = join(repository.path, "../bin/git");
    writeFileSync(wrapper, `#!/bin/sh\necho "$*" >>'${log}'\nexec '${git}' "$@"\n`);
    chmodSync(wrapper, 0o755);
    const processes = (map: string): number => {
      writeFileSync(log, "");
      expect(updateByMap(repository, map).code).toBe(0);
      return repository.read("../git.log").trim().split("\n").length;
    };
    const one = processes("md#0: mt#0\n");
    expect(one).toBeGreaterThan(1);
    const numbers = Array.from({ length: 200 }, (_, i) => i);
    repository.write(Object.assign({}, ...numbers.map(i => session(`s${i}`, `md#${i}`))));
    expect(processes(numbers.map(i => `md#${i}: mt#${i}\n`).join(""))).toBe(one);
    expect(repository.read("sessions/s199.yaml")).toContain("taskId: mt#199\n");
  });
});
