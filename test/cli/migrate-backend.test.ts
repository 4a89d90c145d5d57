import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { TasksMigrateBackendCommand } from "../../src/index.ts";
import { filesOf, migrate, migrateJson, outcomes } from "../support/migration.ts";
import { createRepository, session, type TestRepository, task } from "../support/repository.ts";

/** Two tasks that name each other, and sessions that name them in every way. */
function twoTasks(): TestRepository {
  return createRepository({
    "tasks/md/123.yaml": "# the login page\nid: md#123 # its ID\ntitle: 'Fix it'\nstatus: TODO\n",
    "tasks/md/9.yaml": "id: md#9\r\ntitle: Nine\r\nstatus: DONE\r\nparent: md#123\r\n",
    "tasks/gh/1.yaml": "id: gh#1\ntitle: Other\ndependsOn:\n  - md#9 # first\n  - md#123\n",
    ...session("fix-login", "md#123"),
    ...session("plain", "9"),
    ...session("beside", "123", "backend: markdown\n"),
    ...session("other", "gh#1"),
  });
}

const migrated = {
  "tasks/mt/123.yaml":
    "# the login page\nid: mt#123 # its ID\nmigratedFrom: [md#123]\ntitle: 'Fix it'\nstatus: TODO\n",
  "tasks/mt/9.yaml":
    "id: mt#9\r\nmigratedFrom: [md#9]\r\ntitle: Nine\r\nstatus: DONE\r\nparent: mt#123\r\n",
  "tasks/gh/1.yaml": "id: gh#1\ntitle: Other\ndependsOn:\n  - mt#9 # first\n  - mt#123\n",
  ...session("fix-login", "mt#123"),
  ...session("plain", "9"),
  ...session("beside", "123", "backend: minsky\n"),
  ...session("other", "gh#1"),
  "README.md": "a repository\n",
};

describe("tasks migrate-backend", () => {
  test("plans in a dry run and writes nothing; --execute does what was planned", () => {
    const repository = twoTasks();
    const before = filesOf(repository);
    const dry = migrateJson(repository);
    expect(dry).toMatchObject({ code: 0, success: true, dryRun: true, total: 2, migrated: 2 });
    expect(filesOf(repository)).toEqual(before);
    expect(repository.status()).toBe("");

    const done = migrateJson(repository, "--execute");
    expect(filesOf(repository)).toEqual(migrated);
    expect(existsSync(join(repository.path, "tasks/md"))).toBe(false);
    expect(done).toEqual({
      ...dry,
      dryRun: false,
      validation: { passed: ["md#9", "md#123"], failed: [] },
    });
    expect(done).toMatchObject({ skipped: 0, errors: 0, warnings: [] });
    expect(outcomes(done)).toEqual(["md#9 mt#9 migrated", "md#123 mt#123 migrated"]);
    expect(done.details[1]).toMatchObject({
      file: "tasks/md/123.yaml",
      targetFile: "tasks/mt/123.yaml",
      sessionUpdates: {
        sessionsFound: 2,
        sessionsUpdated: 2,
        updatedSessions: ["beside", "fix-login"],
        errors: [],
      },
    });
    expect(done.details[0]?.sessionUpdates).toMatchObject({
      sessionsFound: 1,
      sessionsUpdated: 1,
      updatedSessions: ["plain"],
    });
    expect(repository.sa("check")).toMatchObject({ code: 0 });

    expect(migrateJson(repository, "--execute")).toMatchObject({ code: 0, total: 0 });
    expect(filesOf(repository)).toEqual(migrated);
  });

  test("tells people what moves, what follows, and what to type next", () => {
    const repository = twoTasks();
    const dry = migrate(repository, "--limit", "2");
    expect(dry.stdout).toBe(
      [
        "md#9 → mt#9  tasks/md/9.yaml → tasks/mt/9.yaml",
        "  sessions/plain.yaml:2:9  9, as before",
        "  tasks/gh/1.yaml:4:5  md#9 → mt#9",
        "md#123 → mt#123  tasks/md/123.yaml → tasks/mt/123.yaml",
        "  sessions/beside.yaml:2:9  backend markdown → minsky",
        "  sessions/fix-login.yaml:2:9  md#123 → mt#123",
        "  tasks/gh/1.yaml:5:5  md#123 → mt#123",
        "  tasks/md/9.yaml:4:9  md#123 → mt#123",
        "",
        "✓ 2 tasks would be migrated from md to mt, 3 sessions would be updated, 3 references in tasks would be updated; nothing was written",
        "  next: npx session-assoc tasks migrate-backend --from md --to mt --limit 2 --execute",
        "",
      ].join("\n"),
    );
    expect(migrate(repository, "--execute").stdout).toContain("✓ 2 tasks migrated from md to mt");
    expect(migrate(repository, "--execute", "--quiet")).toEqual({
      code: 0,
      stdout: "",
      stderr: "",
    });
  });

  test("takes long names, and from a subfolder or --cwd", () => {
    const repository = twoTasks();
    const args = ["tasks", "migrate-backend", "--from", "markdown", "--to", "minsky", "--execute"];
    expect(repository.sa("--cwd", join(repository.path, "tasks/md"), ...args)).toMatchObject({
      code: 0,
    });
    expect(filesOf(repository)).toEqual(migrated);
  });

  test("is a class of the library, which returns the same", async () => {
    const repository = twoTasks();
    const { code: _, ...printed } = migrateJson(repository, "--limit", "1");
    const command = new TasksMigrateBackendCommand();
    const options = { from: "md", to: "minsky", cwd: repository.path };
    expect(await command.execute({ ...options, limit: 1 })).toEqual(printed);
    const map = new Map([["9", "500"]]);
    const result = await command.execute({ ...options, map, execute: true });
    expect(outcomes(result)).toEqual(["md#9 mt#500 migrated", "md#123 mt#123 migrated"]);
    expect(repository.read("tasks/mt/500.yaml")).toContain("id: mt#500");
    await expect(command.execute({ ...options, to: "md" })).rejects.toThrow("md itself");
  });

  test("knows what it is asked for", () => {
    const repository = twoTasks();
    repository.write({ ".session-assoc.yaml": "backends: { gh: { retired: true } }\n" });
    const run = (...args: readonly string[]) => repository.sa("tasks", "migrate-backend", ...args);
    for (const [args, message] of [
      [["--from", "md"], "--to"],
      [["--from", "md", "--to", "markdown"], "md itself"],
      [["--from", "a b", "--to", "md"], '"a b" is no backend'],
      [["--from", "md", "--to", "github"], "gh is retired"],
      [["--from", "md", "--to", "mt", "--limit", "0"], "--limit"],
      [["--from", "md", "--to", "mt", "--limit", "1.5"], "--limit"],
      [["--from", "md", "--to", "mt", "--limit", "-1"], "--limit"],
      [["--from", "md", "--to", "mt", "--commit"], "--execute"],
      [["--from", "md", "--to", "mt", "--map", "none.yaml"], "none.yaml cannot be read"],
    ] as const) {
      const { code, stderr } = run(...args);
      expect(stderr).toContain(message);
      expect(code).toBe(2);
    }
    expect(run("--from", "md", "--to", "nw").stderr).toContain("nw is no backend that");
    expect(repository.status()).toBe("?? .session-assoc.yaml");
  });
});

describe("which tasks", () => {
  const many = () =>
    createRepository({
      ...task("md#10"),
      ...task("md#9"),
      ...task("md#b"),
      "tasks/md/x.yaml": "id: md#100\nstatus: done\n",
      "tasks/md/old.yaml": "id: md#1\nmigratedTo: gh#1\n",
      ...task("gh#3"),
    });
  test("are the live ones, by number, or the first of them", () => {
    const repository = many();
    const all = ["md#9 mt#9 migrated", "md#10 mt#10 migrated", "md#100 mt#100 migrated"];
    expect(outcomes(migrateJson(repository))).toEqual([...all, "md#b mt#b migrated"]);
    expect(outcomes(migrateJson(repository, "--limit", "2", "--execute"))).toEqual(all.slice(0, 2));
    expect(outcomes(migrateJson(repository))).toEqual([all[2], "md#b mt#b migrated"]);
  });
  test("are those with a status, in upper or lower case", () => {
    const repository = many();
    expect(outcomes(migrateJson(repository, "--filter-status", "DONE"))).toEqual([
      "md#100 mt#100 migrated",
    ]);
    expect(migrateJson(repository, "--filter-status", "todo", "--limit", "2").total).toBe(2);
    const none = migrateJson(repository, "--filter-status", "LATER");
    expect(none).toMatchObject({ code: 0, total: 0 });
    expect(none.warnings).toEqual(['no task has the status "LATER"; there are: TODO, done']);
  });
});

describe("an ID is never given out again", () => {
  test("neither a live, nor a retired, nor a deleted one, nor one of another branch", () => {
    const repository = createRepository({
      ...task("md#1"),
      ...task("md#2"),
      ...task("md#3"),
      ...task("md#4"),
      ...task("md#5"),
      ...task("md#6"),
      ...task("mt#1"),
      "tasks/gh/2.yaml": "id: gh#2\nmigratedFrom: [mt#2]\ntitle: mentions mt#900\n",
      "tasks/gh/8.yaml": "id: gh#8\nmigratedTo: mt#3\n",
      "tasks/mt/4.yaml": "id: 'mt#4'\n",
      "notes/mt.yaml": "id: mt#901\n",
    });
    repository.git("rm", "--quiet", "tasks/mt/4.yaml");
    repository.commit("delete it");
    repository.git("switch", "--quiet", "--create", "side");
    repository.commit("five", { "tasks/mt/x.yaml": "id: mt#5\nparent: mt#902\n" });
    repository.git("switch", "--quiet", "--detach", "main");
    repository.commit("on a tag", { "tasks/mt/x.yaml": "title: x\nid: mt#40\n" });
    repository.git("tag", "mark");
    repository.git("switch", "--quiet", "main");
    expect(outcomes(migrateJson(repository))).toEqual([
      "md#1 mt#41 migrated",
      "md#2 mt#42 migrated",
      "md#3 mt#43 migrated",
      "md#4 mt#44 migrated",
      "md#5 mt#45 migrated",
      "md#6 mt#6 migrated",
    ]);
  });

  test("nor is it where there is no commit yet", () => {
    const repository = createRepository();
    repository.git("update-ref", "-d", "HEAD");
    repository.write({ ...task("md#1"), ...task("mt#1") });
    expect(outcomes(migrateJson(repository, "--execute"))).toEqual(["md#1 mt#2 migrated"]);
  });

  test("so a task that moves there and back has a new number, unless the map brings it home", () => {
    const repository = createRepository({ ...task("md#1"), ...session("a", "md#1") });
    const back = (...flags: readonly string[]) =>
      repository.sa(
        "tasks",
        "migrate-backend",
        "--from",
        "mt",
        "--to",
        "md",
        "--format=json",
        ...flags,
      );
    migrateJson(repository, "--execute", "--commit");
    expect(outcomes(JSON.parse(back().stdout))).toEqual(["mt#1 md#2 migrated"]);
    repository.write({ "map.yaml": "1: 1\n" });
    expect(outcomes(JSON.parse(back("--map", "map.yaml", "--execute").stdout))).toEqual([
      "mt#1 md#1 migrated",
    ]);
    expect(repository.read("tasks/md/1.yaml")).toBe(
      "id: md#1\nmigratedFrom: [md#1, mt#1]\ntitle: Task md#1\nstatus: TODO\n",
    );
    expect(repository.read("sessions/a.yaml")).toBe("session: a\ntaskId: md#1\n");
    expect(repository.sa("check").code).toBe(0);
  });
});

test("a task that has its copy takes no new number, whatever is migrated beside it", () => {
  const files = {
    "tasks/md/1.yaml": "id: md#1\ntitle: T1\n",
    "tasks/md/2.yaml": "id: md#2\ntitle: T2\n",
    "tasks/md/5.yaml": "id: md#5\ntitle: T5\n",
    "tasks/mt/5.yaml": "id: mt#5\ntitle: other\n",
  };
  const undisturbed = createRepository(files);
  expect(outcomes(migrateJson(undisturbed, "--keep-source"))).toEqual([
    "md#1 mt#1 migrated",
    "md#2 mt#2 migrated",
    "md#5 mt#6 migrated",
  ]);
  const interrupted = createRepository({
    ...files,
    "tasks/mt/1.yaml": "id: mt#1\nmigratedFrom: [md#1]\ntitle: T1\n",
    "tasks/mt/2.yaml": "id: mt#2\nmigratedFrom: [md#2]\ntitle: T2\n",
  });
  expect(outcomes(migrateJson(interrupted, "--keep-source"))).toEqual([
    "md#1 mt#1 migrated",
    "md#2 mt#2 migrated",
    "md#5 mt#6 migrated",
  ]);
});

describe("a map", () => {
  test("decides, and what is wrong with one line stops that task alone", () => {
    const repository = createRepository({
      ...task("md#1"),
      ...task("md#2"),
      ...task("md#3"),
      ...task("md#4"),
      ...task("mt#7"),
      ...session("a", "md#1"),
      ...session("b", "md#2"),
      "map.yaml": "md#1: mt#700\n2: 7\nmd#3: 9\n4: 9\nmd#404: mt#404\n",
    });
    const result = migrateJson(repository, "--map", "map.yaml", "--execute");
    expect(outcomes(result)).toEqual([
      "md#1 mt#700 migrated",
      "md#2 mt#7 error",
      "md#3 mt#9 error",
      "md#4 mt#9 error",
      "md#404 mt#404 skipped",
    ]);
    expect(result).toMatchObject({ code: 1, success: false, migrated: 1, errors: 3, skipped: 1 });
    expect(result.details[1]?.error).toContain("mt#7 is used by tasks/mt/7.yaml");
    expect(result.details[4]?.reason).toBe("no live task has the ID md#404");
    expect(repository.read("tasks/mt/700.yaml")).toContain("id: mt#700\nmigratedFrom: [md#1]\n");
    expect(repository.read("sessions/a.yaml")).toBe("session: a\ntaskId: mt#700\n");
    expect(repository.read("sessions/b.yaml")).toBe("session: b\ntaskId: md#2\n");
    expect(repository.read("tasks/mt/7.yaml")).toContain("Task mt#7");
    expect(repository.sa("check").code).toBe(0);
    expect(outcomes(migrateJson(repository, "--map", "map.yaml", "--limit", "1"))).toEqual([
      "md#1 mt#700 skipped",
      "md#2 mt#7 error",
      "md#3 mt#9 skipped",
      "md#4 mt#9 skipped",
      "md#404 mt#404 skipped",
    ]);
  });

  test("is refused as a whole where it is none", () => {
    const repository = createRepository(task("md#1"));
    repository.write({ "sub/map.yaml": "md#1: mt#2\ngh#1: mt#3\n" });
    const run = repository.sa(
      "--cwd",
      "sub",
      "tasks",
      "migrate-backend",
      "--from=md",
      "--to=mt",
      "--map=map.yaml",
    );
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain('map.yaml:2:1: "gh#1" is not an ID of md');
  });
});

test("--keep-source leaves a tombstone, and the copy is the task", () => {
  const repository = twoTasks();
  const { code, validation } = migrateJson(repository, "--keep-source", "--execute");
  expect({ code, validation }).toEqual({
    code: 0,
    validation: { passed: ["md#9", "md#123"], failed: [] },
  });
  expect(filesOf(repository)).toEqual({
    ...migrated,
    "tasks/md/123.yaml":
      "# the login page\nid: md#123 # its ID\nmigratedTo: mt#123\ntitle: 'Fix it'\nstatus: TODO\n",
    "tasks/md/9.yaml":
      "id: md#9\r\nmigratedTo: mt#9\r\ntitle: Nine\r\nstatus: DONE\r\nparent: mt#123\r\n",
  });
  expect(repository.sa("check").code).toBe(0);
  expect(migrateJson(repository, "--keep-source", "--execute").total).toBe(0);
});
