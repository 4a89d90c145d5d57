import { chmodSync, mkdirSync, readdirSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { filesOf, migrate, migrateJson, outcomes } from "../support/migration.ts";
import { createRepository, session, task } from "../support/repository.ts";

test("nothing that is there is overwritten, and no link is followed", () => {
  const repository = createRepository({
    ...task("md#1"),
    ...task("md#2"),
    ...task("md#3"),
    "tasks/a/md/4.yaml": "id: md#4\n",
    "tasks/b/md/5.yaml": "id: md#5\n",
    "tasks/mt/1.yaml": "# a note\n",
    ...session("s", "md#1"),
  });
  mkdirSync(join(repository.path, "../outside"));
  symlinkSync("nowhere", join(repository.path, "tasks/mt/2.yaml"));
  symlinkSync("../../../outside", join(repository.path, "tasks/a/mt"));
  repository.git("init", "--quiet", "tasks/b/mt");
  const result = migrateJson(repository, "--execute");
  expect(outcomes(result)).toEqual([
    "md#1 mt#1 error",
    "md#2 mt#2 error",
    "md#3 mt#3 migrated",
    "md#4 mt#4 error",
    "md#5 mt#5 error",
  ]);
  expect(result).toMatchObject({ code: 1, success: false });
  expect(result.details.map(({ error }) => error?.split(" is ")[0])).toEqual([
    "tasks/mt/1.yaml",
    "tasks/mt/2.yaml",
    undefined,
    "tasks/a/mt",
    "tasks/b/mt",
  ]);
  expect(repository.read("tasks/mt/1.yaml")).toBe("# a note\n");
  expect(repository.read("sessions/s.yaml")).toBe("session: s\ntaskId: md#1\n");
  expect(readdirSync(join(repository.path, "../outside"))).toEqual([]);
});

test("an ID that is no name of a file needs the map", () => {
  const repository = createRepository({
    "tasks/md/x.yaml": "id: md#../../../evil\n",
    "tasks/y.yaml": "id: md#../../.git/hooks/pre-commit\n",
    ...task("md#1"),
    "map.yaml": "1: .git\n",
  });
  const result = migrateJson(repository, "--map", "map.yaml", "--execute");
  expect(outcomes(result)).toEqual([
    "md#1 mt#.git error",
    "md#../../../evil mt#../../../evil migrated",
    "md#../../.git/hooks/pre-commit mt#../../.git/hooks/pre-commit error",
  ]);
  expect(repository.read("tasks/mt/x.yaml")).toBe(
    "id: mt#../../../evil\nmigratedFrom: [md#../../../evil]\n",
  );
  expect(result.details.find(({ id }) => id === "md#1")?.error).toContain("map md#1");
});

test("a file of several tasks is edited in its place, in one piece", () => {
  const repository = createRepository({
    "tasks/md/all.yaml":
      "- id: md#1\n  dependsOn: [md#2, gh#1]\n- id: gh#1\n  parent: md#1\n- id: md#2\n",
    "tasks/two.yaml": "id: &a md#3\n---\nid: md#4\n---\nid: md#5\nmigratedFrom: *a\n",
    ...session("s", "md#2"),
  });
  const result = migrateJson(repository, "--execute");
  expect(outcomes(result)).toEqual([
    "md#1 mt#1 migrated",
    "md#2 mt#2 migrated",
    "md#3 mt#3 migrated",
    "md#4 mt#4 migrated",
    "md#5 mt#5 error",
  ]);
  expect(repository.read("tasks/md/all.yaml")).toBe(
    "- id: mt#1\n  migratedFrom: [md#1]\n  dependsOn: [mt#2, gh#1]\n- id: gh#1\n  parent: mt#1\n- id: mt#2\n  migratedFrom: [md#2]\n",
  );
  expect(repository.read("tasks/two.yaml")).toBe(
    "id: &a mt#3\nmigratedFrom: [md#3]\n---\nid: mt#4\nmigratedFrom: [md#4]\n---\nid: md#5\nmigratedFrom: *a\n",
  );
  expect(repository.read("sessions/s.yaml")).toContain("mt#2");
  const copied = migrateJson(
    createRepository({ "tasks/all.yaml": "- id: md#1\n- id: md#2\n" }),
    "--keep-source",
  );
  expect(copied).toMatchObject({ code: 1, errors: 2 });
});

test("a file keeps its permissions, and its name where that is not its number", () => {
  const repository = createRepository({
    "tasks/markdown/open/Fix login.yaml": "id: md#1\n",
    "tasks/markdown/2.yml": "id: md#2\n",
  });
  chmodSync(join(repository.path, "tasks/markdown/2.yml"), 0o755);
  expect(migrate(repository, "--keep-source", "--execute").code).toBe(0);
  const mode = statSync(join(repository.path, "tasks/minsky/2.yml")).mode & 0o777;
  expect(mode).toBe(0o755);
  expect(Object.keys(filesOf(repository)).filter(path => path.startsWith("tasks/minsky"))).toEqual([
    "tasks/minsky/2.yml",
    "tasks/minsky/open/Fix login.yaml",
  ]);
});

test("what is left behind is said, does not stop the rest, and fails", () => {
  const repository = createRepository({
    ...task("md#1"),
    ...task("md#2"),
    "tasks/md/3a.yaml": "id: md#3\n",
    "tasks/md/3b.yaml": "id: md#3\n",
    ...task("gh#1"),
    "sessions/alias.yaml": "x: &a md#1\ntaskId: *a\n",
    "sessions/plain.yaml": "taskId: 1\n",
    "sessions/clear.yaml": "taskId: 2\n",
    "sessions/broken.yaml": "taskId: [\n",
    "tasks/broken.yaml": "id: [\n",
  });
  const result = migrateJson(repository, "--execute", "--retire");
  expect(outcomes(result)).toEqual(["md#1 mt#1 migrated", "md#2 mt#2 migrated", "md#3 - error"]);
  expect(result).toMatchObject({ code: 1, success: false, retired: false });
  expect(result.details[0]?.sessionUpdates).toMatchObject({ sessionsFound: 2, sessionsUpdated: 0 });
  expect(result.details[0]?.sessionUpdates.errors).toEqual([
    "Failed to update session alias: md#1 is a YAML alias; change the value that it repeats (sessions/alias.yaml:2:9)",
    "Failed to update session plain: 1 fits several tasks, and nothing tells which one is meant (sessions/plain.yaml:1:9)",
  ]);
  expect(result.details[2]?.error).toContain("tasks/md/3a.yaml, tasks/md/3b.yaml");
  expect(result.validation).toEqual({
    passed: ["md#2"],
    failed: [{ id: "md#1", reason: "sessions/alias.yaml:2:9 still names md#1" }],
  });
  expect(result.warnings.map(text => text.split(" ")[0])).toEqual([
    "sessions/broken.yaml",
    "tasks/broken.yaml",
    "md",
  ]);
});

test("a number that becomes another task's as well is qualified where it meant the first one", () => {
  const repository = createRepository({
    ...task("md#1"),
    ...task("gh#7"),
    "sessions/seven.yaml": "taskId: 7\n",
    "map.yaml": "1: 7\n",
  });
  const result = migrateJson(repository, "--map", "map.yaml", "--execute");
  expect(result).toMatchObject({ code: 0, success: true });
  expect(repository.read("sessions/seven.yaml")).toBe("taskId: gh#7\n");
});
