import { chmodSync, existsSync, statSync, writeFileSync } from "node:fs";
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
  createStaleMerge,
  diverge,
  expectEverywhere,
  expectMerged,
  freshLogin,
  headOf,
  login,
  merge,
  staged,
  staleLogin,
} from "../support/stale-merge.ts";

const migrated = task("mt#123", "migratedFrom: [md#123]\n");
const notes = "notes: |\n  one\n  two\n";
const edit = "# not staged\n";

/** A session that names a migrated task is staged; more of it is edited and not staged. */
function stagedAndEdited(worktree = edit + staleLogin + notes): TestRepository {
  const repository = createRepository(migrated);
  repository.write(session("fix-login", "md#123", notes));
  repository.git("add", login);
  repository.write({ [login]: worktree });
  return repository;
}

function commit(repository: TestRepository, ...args: readonly string[]) {
  return repository.tryGit("commit", "-m", "a commit", ...args);
}

describe("a session with edits that are not staged", () => {
  function expectEditKept(repository: TestRepository, inWorktree: string): void {
    expect(staged(repository)).toBe(freshLogin + notes);
    expect(repository.read(login)).toBe(inWorktree);
    expect(repository.status()).toMatch(/^[A ]M sessions\/fix-login\.yaml$/);
  }

  test("keeps them through a commit that rewrites its ID in index and working tree", () => {
    const repository = stagedAndEdited();
    expect(commit(repository).code).toBe(0);
    expect(repository.show("HEAD", login)).toBe(freshLogin + notes);
    expectEditKept(repository, edit + freshLogin + notes);
    expect(repository.git("diff", "--numstat")).toBe(`1\t0\t${login}`);
  });

  test("keeps them through fix --staged", () => {
    const repository = stagedAndEdited();
    const before = headOf(repository);
    expect(repository.sa("fix", "--staged").code).toBe(0);
    expect(headOf(repository)).toBe(before);
    expectEditKept(repository, edit + freshLogin + notes);
  });

  test("keeps them through a merge whose commit holds the rewritten ID", () => {
    const repository = diverge(
      { ...task("md#123"), ...session("fix-login", "md#123", notes) },
      target => target.commit("go on", { "README.md": "more\n" }),
      branch => branch.migrate("md#123", "mt#123"),
    );
    repository.write({ [login]: edit + staleLogin + notes });
    expect(merge(repository).code).toBe(0);
    expect(repository.parents()).toHaveLength(2);
    expect(repository.show("HEAD", login)).toBe(freshLogin + notes);
    expectEditKept(repository, edit + freshLogin + notes);
  });

  test.each([
    ["an ID of their own", "session: fix-login\ntaskId: md#7\n"],
    ["no YAML at all", "session: [\n"],
    ["another session in that file", "session: other\ntaskId: md#123\n"],
    ["nothing", ""],
  ])("that leave %s keeps them byte for byte", (_what, worktree) => {
    const repository = stagedAndEdited(worktree);
    expect(commit(repository).code).toBe(0);
    expect(repository.show("HEAD", login)).toBe(freshLogin + notes);
    expectEditKept(repository, worktree);
  });

  test("that deleted it stays deleted", () => {
    const repository = stagedAndEdited();
    repository.remove(login);
    expect(commit(repository).code).toBe(0);
    expect(repository.show("HEAD", login)).toBe(freshLogin + notes);
    expect(repository.status()).toBe(` D ${login}`);
  });
});

describe("a stale ID that is only in the working tree", () => {
  const unstaged = `${staleLogin}${edit}`;

  function edited(): TestRepository {
    const repository = createRepository({ ...migrated, ...session("fix-login", "mt#123") });
    repository.write({ [login]: unstaged });
    return repository;
  }

  test("is rewritten by git commit -a", () => {
    const repository = edited();
    expect(commit(repository, "-a").code).toBe(0);
    expectEverywhere(repository, login, freshLogin + edit);
    expect(repository.status()).toBe("");
  });

  test("is left alone by a commit of something else", () => {
    const repository = edited();
    repository.write({ "README.md": "more\n" });
    repository.git("add", "README.md");
    expect(commit(repository)).toMatchObject({ code: 0, stderr: "" });
    expect(repository.read(login)).toBe(unstaged);
    expect(staged(repository)).toBe(freshLogin);
  });

  test("is left alone by hooks when it is in an untracked file", () => {
    const repository = createStaleMerge();
    const main = headOf(repository);
    const untracked = session("untracked", "md#123");
    repository.write({ ...untracked, "README.md": "more\n" });
    expect(merge(repository).code).toBe(0);
    expect(repository.parents()[0]).toBe(main);
    expect(commit(repository, "-a")).toMatchObject({ code: 0, stderr: "" });
    expect(repository.read("sessions/untracked.yaml")).toBe(untracked["sessions/untracked.yaml"]);
    expect(repository.status()).toBe("?? sessions/untracked.yaml");
  });
});

describe("git commit -- path", () => {
  const states: Readonly<Record<string, (repository: TestRepository) => void>> = {
    staged: repository => {
      repository.write({ [login]: staleLogin });
      repository.git("add", login);
    },
    "not staged": repository => repository.write({ [login]: staleLogin }),
  };

  function partial(state: string): TestRepository {
    const repository = createRepository({
      ...migrated,
      ...session("fix-login", "mt#123", notes),
    });
    states[state]?.(repository);
    return repository;
  }

  test.each(Object.keys(states))(
    "is stopped by a stale ID that is %s, and nothing is rewritten",
    state => {
      const repository = partial(state);
      const [head, index, status] = [headOf(repository), staged(repository), repository.status()];
      const run = commit(repository, "--", login);
      expect(run.code).toBe(1);
      expect(run.stderr).toContain(`${login}:2:9  error  stale-task-id`);
      expect(run.stderr).toContain("a commit of some paths is never rewritten");
      expect(run.stderr).not.toContain("fixed  md#123");
      expect(headOf(repository)).toBe(head);
      expect(staged(repository)).toBe(index);
      expect(repository.read(login)).toBe(staleLogin);
      expect(repository.status()).toBe(status);
    },
  );

  test.each(Object.keys(states))(
    "succeeds after the command that its report ends with, for an ID that is %s",
    state => {
      const repository = partial(state);
      const { stderr } = commit(repository, "--", login);
      const command = [...stderr.matchAll(/npx session-assoc (fix[^\n)]*)/g)].at(-1)?.[1] ?? "";
      expect(repository.sa(...command.split(" ")).code).toBe(0);
      expect(commit(repository, "--", login).code).toBe(0);
      expectEverywhere(repository, login, freshLogin);
      expect(repository.status()).toBe("");
    },
  );

  test("of something else says nothing and leaves a staged stale session as it is", () => {
    const repository = partial("staged");
    repository.write({ "README.md": "more\n" });
    expect(commit(repository, "--", "README.md")).toMatchObject({ code: 0, stderr: "" });
    expect(repository.show("HEAD", login)).toBe(freshLogin + notes);
    expect(staged(repository)).toBe(staleLogin);
    expect(repository.read(login)).toBe(staleLogin);
    expect(repository.status()).toBe(`M  ${login}`);
  });

  test("of something else is not stopped by a stale ID that HEAD has already", () => {
    const repository = createRepository({ ...migrated, ...session("fix-login", "md#123") });
    repository.write({ "README.md": "more\n" });
    expect(commit(repository, "--", "README.md").code).toBe(0);
    expectEverywhere(repository, login, staleLogin);
    expect(repository.status()).toBe("");
  });
});

describe("an executable session", () => {
  function expectExecutable(repository: TestRepository): void {
    expectEverywhere(repository, login, freshLogin);
    expect(repository.git("ls-tree", "HEAD", login)).toMatch(/^100755 /);
    expect(repository.git("ls-files", "-s", login)).toMatch(/^100755 /);
    expect(statSync(join(repository.path, login)).mode & 0o777).toBe(0o755);
    expect(repository.status()).toBe("");
  }

  function executable(files: Files = {}): TestRepository {
    const repository = createRepository(files);
    repository.write(session("fix-login", "md#123"));
    chmodSync(join(repository.path, login), 0o755);
    return repository;
  }

  test("stays executable through a commit", () => {
    const repository = executable(migrated);
    repository.git("add", login);
    expect(commit(repository).code).toBe(0);
    expectExecutable(repository);
  });

  test("stays executable through a merge", () => {
    const repository = executable(task("md#123"));
    repository.git("switch", "--quiet", "--create", "feature");
    repository.commit("add a session");
    repository.git("switch", "--quiet", "main");
    repository.migrate("md#123", "mt#123");
    expect(merge(repository).code).toBe(0);
    expectExecutable(repository);
  });
});

describe("a sparse checkout without sessions", () => {
  function sparse(): TestRepository {
    const repository = createStaleMerge({ base: session("other", "md#123") });
    repository.git("sparse-checkout", "set", "--no-cone", "/*", "!/sessions/");
    expect(existsSync(join(repository.path, "sessions"))).toBe(false);
    return repository;
  }

  function expectRepaired(repository: TestRepository): void {
    const other = "session: other\ntaskId: mt#123\n";
    for (const [path, content] of [
      [login, freshLogin],
      ["sessions/other.yaml", other],
    ] as const) {
      expect(repository.show("HEAD", path)).toBe(content);
      expect(staged(repository, path)).toBe(content);
    }
    expect(repository.git("ls-files", "-t", "sessions")).toBe(`S ${login}\nS sessions/other.yaml`);
    expect(existsSync(join(repository.path, "sessions"))).toBe(false);
    expect(repository.status()).toBe("");
  }

  test("has them repaired by a merge, and still not checked out", () => {
    const repository = sparse();
    const main = headOf(repository);
    expect(merge(repository).code).toBe(0);
    expect(repository.parents()).toEqual([main, repository.git("rev-parse", "feature")]);
    expectRepaired(repository);
  });

  test("has them repaired where the merge stops, and git commit completes it", () => {
    const repository = sparse();
    repository.remove(".git/hooks/post-merge");
    expect(merge(repository).code).toBe(1);
    expect(repository.git("ls-files", "-t", "sessions")).not.toContain("H ");
    repository.git("commit", "--no-edit");
    expectRepaired(repository);
  });

  test("can abort a merge that stops", () => {
    const repository = sparse();
    const main = headOf(repository);
    repository.remove(".git/hooks/post-merge");
    expect(merge(repository).code).toBe(1);
    repository.git("merge", "--abort");
    expect(headOf(repository)).toBe(main);
    expect(repository.status()).toBe("");
    expect(repository.git("ls-files", "-t", "sessions")).toBe("S sessions/other.yaml");
  });
});

test("an autostash is applied after the merge commit holds the rewritten ID", () => {
  const repository = createStaleMerge();
  const main = headOf(repository);
  repository.write({ "README.md": "not committed\n" });
  expect(merge(repository, "--autostash").code).toBe(0);
  expect(repository.read("README.md")).toBe("not committed\n");
  expect(repository.status()).toBe(" M README.md");
  repository.git("restore", "README.md");
  expectMerged(repository, main);
});

test("a session that is saved while others are rewritten keeps that, and nothing is left half done", () => {
  const repository = createRepository({ ...task("md#1"), ...session("a", "md#1") });
  repository.commit("another", session("b", "md#1"));
  repository.migrate("md#1", "mt#1");
  const edited = join(repository.path, "sessions/b.yaml");
  // When git writes the new contents, the files have been looked at once.
  runBefore(repository, "fast-import", `sleep 0.2; printf '${edit}' >>'${edited}'`);
  expect(repository.sa("fix", "--staged")).toMatchObject({ code: 0 });
  expect(repository.git("show", ":sessions/b.yaml")).toBe("session: b\ntaskId: mt#1");
  expect(repository.read("sessions/b.yaml")).toBe(`session: b\ntaskId: mt#1\n${edit}`);
  expect(repository.status()).toBe("M  sessions/a.yaml\nMM sessions/b.yaml");
});

/** Runs shell commands before each git that is told some word. */
function runBefore(repository: TestRepository, word: string, commands: string): void {
  const real = repository.run("sh", ["-c", "command -v git"]).stdout.trim();
  const wrapper = join(repository.path, "../bin/git");
  const text = `#!/bin/sh\ncase "$*" in *${word}*) ${commands} ;; esac\nexec "${real}" "$@"\n`;
  writeFileSync(wrapper, text, { mode: 0o755 });
}
