import { expect, test } from "vitest";
import { createRepository, session, type TestRepository, task } from "../support/repository.ts";
import { linesOf, review } from "../support/review.ts";

function lines(repository: TestRepository, range = "HEAD"): readonly string[] {
  return linesOf(review(repository, range));
}

test("a session that comes, goes, gets its first task or loses it is neither followed nor repointed", () => {
  const repository = createRepository({ ...task("md#1"), "sessions/b.yaml": "session: b\n" });
  repository.commit("created", session("a", "md#1"));
  repository.commit("first task", session("b", "md#1"));
  repository.commit("none any more", { "sessions/a.yaml": "session: a\n" });
  repository.remove("sessions/b.yaml");
  repository.commit("removed");
  expect(lines(repository, "HEAD~4..")).toEqual([]);
});

test("a session whose file is renamed with the migration follows it", () => {
  const repository = createRepository({ ...task("md#1"), ...session("a", "md#1", "owner: ada\n") });
  repository.git("mv", "sessions/a.yaml", "sessions/z.yaml");
  repository.write({ "sessions/z.yaml": "session: a\ntaskId: mt#1\nowner: ada\n" });
  repository.migrate("md#1", "mt#1");
  const { commits } = review(repository);
  expect(commits).toMatchObject([
    { followed: [{ session: "a", file: "sessions/z.yaml" }], repointed: [], leftBehind: [] },
  ]);
});

test("a session that was left behind and renamed since is still left behind", () => {
  const repository = createRepository({ ...task("md#1"), "sessions/a.yaml": "taskId: md#1\n" });
  repository.migrate("md#1", "mt#1");
  repository.git("mv", "sessions/a.yaml", "sessions/z.yaml");
  repository.commit("rename");
  const { code, commits } = review(repository, "HEAD~2..");
  expect(code).toBe(1);
  expect(commits).toMatchObject([
    { leftBehind: [{ session: "a", stillLeftBehind: true, atEnd: { file: "sessions/z.yaml" } }] },
  ]);
});

test("a migration that nobody wrote down is told, with the sessions that went with it or not", () => {
  const repository = createRepository({
    ...task("md#1"),
    ...session("a", "md#1"),
    ...session("b", "md#1"),
  });
  repository.write(session("a", "mt#7"));
  repository.migrate("md#1", "mt#7", { record: false });
  expect(lines(repository)).toEqual([
    "migrate md#1 to mt#7: migrated md#1 → mt#7 history",
    "migrate md#1 to mt#7: followed a md#1 → mt#7",
    "migrate md#1 to mt#7: left b md#1 → mt#7",
  ]);
});

test("plain IDs follow by their number, their backend, or both; who is not told apart is left alone", () => {
  const repository = createRepository({
    ...task("md#1"),
    ...task("md#2"),
    "sessions/a.yaml": "taskId: 1\nbackend: md\n",
    "sessions/b.yaml": "taskId: task#2\n",
    "sessions/c.yaml": "taskId: 2\nbackend: md\n",
  });
  repository.write({
    "sessions/a.yaml": "taskId: 1\nbackend: mt\n",
    "sessions/b.yaml": "taskId: task#9\n",
    "tasks/mt/1.yaml": "id: mt#1\nmigratedFrom: md#1\ntitle: Task md#1\nstatus: TODO\n",
    "tasks/mt/9.yaml": "id: mt#9\nmigratedFrom: md#2\ntitle: Task md#2\nstatus: TODO\n",
  });
  repository.remove("tasks/md/1.yaml");
  repository.remove("tasks/md/2.yaml");
  repository.commit("move");
  const { commits } = review(repository);
  expect(linesOf({ ...review(repository) })).toEqual([
    "move: migrated md#1 → mt#1 migratedFrom",
    "move: migrated md#2 → mt#9 migratedFrom",
    "move: followed a 1 → 1",
    "move: followed b task#2 → task#9",
    "move: left c 2 → mt#9",
  ]);
  expect(commits[0]?.followed[0]).toMatchObject({ backend: { from: "md", to: "mt" } });
  expect(repository.sa("review").stdout).toContain("a  1 (backend md) → 1 (backend mt)");
});

test("a session follows the task that it named where it was written, not the one that has the number now", () => {
  const repository = createRepository({
    "tasks/md/1.yaml": "id: md#1\ntitle: Login\n",
    ...session("old", "md#1"),
  });
  repository.migrate("md#1", "mt#7");
  repository.commit("reuse", { "tasks/md/1.yaml": "id: md#1\ntitle: Colours\n" });
  repository.commit("new", session("new", "md#1"));
  repository.commit("old follows", session("old", "mt#7"));
  expect(lines(repository)).toEqual(["old follows: followed old md#1 → mt#7"]);
  repository.commit("new is repointed", session("new", "mt#7"));
  expect(lines(repository)).toEqual(["new is repointed: repointed new md#1 → mt#7"]);
  expect(lines(repository, "HEAD~5..")).toEqual([
    "migrate md#1 to mt#7: migrated md#1 → mt#7 migratedFrom",
    "migrate md#1 to mt#7: left a while old md#1 → mt#7",
    "old follows: followed old md#1 → mt#7",
    "new is repointed: repointed new md#1 → mt#7",
  ]);
});

test("what follows a task is not called repointed because the task was deleted since", () => {
  const repository = createRepository({ ...task("md#1"), ...session("a", "md#1") });
  repository.write(session("a", "mt#1"));
  repository.migrate("md#1", "mt#1");
  repository.remove("tasks/mt/1.yaml");
  repository.commit("done");
  expect(lines(repository, "HEAD~2..")).toEqual([
    "migrate md#1 to mt#1: migrated md#1 → mt#1 migratedFrom",
    "migrate md#1 to mt#1: followed a md#1 → mt#1",
  ]);
});

test("a session follows its task out of the repository, as a tombstone says", () => {
  const repository = createRepository({
    ...task("md#1"),
    ...session("a", "md#1"),
    ...session("b", "md#1"),
  });
  repository.commit("to the tracker", {
    "tasks/md/1.yaml": "id: md#1\nmigratedTo: jira#9\n",
    ...session("a", "jira#9"),
  });
  expect(lines(repository)).toEqual([
    "to the tracker: migrated md#1 → jira#9 migratedTo",
    "to the tracker: followed a md#1 → jira#9",
    "to the tracker: left b md#1 → jira#9",
  ]);
});

test("a session that follows two migrations at once, and one that follows only the first of them", () => {
  const repository = createRepository({
    ...task("md#1"),
    ...session("a", "md#1"),
    ...session("b", "md#1"),
  });
  repository.migrate("md#1", "mt#1");
  repository.migrate("mt#1", "gh#1", { record: false }); // one record is there already
  repository.commit("follow", { ...session("a", "gh#1"), ...session("b", "mt#1") });
  const { commits } = review(repository);
  expect(commits).toMatchObject([
    {
      followed: [
        { session: "a", steps: [{ from: "md#1" }, { from: "mt#1", to: "gh#1" }] },
        { session: "b", steps: [{ from: "md#1", to: "mt#1" }] },
      ],
      leftBehind: [{ session: "b", from: "mt#1", to: "gh#1" }],
    },
  ]);
});

test("the configuration that receives the commits says what sessions and tasks are", () => {
  const repository = createRepository({
    ".session-assoc.yaml": "sessions: [work/*.yaml]\n",
    "work/a.yaml": "session: a\ntaskId: md#1\n",
    ...task("md#1"),
  });
  repository.write({ "work/a.yaml": "session: a\ntaskId: mt#1\n" });
  repository.migrate("md#1", "mt#1");
  repository.commit("configure", { ".session-assoc.yaml": "sessions: [elsewhere/*.yaml]\n" });
  expect(lines(repository, "HEAD~2..")).toEqual([
    "migrate md#1 to mt#1: migrated md#1 → mt#1 migratedFrom",
    "migrate md#1 to mt#1: followed a md#1 → mt#1",
  ]);
});
