import { describe, expect, test } from "vitest";
import { targetPathOf } from "../../src/migrate/target-path.ts";
import { fileKinds } from "../../src/snapshots/records.ts";
import { id, settingsFrom } from "../support/memory.ts";

/** Where `from` in a file goes as `to`; `undefined` where it cannot be named. */
function target(file: string, from: string, to: string, config = ""): string | undefined {
  const settings = settingsFrom(config);
  const kindOf = fileKinds(settings);
  const isTaskFile = (path: string): boolean => kindOf(path) === "task";
  return targetPathOf({ file, id: id(from) }, id(to), settings, isTaskFile);
}

describe("a file goes where tasks of the new backend are", () => {
  test.each([
    ["tasks/md/1.yaml", "mt#1", "tasks/mt/1.yaml"],
    ["tasks/md/1.yaml", "mt#7", "tasks/mt/7.yaml"],
    ["tasks/md/1.yml", "mt#1", "tasks/mt/1.yml"],
    ["tasks/markdown/1.yaml", "mt#1", "tasks/minsky/1.yaml"],
    ["tasks/markdown/1.yaml", "jira#1", "tasks/jira/1.yaml"],
    ["tasks/md/open/1.yaml", "mt#1", "tasks/mt/open/1.yaml"],
    ["tasks/md/md/1.yaml", "mt#1", "tasks/md/mt/1.yaml"],
    ["tasks/md/fix-login.yaml", "mt#7", "tasks/mt/fix-login.yaml"],
    ["tasks/md/md.yaml", "mt#1", "tasks/mt/md.yaml"],
    ["tasks/1.yaml", "mt#1", "tasks/mt/1.yaml"],
    ["tasks/fix-login.yaml", "mt#7", "tasks/mt/7.yaml"],
    ["tasks/mt/1.yaml", "mt#1", "tasks/mt/1.yaml"],
    ["tasks/gh/1.yaml", "mt#1", "tasks/mt/1.yaml"],
  ])("%s as %s: %s", (file, to, expected) => {
    expect(target(file, "md#1", to)).toBe(expected);
  });

  test("or where the configuration says", () => {
    const config = "backends: { mt: { path: 'tasks/{localId}/{localId}.task.yaml' } }";
    expect(target("tasks/md/1.yaml", "md#1", "mt#7", config)).toBe("tasks/7/7.task.yaml");
    expect(target("tasks/md/1.yaml", "md#1", "mt#$&", config)).toBe("tasks/$&/$&.task.yaml");
  });
  test("but stays where it would be no task file there", () => {
    expect(target("work/1.yaml", "md#1", "mt#1", "tasks: ['work/*.yaml']")).toBe("work/1.yaml");
    const config = "backends: { mt: { path: 'elsewhere/{localId}.yaml' } }";
    expect(target("tasks/md/1.yaml", "md#1", "mt#1", config)).toBe("tasks/md/1.yaml");
  });
  test("and never among git's own files", () => {
    const config = "tasks: ['**/*.yaml']\nbackends: { mt: { path: '.{localId}/t.yaml' } }";
    expect(target("md.yaml", "md#git", "mt#git", config)).toBe("md.yaml");
    expect(target("md.yaml", "md#1", "mt#a", config)).toBe(".a/t.yaml");
  });
});

describe("an ID that is no name of a file is not made one", () => {
  const long = "a".repeat(201);
  test.each([
    "a/b",
    "../../x",
    "..",
    ".",
    "a\\b",
    ".git",
    ".GIT",
    ".hidden",
    "dot.",
    "git~1",
    long,
  ])("%s", localId => {
    expect(target("tasks/1.yaml", "md#1", `mt#${localId}`)).toBe(undefined);
    expect(target("tasks/md/1.yaml", "md#1", `mt#${localId}`)).toBe(undefined);
    // A file with a name of its own keeps it.
    expect(target("tasks/md/x.yaml", "md#1", `mt#${localId}`)).toBe("tasks/mt/x.yaml");
    const config = "backends: { mt: { path: 'tasks/{localId}/t.yaml' } }";
    expect(target("tasks/md/x.yaml", "md#1", `mt#${localId}`, config)).toBe(undefined);
  });
  test.each(["ä日🎉", "a.b", "-rf", "a:b", "~", "a".repeat(200)])("but %s is", localId => {
    expect(target("tasks/md/1.yaml", "md#1", `mt#${localId}`)).toBe(`tasks/mt/${localId}.yaml`);
  });
});
