import { describe, expect, test } from "vitest";
import {
  createRepository,
  session,
  type TestRepository,
  task,
  taskPath,
} from "../support/repository.ts";

/** Two tasks; a session and a third task name the first one. */
function withReferences(): TestRepository {
  return createRepository({
    ...task("md#1"),
    ...task("md#2"),
    ...task("md#3", "parent: md#1\ndependsOn: [md#2, md#1]\n"),
    ...session("login", "md#1"),
  });
}

const places = [
  ["sessions/login.yaml", 2, 9],
  ["tasks/md/3.yaml", 4, 9],
  ["tasks/md/3.yaml", 5, 19],
];

function expectMerged(repository: TestRepository, evidence: object): void {
  const findings = repository.findings();
  expect(findings.map(({ file, line, column }) => [file, line, column])).toEqual(places);
  for (const finding of findings) {
    expect(finding).toMatchObject({ code: "stale-task-id", replacement: "md#2", evidence });
  }
  expect(repository.sa("fix").code).toBe(0);
  expect(repository.read("sessions/login.yaml")).toBe("session: login\ntaskId: md#2\n");
  expect(repository.read("tasks/md/3.yaml")).toContain("parent: md#2\ndependsOn: [md#2, md#2]\n");
}

describe("a task that was merged into another one", () => {
  test("is followed by what named it, sessions and tasks", () => {
    const repository = withReferences();
    repository.remove(taskPath("md#1"));
    const commit = repository.commit("merge 1 into 2", {
      [taskPath("md#2")]: "id: md#2\nmigratedFrom: [md#1]\ntitle: Task md#2\nstatus: TODO\n",
    });
    expectMerged(repository, { kind: "migratedFrom", file: taskPath("md#2"), commit });
    expect(repository.sa("resolve", "md#1").stdout).toContain(
      `migratedFrom in ${taskPath("md#2")}, see ${commit.slice(0, 10)}`,
    );
  });

  test("is followed too when the record was dropped since: history has it", () => {
    const repository = withReferences();
    repository.remove(taskPath("md#1"));
    const commit = repository.commit("merge 1 into 2", {
      [taskPath("md#2")]: "id: md#2\nmigratedFrom: [md#1]\ntitle: Task md#2\nstatus: TODO\n",
    });
    repository.commit("tidy up", task("md#2"));
    expectMerged(repository, { kind: "history", file: taskPath("md#2"), commit });
  });
});

test("a tombstone that is tidied away still tells where its task went", () => {
  const repository = createRepository({
    ...task("md#1"),
    ...session("login", "md#1"),
  });
  repository.commit("to the tracker", { [taskPath("md#1")]: "id: md#1\nmigratedTo: jira#7\n" });
  repository.remove(taskPath("md#1"));
  const commit = repository.commit("tidy up");
  expect(repository.findings()).toMatchObject([
    {
      code: "stale-task-id",
      replacement: "jira#7",
      evidence: { kind: "migratedTo", file: taskPath("md#1"), commit },
    },
  ]);
});

test("a version of a task that is too large to be read is not taken for a deletion", () => {
  const repository = createRepository({ ...task("md#1"), ...session("login", "md#1") });
  const small = repository.read(taskPath("md#1"));
  repository.commit("large", { [taskPath("md#1")]: `${small}${"# padding\n".repeat(120_000)}` });
  repository.commit("small again", { [taskPath("md#1")]: small });
  const commit = repository.migrate("md#1", "mt#1", { record: false });
  expect(repository.findings()).toMatchObject([
    { code: "stale-task-id", replacement: "mt#1", evidence: { kind: "history", commit } },
  ]);
});

test("a deleted task is told of with the commit, wherever it is named", () => {
  const repository = withReferences();
  repository.remove(taskPath("md#1"));
  const commit = repository.commit("drop it");
  const findings = repository.findings();
  expect(findings.map(({ file, line, column }) => [file, line, column])).toEqual(places);
  for (const { code, message } of findings) {
    expect(code).toBe("unknown-task-id");
    expect(message).toContain(
      `task md#1 was deleted in ${commit.slice(0, 10)} (${taskPath("md#1")})`,
    );
  }
});
