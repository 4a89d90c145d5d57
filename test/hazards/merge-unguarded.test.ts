import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  createRepository,
  type Files,
  type Run,
  session,
  type TestRepository,
  task,
} from "../support/repository.ts";
import {
  createStaleMerge,
  expectEverywhere,
  expectMerged,
  freshLogin,
  headOf,
  login,
  merge,
  staleLogin,
} from "../support/stale-merge.ts";

const silent = { code: 0, stderr: "" };

function expectReported(run: Run): void {
  expect(run.stderr).toContain(`${login}:2:9  error  stale-task-id`);
  expect(run.stderr).toContain("npx session-assoc fix");
  expect(run.stderr).not.toContain("fixed  md#123");
  expect(run.code).toBe(0);
}

/** Types what the report says, and expects the repair to be one commit on top. */
function expectRepairedBy(run: Run, repository: TestRepository): void {
  const before = headOf(repository);
  const command = /^session-assoc: +npx (session-assoc fix\b.*)$/m.exec(run.stderr)?.[1] ?? "";
  expect(repository.run("sh", ["-c", command])).toMatchObject({ code: 0 });
  expect(repository.parents()).toEqual([before]);
  expectEverywhere(repository, login, freshLogin);
  expect(repository.status()).toBe("");
  expect(repository.findings()).toEqual([]);
}

/** feature is ahead of main by the commits that `change` makes; main is checked out. */
function ahead(base: Files, change: (repository: TestRepository) => unknown): TestRepository {
  const repository = createRepository({ ...task("md#123"), ...base });
  repository.git("switch", "--quiet", "--create", "feature");
  change(repository);
  repository.git("switch", "--quiet", "main");
  return repository;
}

function migrateAndAddStale(repository: TestRepository, more: Files = {}): void {
  repository.migrate("md#123", "mt#123");
  repository.commit("add a stale session", { ...session("fix-login", "md#123"), ...more });
}

describe("a fast-forward", () => {
  function expectForwarded(repository: TestRepository): void {
    expect(headOf(repository)).toBe(repository.git("rev-parse", "feature"));
    expectEverywhere(repository, login, staleLogin);
    expect(repository.status()).toBe("");
  }

  test("that brings a stale ID is reported with the command to run, which repairs it", () => {
    const repository = ahead({}, migrateAndAddStale);
    const run = merge(repository);
    expectReported(run);
    expectForwarded(repository);
    expectRepairedBy(run, repository);
  });

  test("that migrates the task of a session that was there before is reported", () => {
    const repository = ahead(session("fix-login", "md#123"), branch =>
      branch.migrate("md#123", "mt#123"),
    );
    expectReported(merge(repository));
    expectForwarded(repository);
  });

  test("to a commit that is itself a merge is reported, whichever side was stale", () => {
    const repository = ahead({}, branch => {
      migrateAndAddStale(branch);
      branch.git("switch", "--quiet", "--create", "side", "main");
      branch.commit("unrelated", { "side.txt": "side\n" });
      branch.git("switch", "--quiet", "feature");
      branch.git("merge", "--quiet", "--no-edit", "--no-verify", "side");
    });
    const run = merge(repository);
    expectForwarded(repository);
    expect(repository.parents()).toHaveLength(2);
    expectReported(run);
  });

  test("by git pull is reported", () => {
    const upstream = ahead({}, migrateAndAddStale);
    const clone = upstream.sibling(join(upstream.path, "../clone"));
    upstream.git("clone", "--quiet", upstream.path, clone.path);
    clone.installHooks();
    upstream.git("merge", "--quiet", "feature");
    const run = clone.tryGit("pull", "--quiet", "--ff-only");
    expectReported(run);
    expect(headOf(clone)).toBe(headOf(upstream));
    expectEverywhere(clone, login, staleLogin);
    expectRepairedBy(run, clone);
  });

  test("is judged by the configuration that was there, not by the one that it brings", () => {
    const repository = ahead({}, branch =>
      migrateAndAddStale(branch, {
        ".session-assoc.yaml": "rules: { stale-task-id: off }\n",
      }),
    );
    expectReported(merge(repository));
    expectForwarded(repository);
  });

  test("that brings a session of an unknown task is reported", () => {
    const repository = ahead({}, branch => branch.commit("add", session("fix-login", "md#404")));
    const run = merge(repository);
    expect(run.code).toBe(0);
    expect(run.stderr).toContain(`${login}:2:9  error  unknown-task-id`);
    expect(repository.status()).toBe("");
  });

  test("that brings nothing bad is silent", () => {
    const repository = ahead({}, branch => {
      branch.migrate("md#123", "mt#123");
      branch.commit("add a session", session("fix-login", "mt#123"));
    });
    expect(merge(repository)).toMatchObject(silent);
    expectEverywhere(repository, login, freshLogin);
  });

  test("that brings nothing bad is silent about what was bad before", () => {
    const repository = ahead(session("fix-login", "md#404"), branch =>
      branch.commit("unrelated", { "other.txt": "other\n" }),
    );
    expect(merge(repository)).toMatchObject(silent);
    expect(headOf(repository)).toBe(repository.git("rev-parse", "feature"));
  });
});

describe("a merge with --no-verify", () => {
  test("is reported with the command to run and not rewritten; the command repairs it", () => {
    const repository = createStaleMerge();
    const main = headOf(repository);
    const run = merge(repository, "--no-verify");
    expectReported(run);
    expectMerged(repository, main, staleLogin);
    expectRepairedBy(run, repository);
  });

  test("is reported also where an earlier merge, which was seen, came to nothing", () => {
    const repository = createStaleMerge();
    repository.git("switch", "--quiet", "--create", "other", "main~1");
    repository.commit("unrelated", { "other.txt": "other\n" });
    repository.git("switch", "--quiet", "main");
    const main = headOf(repository);
    const hook = join(repository.path, ".git/hooks/commit-msg");
    writeFileSync(hook, "#!/bin/sh\nexit 1\n", { mode: 0o755 });
    expect(repository.tryGit("merge", "--no-edit", "other").code).not.toBe(0);
    repository.git("merge", "--abort");
    expect(headOf(repository)).toBe(main);
    const run = merge(repository, "--no-verify");
    expectReported(run);
    expectMerged(repository, main, staleLogin);
  });

  test("is silent when nothing is stale", () => {
    const repository = createStaleMerge();
    repository.git("branch", "--force", "feature", "main~1");
    repository.git("switch", "--quiet", "feature");
    repository.commit("add a session", session("fix-login", "mt#123"));
    repository.git("switch", "--quiet", "main");
    const main = headOf(repository);
    expect(merge(repository, "--no-verify")).toMatchObject(silent);
    expectMerged(repository, main);
  });
});

describe("SESSION_ASSOC=0", () => {
  const env = { SESSION_ASSOC: "0" };
  const skipped = (hook: string): string => `session-assoc: ${hook} skipped (SESSION_ASSOC=0)\n`;

  test("skips the hooks of a merge, and each says so", () => {
    const repository = createStaleMerge();
    const main = headOf(repository);
    const run = repository.run("git", ["merge", "--no-edit", "feature"], { env });
    expect(run.code).toBe(0);
    expect(run.stderr).toBe(skipped("pre-merge-commit") + skipped("post-merge"));
    expectMerged(repository, main, staleLogin);
  });

  test("skips the hook of a commit, which says so", () => {
    const repository = createRepository(task("mt#123", "migratedFrom: [md#123]\n"));
    repository.write(session("fix-login", "md#123"));
    repository.git("add", login);
    const run = repository.run("git", ["commit", "--quiet", "-m", "a session"], { env });
    expect(run).toMatchObject({ code: 0, stderr: skipped("pre-commit") });
    expectEverywhere(repository, login, staleLogin);
  });

  test("skips the report of a fast-forward, and says so", () => {
    const repository = ahead({}, migrateAndAddStale);
    const run = repository.run("git", ["merge", "--quiet", "feature"], { env });
    expect(run).toMatchObject({ code: 0, stderr: skipped("post-merge") });
    expectEverywhere(repository, login, staleLogin);
  });

  test("is the only value that skips", () => {
    const repository = createStaleMerge();
    const main = headOf(repository);
    const args = ["merge", "--no-edit", "feature"];
    expect(repository.run("git", args, { env: { SESSION_ASSOC: "1" } }).code).toBe(0);
    expectMerged(repository, main);
  });
});
