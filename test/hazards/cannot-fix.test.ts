import { describe, expect, test } from "vitest";
import { testSinceGit } from "../support/git-version.ts";
import {
  createRepository,
  session,
  type TestRepository,
  task,
  taskPath,
} from "../support/repository.ts";
import {
  complete,
  createStaleMerge,
  diverge,
  expectAbortable,
  expectEverywhere,
  expectMerged,
  expectStopped,
  freshLogin,
  headOf,
  login,
  merge,
  staged,
  staleLogin,
} from "../support/stale-merge.ts";

const unrelated = (branch: TestRepository) =>
  branch.commit("unrelated", { "other.txt": "other\n" });

/** The merge stops, and says all of these. */
function expectStoppedBy(
  repository: TestRepository,
  words: readonly string[],
  options: readonly string[] = [],
): string {
  const main = headOf(repository);
  const run = merge(repository, ...options);
  expectStopped(repository, main, run);
  for (const word of words) expect(run.stderr).toContain(word);
  return main;
}

function expectUntouched(repository: TestRepository, path: string, content: string): void {
  expect(staged(repository, path)).toBe(content);
  expect(repository.read(path)).toBe(content);
}

function stageAndComplete(repository: TestRepository, ...paths: readonly string[]): void {
  repository.git("add", "--", ...paths);
  expect(complete(repository).code).toBe(0);
  expect(repository.parents()).toHaveLength(2);
  expect(repository.status()).toBe("");
}

describe("one task that both branches migrate to different places", () => {
  function torn(options: { readonly record: boolean }): TestRepository {
    const notes = "notes: long enough for git to see that the file was renamed\n";
    return diverge(
      { ...task("md#123", notes), ...session("fix-login", "md#123") },
      target => target.migrate("md#123", "mt#123", options),
      branch => branch.migrate("md#123", "gh#9", options),
    );
  }
  /** A strategy that knows no renames sees no conflict: both deleted the old file. */
  const clean = ["--strategy", "resolve"] as const;

  test("stops the merge, and nothing is guessed", () => {
    const repository = torn({ record: true });
    const main = expectStoppedBy(
      repository,
      [
        `${login}:2:9  error  ambiguous-task-id`,
        "mt#123 (tasks/mt/123.yaml)",
        "gh#9 (tasks/gh/9.yaml)",
        `${taskPath("mt#123")}:2:16  error  conflicting-migration`,
        `${taskPath("gh#9")}:2:16  error  conflicting-migration`,
      ],
      clean,
    );
    expectUntouched(repository, login, staleLogin);
    expect(complete(repository).code).toBe(1);
    expectAbortable(repository, main);
    expectEverywhere(repository, login, staleLogin);
  });

  test("stops the merge also where only history tells of the migrations", () => {
    const repository = torn({ record: false });
    const main = expectStoppedBy(
      repository,
      [
        `${login}:2:9  error  ambiguous-task-id`,
        "mt#123 (tasks/mt/123.yaml)",
        "gh#9 (tasks/gh/9.yaml)",
      ],
      clean,
    );
    expectUntouched(repository, login, staleLogin);
    expectAbortable(repository, main);
  });

  test("is followed by the session once one of the two gives way", () => {
    const repository = torn({ record: true });
    expectStoppedBy(repository, ["conflicting-migration"], clean);
    repository.write(task("gh#9"));
    stageAndComplete(repository, taskPath("gh#9"));
    expectEverywhere(repository, login, freshLogin);
  });

  describe("as git's own conflict", () => {
    function inConflict() {
      const repository = torn({ record: true });
      const main = headOf(repository);
      expect(merge(repository).stdout).toContain("CONFLICT (rename/rename)");
      return { repository, main };
    }

    function stageAll(repository: TestRepository): string {
      repository.git("add", "--all");
      const run = complete(repository);
      expect(run.code).toBe(1);
      return run.stderr;
    }

    test("stops the commit that resolves it by keeping both", () => {
      const { repository, main } = inConflict();
      const record = "migratedFrom: [md#123]\n";
      repository.write({ ...task("mt#123", record), ...task("gh#9", record) });
      const stderr = stageAll(repository);
      expect(stderr).toContain("conflicting-migration");
      expect(stderr).toContain(`${login}:2:9  error  ambiguous-task-id`);
      expectUntouched(repository, login, staleLogin);
      expectAbortable(repository, main);
    });

    testSinceGit(34)(
      "stops the commit of the conflict markers, which are eight characters long here",
      () => {
        const { repository, main } = inConflict();
        expect(repository.read(taskPath("mt#123"))).toMatch(/^<{8} HEAD/);
        const stderr = stageAll(repository);
        for (const path of [taskPath("gh#9"), taskPath("mt#123")]) {
          expect(stderr).toContain(`${path}:1:1  error  invalid-file`);
        }
        expect(stderr).toContain("conflict markers are left in the file");
        expectAbortable(repository, main);
      },
    );
  });
});

describe("one ID that both branches give to a new task", () => {
  function twice(): TestRepository {
    const copy = (title: string) => `id: md#7\ntitle: ${title}\n`;
    return diverge(
      task("md#1"),
      target => target.commit("a task", { "tasks/md/7.yaml": copy("Seven") }),
      branch => branch.commit("a task", { "tasks/md/seven.yaml": copy("Sieben") }),
    );
  }

  test("stops the merge, which can be aborted", () => {
    const repository = twice();
    const main = expectStoppedBy(repository, [
      "tasks/md/seven.yaml:1:5  error  duplicate-task-id",
      "tasks/md/7.yaml:1",
    ]);
    expectAbortable(repository, main);
  });

  test("stops it until one of the two has another ID", () => {
    const repository = twice();
    expectStoppedBy(repository, ["duplicate-task-id"]);
    repository.write({ "tasks/md/seven.yaml": "id: md#8\ntitle: Sieben\n" });
    stageAndComplete(repository, "tasks/md/seven.yaml");
    expect(repository.findings()).toEqual([]);
  });
});

describe("a task that one branch deletes", () => {
  const remove = (branch: TestRepository): void => {
    branch.remove(taskPath("md#123"));
    branch.commit("delete a task", { "README.md": "one less\n" });
  };

  test("stops the merge of a session that names it, and names the deleting commit", () => {
    const repository = diverge(task("md#123"), remove, branch =>
      branch.commit("add a session", session("fix-login", "md#123")),
    );
    const main = expectStoppedBy(repository, [
      `${login}:2:9  error  unknown-task-id`,
      `md#123 was deleted in ${headOf(repository).slice(0, 10)} (tasks/md/123.yaml)`,
    ]);
    expectUntouched(repository, login, staleLogin);
    expectAbortable(repository, main);
  });

  test("stops the merge that brings the deletion to the session", () => {
    const repository = diverge(
      { ...task("md#123"), ...session("fix-login", "md#123") },
      unrelated,
      remove,
    );
    const deletion = repository.git("rev-parse", "--short=10", "feature");
    expectStoppedBy(repository, [
      `${login}:2:9  error  unknown-task-id`,
      `md#123 was deleted in ${deletion}`,
    ]);
    expectUntouched(repository, login, staleLogin);
    repository.write({ [login]: "session: fix-login\n" });
    stageAndComplete(repository, login);
  });
});

describe("a finding that the target branch already has", () => {
  const old = session("old", "md#404");

  test("is shown as existing and does not stop an unrelated merge", () => {
    const repository = diverge(
      { ...task("md#1"), ...old },
      target => target.commit("go on", { "README.md": "more\n" }),
      unrelated,
    );
    const main = headOf(repository);
    const run = merge(repository);
    expect(run.code).toBe(0);
    expect(run.stderr).toContain("sessions/old.yaml:2:9  error  unknown-task-id  (existing)");
    expect(repository.parents()).toEqual([main, repository.git("rev-parse", "feature")]);
    expect(repository.status()).toBe("");
  });

  test("does not keep stale IDs from being rewritten in the same merge", () => {
    const repository = createStaleMerge({ base: old });
    const main = headOf(repository);
    const run = merge(repository);
    expect(run.code).toBe(0);
    expect(run.stderr).toContain("unknown-task-id  (existing)");
    expectMerged(repository, main);
  });

  test("is still the same one in a file that the branch renamed", () => {
    const repository = diverge({ ...task("md#1"), ...old }, unrelated, branch => {
      branch.git("mv", "sessions/old.yaml", "sessions/renamed.yaml");
      branch.commit("rename");
    });
    const run = merge(repository);
    expect(run.code).toBe(0);
    expect(run.stderr).toContain("sessions/renamed.yaml:2:9  error  unknown-task-id  (existing)");
  });

  test.each([
    ["session with an unknown ID", { ...old }, session("new", "md#404"), "unknown-task-id"],
    [
      "task with the same ID",
      { ...task("md#7"), "tasks/md/a.yaml": "id: md#7\n" },
      { "tasks/md/b.yaml": "id: md#7\n" },
      "duplicate-task-id",
    ],
    [
      "unreadable file",
      { "sessions/a.yaml": "session: [\n" },
      { "sessions/b.yaml": "session: [\n" },
      "invalid-file",
    ],
    [
      "session of the same name",
      { "sessions/a.yaml": "session: x\n", "sessions/b.yaml": "session: x\n" },
      { "sessions/c.yaml": "session: x\n" },
      "duplicate-session",
    ],
  ])("does not excuse a second one of its kind: %s", (_what, base, added, code) => {
    const repository = diverge(base, unrelated, branch => branch.commit("one more", added));
    const [file] = Object.keys(added);
    const main = headOf(repository);
    const run = merge(repository);
    expectStopped(repository, main, run);
    const lines = run.stderr.split("\n").filter(line => line.includes(`error  ${code}`));
    expect(lines.filter(line => line.includes("(existing)"))).toHaveLength(1);
    expect(lines.filter(line => !line.includes("(existing)"))).toEqual([
      expect.stringContaining(`${file}:`),
    ]);
    expectAbortable(repository, main);
  });

  test("stops no commit either, and does not excuse a second one", () => {
    const repository = createRepository({ ...task("md#1"), ...old });
    repository.write({ "README.md": "more\n" });
    expect(repository.tryGit("commit", "-a", "-m", "unrelated").code).toBe(0);

    const before = headOf(repository);
    repository.write(session("new", "md#404"));
    repository.git("add", "sessions");
    const run = repository.tryGit("commit", "-m", "one more");
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/sessions\/new\.yaml:2:9 {2}error {2}unknown-task-id\n/);
    expect(headOf(repository)).toBe(before);
    expect(repository.status()).toBe("A  sessions/new.yaml");
  });
});

describe("a chain of migrations", () => {
  const end = "session: fix-login\ntaskId: gh#9\n";

  test("is followed to its end when each branch knows one step", () => {
    const repository = diverge(
      { ...task("md#123"), ...session("fix-login", "md#123") },
      target =>
        target.commit("md to mt", { "tasks/md/123.yaml": "id: md#123\nmigratedTo: mt#123\n" }),
      branch =>
        branch.commit("mt to gh", { "tasks/mt/123.yaml": "id: mt#123\nmigratedTo: gh#9\n" }),
    );
    const main = headOf(repository);
    expect(merge(repository).code).toBe(0);
    expectMerged(repository, main, end);
  });

  test.each([true, false])("is followed merge by merge (migratedFrom written: %s)", record => {
    const repository = createRepository(task("md#123"));
    repository.git("switch", "--quiet", "--create", "late");
    repository.commit("add a session", session("fix-login", "md#123"));
    repository.git("switch", "--quiet", "main");
    repository.migrate("md#123", "mt#123", { record });
    repository.git("switch", "--quiet", "--create", "feature");
    repository.migrate("mt#123", "gh#9", { record: false });
    repository.git("switch", "--quiet", "main");

    repository.git("merge", "--no-edit", "late");
    expectEverywhere(repository, login, freshLogin);
    const main = headOf(repository);
    expect(merge(repository).code).toBe(0);
    expectMerged(repository, main, end);
  });

  test("is followed in one merge where the session comes from before its first step", () => {
    const repository = createRepository(task("md#123"));
    repository.git("branch", "feature");
    repository.migrate("md#123", "mt#123", { record: false });
    repository.migrate("mt#123", "gh#9", { record: false });
    repository.git("switch", "--quiet", "feature");
    repository.commit("add a session", session("fix-login", "md#123"));
    repository.git("switch", "--quiet", "main");
    const main = headOf(repository);
    expect(merge(repository).code).toBe(0);
    expectMerged(repository, main, end);
  });
});

describe("a session of the merged branch that is no YAML", () => {
  const broken = "session: broken\ntaskId: 'md#123\n";
  const path = "sessions/broken.yaml";

  function withBroken(): TestRepository {
    return createStaleMerge({ feature: { [path]: broken } });
  }

  test("stops the merge and is not touched; the merge can be aborted", () => {
    const repository = withBroken();
    const main = expectStoppedBy(repository, [path, "error  invalid-file", "git merge --abort"]);
    expectUntouched(repository, path, broken);
    expectAbortable(repository, main);
  });

  test("does not keep the other sessions from being rewritten", () => {
    const repository = withBroken();
    const main = expectStoppedBy(repository, [`${login}:2:9  fixed  md#123 → mt#123`]);
    expectUntouched(repository, login, freshLogin);
    expect(repository.status()).toBe(`A  ${path}\nA  ${login}`);
    expectAbortable(repository, main);
  });

  test("stops it until it is repaired by hand, and what it then names is rewritten too", () => {
    const repository = withBroken();
    const main = expectStoppedBy(repository, ["invalid-file"]);
    expect(complete(repository).code).toBe(1);
    expect(headOf(repository)).toBe(main);

    repository.write({ [path]: "session: broken\ntaskId: 'md#123'\n" });
    stageAndComplete(repository, path);
    expectMerged(repository, main);
    expectEverywhere(repository, path, "session: broken\ntaskId: 'mt#123'\n");
  });
});

describe("a task file that a branch leaves as no YAML", () => {
  const path = taskPath("md#123");
  const broken = "id: md#123\ntitle: 'Fix the login page\n";
  const copy = { [taskPath("mt#123")]: "id: mt#123\ntitle: Task md#123\nstatus: TODO\n" };

  test.each([
    ["calls its task deleted", {}, "deleted"],
    ["takes a copy for its successor", copy, "fixed  md#123"],
  ])("stops the merge, which never %s", (_what, added, wrong) => {
    const repository = diverge(
      { ...task("md#123"), ...session("fix-login", "md#123") },
      unrelated,
      branch => branch.commit("a slip", { [path]: broken, ...added }),
    );
    const main = headOf(repository);
    const run = merge(repository);
    expectStopped(repository, main, run);
    expect(run.stderr).toContain(`${path}:3:1  error  invalid-file`);
    expectUntouched(repository, path, broken);
    expectUntouched(repository, login, staleLogin);
    expect(run.stderr).not.toContain(wrong);
    expectAbortable(repository, main);
  });
});

test("a merge that is stopped, aborted and repaired on its branch goes through", () => {
  const repository = diverge(task("md#123"), unrelated, branch =>
    branch.commit("add a session", session("fix-login", "md#404")),
  );
  const main = expectStoppedBy(repository, ["unknown-task-id"]);
  expectAbortable(repository, main);
  repository.git("switch", "--quiet", "feature");
  repository.commit("repair", session("fix-login", "md#123"));
  repository.git("switch", "--quiet", "main");
  expect(merge(repository).code).toBe(0);
  expectMerged(repository, main, staleLogin);
});

test("a repository without sessions and tasks hears nothing from session-assoc", () => {
  const repository = diverge(
    {},
    target => target.commit("go on", { "README.md": "more\n" }),
    unrelated,
  );
  expect(merge(repository, "--quiet")).toMatchObject({ code: 0, stdout: "", stderr: "" });
  expect(repository.parents()).toHaveLength(2);
  repository.write({ "README.md": "still more\n" });
  const run = repository.tryGit("commit", "--quiet", "-a", "-m", "go on");
  expect(run).toMatchObject({ code: 0, stdout: "", stderr: "" });
  expect(repository.status()).toBe("");
});
