import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Run, session, type TestRepository, task } from "../support/repository.ts";
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
  isMerging,
  login,
  merge,
  staged,
  staleLogin,
} from "../support/stale-merge.ts";

const fixed = `${login}:2:9  fixed  md#123 → mt#123`;

function expectCommitted(run: Run): void {
  expect(run.stderr).toContain(fixed);
  expect(run.code).toBe(0);
}

describe("a merge with a conflict in another file", () => {
  function conflict() {
    const repository = createStaleMerge({ feature: { "README.md": "feature's\n" } });
    repository.commit("go on", { "README.md": "main's\n" });
    const main = headOf(repository);
    expectStopped(repository, main, merge(repository));
    expect(staged(repository)).toBe(staleLogin); // git runs no hook before it stops
    return { repository, main };
  }

  function resolve(repository: TestRepository, content = "both\n"): void {
    repository.write({ "README.md": content });
    repository.git("add", "README.md");
  }

  const ways: Readonly<Record<string, (repository: TestRepository) => Run>> = {
    "git add and git commit": repository => {
      resolve(repository);
      return complete(repository);
    },
    "git commit -a": repository => {
      repository.write({ "README.md": "both\n" });
      return repository.tryGit("commit", "-a", "--no-edit");
    },
    "git merge --continue": repository => {
      resolve(repository);
      return repository.run("git", ["merge", "--continue"], { env: { GIT_EDITOR: "true" } });
    },
    "git commit in a subdirectory": repository => {
      resolve(repository);
      return repository.run("git", ["commit", "--no-edit"], { in: "sessions" });
    },
  };

  test.each(Object.keys(ways))("is completed with the rewritten ID by %s", way => {
    const { repository, main } = conflict();
    expectCommitted(ways[way]?.(repository) as Run);
    expectMerged(repository, main);
    expectEverywhere(repository, "README.md", "both\n");
  });

  test("has nothing rewritten by git commit --no-verify, as git was told", () => {
    const { repository } = conflict();
    resolve(repository);
    expect(repository.tryGit("commit", "--no-edit", "--no-verify")).toMatchObject({
      code: 0,
      stderr: "",
    });
    expectEverywhere(repository, login, staleLogin);
  });

  test("can be aborted", () => {
    const { repository, main } = conflict();
    expectAbortable(repository, main);
  });
});

describe("a merge with a conflict in the session itself", () => {
  const note = (text: string): string => `note: ${text}\n`;

  function conflict() {
    const repository = diverge(
      { ...task("md#123"), ...session("fix-login", "md#123") },
      target => {
        target.migrate("md#123", "mt#123");
        target.commit("follow", session("fix-login", "mt#123", note("main's")));
      },
      branch => branch.commit("note", session("fix-login", "md#123", note("feature's"))),
    );
    const main = headOf(repository);
    expectStopped(repository, main, merge(repository));
    expect(repository.status()).toBe(`UU ${login}`);
    return { repository, main };
  }

  test("that a person resolves with the stale ID is committed with the rewritten one", () => {
    const { repository, main } = conflict();
    repository.write(session("fix-login", "md#123", note("both")));
    repository.git("add", login);
    expectCommitted(complete(repository));
    expectMerged(repository, main, freshLogin + note("both"));
  });

  test("that is resolved by taking theirs is committed with the rewritten ID", () => {
    const { repository, main } = conflict();
    repository.git("checkout", "--quiet", "--theirs", login);
    expectCommitted(repository.tryGit("commit", "-a", "--no-edit"));
    expectMerged(repository, main, freshLogin + note("feature's"));
  });

  test("that is resolved by taking ours is committed as it is, without a word", () => {
    const { repository, main } = conflict();
    repository.git("checkout", "--quiet", "--ours", login);
    repository.git("add", login);
    expect(complete(repository)).toMatchObject({ code: 0, stderr: "" });
    expectMerged(repository, main, freshLogin + note("main's"));
  });

  test("is not committed with the conflict's marks in it, and can be aborted or resolved", () => {
    const { repository, main } = conflict();
    const marked = repository.read(login);
    repository.git("add", login);
    const run = complete(repository);
    expectStopped(repository, main, run);
    expect(run.stderr).toContain(`${login}:`);
    expect(run.stderr).toContain("invalid-file");
    expect(staged(repository)).toBe(marked);
    expect(repository.read(login)).toBe(marked);

    expectAbortable(repository, main);
    expectStopped(repository, main, merge(repository));
    repository.write(session("fix-login", "md#123"));
    repository.git("add", login);
    expectCommitted(complete(repository));
    expectMerged(repository, main);
  });
});

describe("a merge with --no-commit", () => {
  function uncommitted() {
    const repository = createStaleMerge();
    const main = headOf(repository);
    expect(merge(repository, "--no-commit").code).toBe(0);
    expect(isMerging(repository)).toBe(true);
    expect(staged(repository)).toBe(staleLogin); // nobody has asked us yet
    return { repository, main };
  }

  test("is completed with the rewritten ID by git commit", () => {
    const { repository, main } = uncommitted();
    expectCommitted(complete(repository));
    expectMerged(repository, main);
  });

  test("can be aborted", () => {
    const { repository, main } = uncommitted();
    expectAbortable(repository, main);
  });
});

describe("a merge with --squash", () => {
  test("is committed with the rewritten ID, and nothing is said before", () => {
    const repository = createStaleMerge();
    const main = headOf(repository);
    const run = repository.tryGit("merge", "--squash", "feature");
    expect(run.code).toBe(0);
    expect(run.stderr).not.toContain("stale");
    expect(run.stderr).not.toContain("fixed");
    expect(repository.status()).toBe(`A  ${login}`);
    expect(staged(repository)).toBe(staleLogin);

    expectCommitted(complete(repository));
    expect(repository.parents()).toEqual([main]);
    expectEverywhere(repository, login, freshLogin);
    expect(repository.status()).toBe("");
  });
});

describe("a merge that another hook stops after the IDs are rewritten", () => {
  function refusedMessage() {
    const repository = createStaleMerge();
    const main = headOf(repository);
    const hook = join(repository.path, ".git/hooks/commit-msg");
    writeFileSync(hook, "#!/bin/sh\n! grep -q '^Merge branch' \"$1\"\n");
    chmodSync(hook, 0o755);
    expectStopped(repository, main, merge(repository));
    expect(repository.status()).toBe(`A  ${login}`);
    expect(staged(repository)).toBe(freshLogin);
    return { repository, main };
  }

  test("is completed with them by git commit", () => {
    const { repository, main } = refusedMessage();
    expect(repository.tryGit("commit", "-m", "Bring in the login").code).toBe(0);
    expectMerged(repository, main);
  });

  test("can be aborted, and done again", () => {
    const { repository, main } = refusedMessage();
    expectAbortable(repository, main);
    expect(repository.tryGit("merge", "-m", "Bring in the login", "feature").code).toBe(0);
    expectMerged(repository, main);
  });

  test("is reported as stale when it is aborted and done again with --no-verify", () => {
    const { repository, main } = refusedMessage();
    expectAbortable(repository, main);
    const run = merge(repository, "--no-verify");
    expect(run.code).toBe(0);
    expect(run.stderr).toContain(`${login}:2:9  error  stale-task-id`);
    expect(run.stderr).toContain("npx session-assoc fix");
    expect(run.stderr).not.toContain("are staged");
    expectMerged(repository, main, staleLogin);
  });
});
