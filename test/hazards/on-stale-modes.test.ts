import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  createRepository,
  type Files,
  session,
  type TestRepository,
  task,
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

function onStale(mode: "fix" | "stop" | "fail"): Files {
  return { ".session-assoc.yaml": `onStale: ${mode}\n` };
}

function expectStoppedWithFix(repository: TestRepository, before: string): string {
  const run = merge(repository);
  expectStopped(repository, before, run);
  expect(run.stderr).toContain(`${login}:2:9  fixed  md#123 → mt#123`);
  expect(run.stderr).toContain("git merge --abort");
  expect(staged(repository)).toBe(freshLogin);
  expect(repository.read(login)).toBe(freshLogin);
  expect(repository.status()).toBe(`A  ${login}`);
  return run.stderr;
}

function expectStoppedUntouched(
  repository: TestRepository,
  before: string,
  status = `A  ${login}`,
): void {
  const run = merge(repository);
  expectStopped(repository, before, run);
  expect(run.stderr).toContain(`${login}:2:9  error  stale-task-id`);
  expect(run.stderr).not.toContain("fixed  md#123");
  expect(staged(repository)).toBe(staleLogin);
  expect(repository.read(login)).toBe(staleLogin);
  expect(repository.status()).toBe(status);
}

describe("onStale: stop", () => {
  test("a merge stops with the rewritten ID staged, and git commit completes it", () => {
    const repository = createStaleMerge({ base: onStale("stop") });
    const main = headOf(repository);
    expectStoppedWithFix(repository, main);
    expect(complete(repository).code).toBe(0);
    expectMerged(repository, main);
  });

  test("a merge that stopped can be aborted", () => {
    const repository = createStaleMerge({ base: onStale("stop") });
    const main = headOf(repository);
    expectStoppedWithFix(repository, main);
    expectAbortable(repository, main);
  });

  test("a merge of a branch that migrates the task stops with the target's session rewritten", () => {
    const repository = diverge(
      { ...task("md#123"), ...session("fix-login", "md#123"), ...onStale("stop") },
      target => target.commit("go on", { "README.md": "more\n" }),
      branch => branch.migrate("md#123", "mt#123"),
    );
    const main = headOf(repository);
    expectStopped(repository, main, merge(repository));
    expect(repository.git("diff", "--name-only")).toBe("");
    expect(staged(repository)).toBe(freshLogin);
    expectAbortable(repository, main);
    expectEverywhere(repository, login, staleLogin);
  });

  test("a commit stops with the rewritten ID staged, and the same commit completes it", () => {
    const { repository, commit } = stagedSession("stop");
    const run = commit();
    expect(run.code).toBe(1);
    expect(run.stderr).toContain(`${login}:2:9  fixed  md#123 → mt#123`);
    expect(repository.status()).toBe(`A  ${login}`);
    expect(staged(repository)).toBe(freshLogin);
    expect(repository.read(login)).toBe(freshLogin);

    expect(commit().code).toBe(0);
    expectEverywhere(repository, login, freshLogin);
    expect(repository.status()).toBe("");
  });
});

describe("onStale: fail", () => {
  test("a merge stops with nothing rewritten, and commits once it is repaired", () => {
    const repository = createStaleMerge({ base: onStale("fail") });
    const main = headOf(repository);
    expectStoppedUntouched(repository, main);
    expect(complete(repository).code).toBe(1); // not repaired yet
    expect(headOf(repository)).toBe(main);

    expect(repository.sa("fix").code).toBe(0);
    repository.git("add", login);
    expect(complete(repository).code).toBe(0);
    expectMerged(repository, main);
  });

  test("a merge that stopped can be aborted", () => {
    const repository = createStaleMerge({ base: onStale("fail") });
    const main = headOf(repository);
    expectStoppedUntouched(repository, main);
    expectAbortable(repository, main);
  });

  test("a commit stops with nothing rewritten, and commits once it is repaired", () => {
    const { repository, commit } = stagedSession("fail");
    const before = headOf(repository);
    const run = commit();
    expect(run.code).toBe(1);
    expect(run.stderr).toContain(`${login}:2:9  error  stale-task-id`);
    expect(headOf(repository)).toBe(before);
    expect(staged(repository)).toBe(staleLogin);
    expect(repository.read(login)).toBe(staleLogin);

    expect(repository.sa("fix", "--staged").code).toBe(0);
    expect(commit().code).toBe(0);
    expectEverywhere(repository, login, freshLogin);
    expect(repository.status()).toBe("");
  });
});

describe.each(["stop", "fail"] as const)("onStale: %s", mode => {
  test("a stale ID that the target branch has already stops no merge and no commit", () => {
    const repository = diverge(
      { ...task("mt#123", "migratedFrom: md#123\n"), ...session("fix-login", "md#123") },
      target => target.commit("configure", onStale(mode)),
      branch => branch.commit("unrelated", { "other.txt": "other\n" }),
    );
    const main = headOf(repository);
    const run = merge(repository);
    expect(run).toMatchObject({ code: 0, stderr: expect.stringContaining("(existing)") });
    expect(repository.parents()).toEqual([main, repository.git("rev-parse", "feature")]);
    expectEverywhere(repository, login, staleLogin);
    expect(repository.status()).toBe("");

    repository.write({ "README.md": "more\n" });
    expect(repository.tryGit("commit", "-a", "-m", "unrelated").code).toBe(0);
    expect(repository.status()).toBe("");
  });
});

describe("the configuration that arrives with a change", () => {
  test("does not make a merge stop that HEAD's lets pass", () => {
    const repository = createStaleMerge({ feature: onStale("fail") });
    const main = headOf(repository);
    expect(merge(repository).code).toBe(0);
    expectMerged(repository, main);
  });

  test("does not let a merge pass that HEAD's stops", () => {
    const repository = createStaleMerge({ base: onStale("fail"), feature: onStale("fix") });
    expectStoppedUntouched(repository, headOf(repository), `M  .session-assoc.yaml\nA  ${login}`);
    expect(complete(repository).code).toBe(1);
  });

  test("does not switch off the rule that judges its own merge", () => {
    const feature = { ".session-assoc.yaml": "rules: { stale-task-id: off }\n" };
    const repository = createStaleMerge({ feature });
    const main = headOf(repository);
    expect(merge(repository).code).toBe(0);
    expectMerged(repository, main);
  });

  test("does not judge a merge when it is no configuration at all", () => {
    const repository = createStaleMerge({ feature: { ".session-assoc.yaml": "onstale: [\n" } });
    const main = headOf(repository);
    expect(merge(repository).code).toBe(0);
    expectMerged(repository, main);
  });

  test("does not judge the commit that it is staged with", () => {
    const { repository, commit } = stagedSession("stop");
    repository.write(onStale("fix"));
    repository.git("add", ".session-assoc.yaml");
    expect(commit().code).toBe(1);
    expect(staged(repository)).toBe(freshLogin);
  });
});

describe("a merge whose commit post-merge cannot rewrite", () => {
  const obstacles: Readonly<Record<string, (repository: TestRepository) => void>> = {
    "is not installed": () => {},
    "is not executable": repository => {
      repository.installHooks(["post-merge"]);
      chmodSync(hookPath(repository), 0o644);
    },
    "calls something else": repository => {
      writeFileSync(hookPath(repository), "#!/bin/sh\n# session-assoc hook post-merge\n");
      chmodSync(hookPath(repository), 0o755);
    },
  };

  test.each(Object.keys(obstacles))(
    "stops with the rewritten ID staged, when the hook %s",
    name => {
      const repository = createStaleMerge({ hooks: ["pre-merge-commit", "pre-commit"] });
      obstacles[name]?.(repository);
      const main = headOf(repository);
      expect(expectStoppedWithFix(repository, main)).toContain("post-merge");
      expect(complete(repository).code).toBe(0);
      expectMerged(repository, main);
    },
  );

  test("can be aborted", () => {
    const repository = createStaleMerge({ hooks: ["pre-merge-commit", "pre-commit"] });
    const main = headOf(repository);
    expectStoppedWithFix(repository, main);
    expectAbortable(repository, main);
  });

  test("is not stopped by a stale ID that the target branch has already", () => {
    const repository = diverge(
      { ...task("mt#123", "migratedFrom: md#123\n"), ...session("fix-login", "md#123") },
      target => target.commit("go on", { "README.md": "more\n" }),
      branch => branch.commit("unrelated", { "other.txt": "other\n" }),
    );
    const main = headOf(repository);
    writeFileSync(hookPath(repository), "#!/bin/sh\n");
    const run = merge(repository);
    expect(run).toMatchObject({ code: 0, stderr: expect.stringContaining("(existing)") });
    expect(repository.parents()[0]).toBe(main);
    expect(repository.status()).toBe("");
  });
});

function hookPath(repository: TestRepository): string {
  return join(repository.path, ".git/hooks/post-merge");
}

/** A session that names a migrated task is staged, and not committed. */
function stagedSession(mode: "stop" | "fail") {
  const repository = createRepository({
    ...task("mt#123", "migratedFrom: [md#123]\n"),
    ...onStale(mode),
  });
  repository.write(session("fix-login", "md#123"));
  repository.git("add", login);
  return { repository, commit: () => repository.tryGit("commit", "-m", "add a session") };
}
