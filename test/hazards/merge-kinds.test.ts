import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { testSinceGit } from "../support/git-version.ts";
import {
  createRepository,
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
} from "../support/stale-merge.ts";

const noHooks = ["-c", "core.hooksPath=/dev/null"];

function expectSaysFixed(run: Run, ...paths: readonly string[]): void {
  for (const path of paths) expect(run.stderr).toContain(`${path}:2:9  fixed  md#123 → mt#123`);
  expect(run.stderr).toContain("the merge commit holds the rewritten IDs");
  expect(run.code).toBe(0);
}

describe("a merge that git commits on its own holds the rewritten ID", () => {
  type Args = readonly string[];
  /** git's options, the merge's own, what is merged, and the folder it is started in. */
  const kinds: Readonly<Record<string, { git?: Args; merge?: Args; of?: string; in?: string }>> = {
    "with its usual message": { merge: ["--no-edit"] },
    "made by --no-ff": { merge: ["--no-edit", "--no-ff"] },
    "with a message given by -m": { merge: ["-m", "Bring in the login\n\nAnd say why: é 🙂"] },
    "with a message of comments and odd spacing": {
      merge: ["--cleanup=verbatim", "-m", "\n  # odd\n\n\ntree 123\nparent 456\n\n"],
    },
    "with --log and --signoff": { merge: ["--no-edit", "--log", "--signoff"] },
    "with a message in Latin-1": {
      git: ["-c", "i18n.commitEncoding=ISO-8859-1"],
      merge: ["-F", "../latin-1"],
    },
    "of a commit without a name": { merge: ["--no-edit"], of: "feature^{commit}" },
    "of an annotated tag": { merge: ["--no-edit"], of: "v1" },
    "by the older strategy": { merge: ["--no-edit", "-s", "recursive", "-X", "theirs"] },
    "started in a subdirectory": { merge: ["--no-edit"], in: "docs/deep" },
    "by way of --git-dir and --work-tree": {
      git: ["--git-dir=.git", "--work-tree=."],
      merge: ["--no-edit"],
    },
    "with an index in two parts": { git: ["-c", "core.splitIndex=true"], merge: ["--no-edit"] },
    "started in the folder of sessions": { merge: ["--no-edit"], in: "sessions" },
  };

  test.each(Object.keys(kinds))("%s, and is otherwise what git made", name => {
    const kind = kinds[name] ?? {};
    const repository = createStaleMerge({
      base: { "docs/deep/a.txt": "a\n", ...session("other", "md#123") },
    });
    writeFileSync(join(repository.path, "../latin-1"), Buffer.from("Caf\xe9 merge\n", "latin1"));
    repository.git("tag", "-a", "-m", "version 1\n\nof é", "v1", "feature");
    const other = repository.git("rev-parse", kind.of ?? "feature");
    const of = kind.of === "feature^{commit}" ? other : (kind.of ?? "feature");
    const main = headOf(repository);
    const start = (config: Args): Run =>
      repository.run("git", [...config, ...(kind.git ?? []), "merge", ...(kind.merge ?? []), of], {
        in: kind.in ?? ".",
        env: { GIT_AUTHOR_NAME: "Änne  B. Ünicode", GIT_AUTHOR_DATE: "1700000000 -0330" },
      });

    expect(start(noHooks).code).toBe(0);
    const made = { ...commitBytes(repository), orig: repository.git("rev-parse", "ORIG_HEAD") };
    expect(repository.show("HEAD", login)).toContain("md#123");
    repository.git("reset", "--quiet", "--hard", main);

    expectSaysFixed(start([]), login, "sessions/other.yaml");
    expect({ ...commitBytes(repository), orig: repository.git("rev-parse", "ORIG_HEAD") }).toEqual(
      made,
    );
    expectMerged(repository, main);
    expectEverywhere(repository, "sessions/other.yaml", "session: other\ntaskId: mt#123\n");
  });

  /** The commit object as git stored it, but for its tree. */
  function commitBytes(repository: TestRepository) {
    const command = "git cat-file commit HEAD | tail -n +2 | od -An -v -tx1";
    return { bytes: repository.run("sh", ["-c", command]).stdout };
  }
});

testSinceGit(35)("git show --remerge-diff of the merge shows only the rewritten lines", () => {
  const repository = createStaleMerge({ feature: { "other.txt": "other\n" } });
  expect(merge(repository).code).toBe(0);
  const diff = repository.git("show", "--remerge-diff", "--format=", "-U0", "HEAD");
  expect(diff.split("\n").filter(line => /^[-+]/.test(line))).toEqual([
    `--- a/${login}`,
    `+++ b/${login}`,
    "-taskId: md#123",
    "+taskId: mt#123",
  ]);
});

test("a merge on a detached HEAD holds the rewritten ID and moves no branch", () => {
  const repository = createStaleMerge();
  const main = headOf(repository);
  repository.git("switch", "--quiet", "--detach");
  expectSaysFixed(merge(repository), login);
  expectMerged(repository, main);
  expect(repository.git("rev-parse", "main")).toBe(main);
});

test("a merge by --no-ff of a branch that is only ahead holds the rewritten ID", () => {
  const repository = createStaleMerge();
  repository.git("switch", "--quiet", "--create", "base", "main~1");
  const base = headOf(repository);
  repository.git("branch", "--quiet", "--force", "feature", "main");
  repository.git("switch", "--quiet", "feature");
  repository.commit("add a stale session", session("fix-login", "md#123"));
  repository.git("switch", "--quiet", "base");
  expectSaysFixed(merge(repository, "--no-ff"), login);
  expectMerged(repository, base);
});

test("a merge of an unrelated history holds the rewritten ID", () => {
  const repository = createStaleMerge();
  const main = headOf(repository);
  repository.git("switch", "--quiet", "--orphan", "unrelated");
  repository.commit("add a session", session("fix-login", "md#123"));
  repository.git("branch", "--quiet", "--force", "feature");
  repository.git("switch", "--quiet", "main");
  expectSaysFixed(merge(repository, "--allow-unrelated-histories"), login);
  expectMerged(repository, main);
});

describe("an octopus merge, of one branch that migrates and two that add sessions,", () => {
  const branches = ["migration", "one", "two"];

  function octopus(): TestRepository {
    const repository = createRepository(task("md#123"));
    const onBranch = (name: string, change: () => unknown): void => {
      repository.git("switch", "--quiet", "--create", name, "main");
      change();
    };
    onBranch("migration", () => repository.migrate("md#123", "mt#123"));
    onBranch("one", () => repository.commit("add one", session("one", "md#123")));
    onBranch("two", () => repository.commit("add two", session("two", "md#123")));
    repository.git("switch", "--quiet", "main");
    return repository;
  }

  function moveOn(repository: TestRepository, branch: string): string {
    repository.git("switch", "--quiet", branch);
    const commit = repository.commit("go on", { [`${branch}.txt`]: "more\n" });
    repository.git("switch", "--quiet", "main");
    return commit;
  }

  function expectOctopus(
    repository: TestRepository,
    parents: readonly string[],
    ...options: readonly string[]
  ): void {
    const run = repository.tryGit("merge", "--no-edit", ...branches, ...options);
    expectSaysFixed(run, "sessions/one.yaml", "sessions/two.yaml");
    expect(repository.parents()).toEqual(
      parents.map(name => repository.git("rev-parse", `${name}^{commit}`)),
    );
    for (const name of ["one", "two"]) {
      const content = `session: ${name}\ntaskId: mt#123\n`;
      expectEverywhere(repository, `sessions/${name}.yaml`, content);
    }
    expect(repository.status()).toBe("");
    expect(repository.findings()).toEqual([]);
  }

  test("holds the rewritten IDs", () => {
    const repository = octopus();
    expectOctopus(repository, [moveOn(repository, "main"), ...branches]);
  });

  test("holds them when it is only ahead, so that git leaves the target branch out of the parents", () => {
    expectOctopus(octopus(), branches);
  });

  test("holds them when it is only ahead and --no-ff keeps the target branch in", () => {
    const repository = octopus();
    expectOctopus(repository, [headOf(repository), ...branches], "--no-ff");
  });

  test("holds them when it names a branch that another one contains", () => {
    const repository = octopus();
    const main = moveOn(repository, "main");
    repository.git("branch", "contained", "one");
    moveOn(repository, "one");
    expectOctopus(repository, [main, ...branches], "contained");
  });
});

test("a git pull that merges holds the rewritten ID", () => {
  const upstream = createStaleMerge();
  const clone = upstream.sibling(join(upstream.path, "../clone"));
  upstream.git("clone", "--quiet", upstream.path, clone.path);
  clone.installHooks();
  clone.git("branch", "--quiet", "feature", "origin/feature");
  const main = headOf(clone);
  expectSaysFixed(
    clone.tryGit("pull", "--no-rebase", "--no-edit", "--quiet", "origin", "feature"),
    login,
  );
  expectMerged(clone, main);
});

test("a merge in a linked worktree holds the rewritten ID and leaves the other worktree alone", () => {
  const repository = createStaleMerge();
  const main = headOf(repository);
  const linked = repository.sibling(join(repository.path, "../linked"));
  repository.git("worktree", "add", "--quiet", "-b", "topic", linked.path);
  expectSaysFixed(merge(linked), login);
  expectMerged(linked, main);
  expect(linked.git("branch", "--show-current")).toBe("topic");
  expect(headOf(repository)).toBe(main);
  expect(repository.status()).toBe("");
  expect(existsSync(join(repository.path, login))).toBe(false);
});

// git takes the stash back without --index: what was staged is afterwards not staged.
test.each([
  ["an unstaged", () => {}],
  ["a staged", (repository: TestRepository) => repository.git("add", "README.md")],
])("a merge with --autostash holds the rewritten ID and gives %s edit back", (_edit, stage) => {
  const repository = createStaleMerge();
  const main = headOf(repository);
  repository.write({ "README.md": "dirty\n", "untracked.txt": "mine\n" });
  stage(repository);
  const run = merge(repository, "--autostash");
  expectSaysFixed(run, login);
  expect(run.stdout + run.stderr).toContain("Applied autostash");
  expect(repository.parents()).toEqual([main, repository.git("rev-parse", "feature")]);
  expectEverywhere(repository, login, freshLogin);
  expect(repository.status()).toBe(" M README.md\n?? untracked.txt");
  expect(repository.read("README.md")).toBe("dirty\n");
  expect(repository.show("HEAD", "README.md")).toBe("a repository\n");
  expect(repository.git("stash", "list")).toBe("");
});

test("a merge in a SHA-256 repository holds the rewritten ID", () => {
  const repository = createStaleMerge({ objectFormat: "sha256" });
  const main = headOf(repository);
  expect(main).toMatch(/^[0-9a-f]{64}$/);
  expectSaysFixed(merge(repository), login);
  expectMerged(repository, main);
});
