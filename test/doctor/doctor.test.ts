import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { testSinceGit } from "../support/git-version.ts";
import { root } from "../support/recipes.ts";
import {
  createRepository,
  type Files,
  type Run,
  session,
  type TestRepository,
  task,
} from "../support/repository.ts";
import { treeOf } from "../support/tree.ts";

interface Check {
  readonly name: string;
  readonly status: "ok" | "warning" | "failure";
  readonly message: string;
  readonly repair?: string;
}

interface Examined {
  readonly code: number;
  /** What is not as it should be. */
  readonly trouble: readonly Check[];
}

function doctor(repository: TestRepository): Examined {
  const run = repository.sa("doctor", "--format", "json");
  expect(run.stderr).toBe("");
  const { ok, checks } = JSON.parse(run.stdout) as { ok: boolean; checks: readonly Check[] };
  expect(run.code).toBe(ok ? 0 : 1);
  expect(checks.some(({ status }) => status === "failure")).toBe(!ok);
  return { code: run.code, trouble: checks.filter(({ status }) => status !== "ok") };
}

/** A repository with hooks that `init` set up, of which nothing is wrong. */
function setUp(files: Files = {}): TestRepository {
  const base = { ...task("md#1"), ...session("a", "md#1"), ".gitignore": "node_modules\n" };
  const repository = createRepository({ ...base, ...files }, { hooks: [] });
  repository.linkModules();
  expectDone(repository.sa("init"));
  return repository;
}

function setUpWithHusky(): TestRepository {
  const repository = setUp({ "package.json": '{ "devDependencies": { "husky": "*" } }\n' });
  expectDone(repository.run(process.execPath, [join(root, "node_modules/husky/bin.js")]));
  repository.commit("hooks");
  return repository;
}

function expectDone({ code, stderr }: Run): void {
  expect(code, stderr).toBe(0);
}

function hook(repository: TestRepository, name: string): string {
  return join(repository.path, ".git/hooks", name);
}

testSinceGit(38)(
  "where all is well doctor says so, has run every hook, and leaves no trace",
  () => {
    const repository = setUp();
    const before = treeOf(repository.path);
    const index = readFileSync(join(repository.path, ".git/index"));
    const run = repository.sa("doctor");
    expect(run.code, run.stdout).toBe(0);
    for (const name of [
      "pre-merge-commit",
      "post-merge",
      "pre-commit",
      "pre-push",
      "post-rewrite",
    ]) {
      expect(run.stdout).toContain(
        `✓ ${name.padEnd(16)}  git runs it, and it reaches session-assoc`,
      );
    }
    expect(run.stdout).toContain("✓ stale IDs would be noticed");
    expect(treeOf(repository.path)).toEqual(before);
    expect(readFileSync(join(repository.path, ".git/index")).equals(index)).toBe(true);
  },
);

describe("what keeps a hook from being reached is named, with the command that repairs it", () => {
  testSinceGit(38)("a hook without the execute bit, and one that is missing", () => {
    const repository = setUp();
    chmodSync(hook(repository, "pre-commit"), 0o644);
    rmSync(hook(repository, "post-rewrite"));
    const path = join(repository.path, ".git/hooks/pre-commit");
    expect(doctor(repository)).toEqual({
      code: 1,
      trouble: [
        {
          name: "pre-commit",
          status: "failure",
          message: `${path} is not executable, so git ignores it`,
          repair: `chmod +x ${path}`,
        },
        {
          name: "post-rewrite",
          status: "warning",
          message: "there is no such hook; a rebase or amended commit is not reported on",
          repair: "npx session-assoc init",
        },
      ],
    });
    // The repair is init's as well: nothing but ours is in the file.
    expectDone(repository.sa("init"));
    expect(doctor(repository).trouble).toEqual([]);
  });

  testSinceGit(38)(
    "husky's folder that is gone, and a fresh linked worktree that never had it",
    () => {
      const repository = setUpWithHusky();
      expect(doctor(repository).trouble).toEqual([]);

      repository.git("worktree", "add", "--quiet", "../linked");
      const linked = repository.sibling(join(repository.path, "../linked"));
      repository.remove(".husky/_");
      for (const one of [repository, linked]) {
        const { code, trouble } = doctor(one);
        expect(code).toBe(1);
        expect(trouble[0]).toMatchObject({
          name: "pre-merge-commit",
          message: `husky is not installed in this worktree: there is no ${join(one.path, ".husky/_/pre-merge-commit")}`,
          repair: one === repository ? "npx husky" : "npm ci && npx husky",
        });
      }
    },
  );

  testSinceGit(38)("a linked worktree without the installed packages", () => {
    const repository = setUp();
    repository.git("worktree", "add", "--quiet", "../linked");
    const linked = repository.sibling(join(repository.path, "../linked"));
    const { code, trouble } = doctor(linked.in({ PATH: process.env.PATH }));
    expect(code).toBe(1);
    expect(trouble.find(({ name }) => name === "pre-commit")).toMatchObject({
      message: "session-assoc is not installed in this worktree",
      repair: "npm ci",
    });
  });

  testSinceGit(38)("node that is not on the PATH", () => {
    const repository = setUp();
    const bin = join(repository.path, "../bare-bin");
    mkdirSync(bin);
    for (const tool of ["git", "sh", "env", "cat"]) {
      const { stdout } = repository.run("sh", ["-c", `command -v ${tool}`]);
      symlinkSync(stdout.trim(), join(bin, tool));
    }
    // As npm writes it: a script that has `env` find node.
    repository.remove("node_modules/.bin/session-assoc");
    repository.write({ "node_modules/.bin/session-assoc": "#!/usr/bin/env node\n" });
    chmodSync(join(repository.path, "node_modules/.bin/session-assoc"), 0o755);
    const { code, trouble } = doctor(repository.in({ PATH: bin }));
    expect(code).toBe(1);
    expect(trouble[0]).toMatchObject({
      name: "pre-merge-commit",
      status: "failure",
      message: "node is not on the PATH that git gives to hooks",
    });
    expect(trouble[0]?.repair).toContain("export PATH=");
  });

  testSinceGit(38)(
    "a hook that ends before it comes to the call; reading alone believes in it",
    () => {
      const repository = setUp();
      for (const name of ["pre-push", "post-merge"]) {
        const text = `#!/bin/sh\necho not today >&2\nexit 3\nsession-assoc hook ${name} "$@"\n`;
        repository.write({ [`.git/hooks/${name}`]: text });
      }
      const { code, trouble } = doctor(repository);
      expect(code).toBe(1);
      const message = (exit: number) =>
        `it ended (exit ${exit}) before it came to session-assoc: not today`;
      expect(trouble).toMatchObject([
        // pre-merge-commit believes in this one, too: a merge would end stale.
        { name: "post-merge", status: "failure", message: message(3) },
        { name: "pre-push", status: "failure", message: message(1) },
      ]);
    },
  );

  testSinceGit(38)(
    "a call that reaches session-assoc in vain: for another hook, without its lines, its failure lost",
    () => {
      const repository = setUp();
      const call = (name: string): string =>
        `PATH="$PWD/node_modules/.bin:$PATH" session-assoc hook ${name} "$@"`;
      const hooks = {
        "pre-merge-commit": `#!/bin/sh\nexec .git/hooks/pre-commit\n# session-assoc hook pre-merge-commit`,
        "pre-commit": `#!/bin/sh\n${call("pre-commit")}\necho on and on\n`,
        "pre-push": `#!/bin/sh\ncat >/dev/null\n${call("pre-push")}\n`,
      };
      for (const [name, text] of Object.entries(hooks)) {
        repository.write({ [`.git/hooks/${name}`]: text });
      }
      const { code, trouble } = doctor(repository);
      expect(code).toBe(1);
      expect(trouble).toMatchObject([
        {
          name: "pre-merge-commit",
          status: "failure",
          message: "it calls session-assoc for pre-commit, not for pre-merge-commit",
        },
        {
          name: "pre-commit",
          status: "failure",
          message: "it goes on where session-assoc fails, so that nothing is ever stopped",
        },
        {
          name: "pre-push",
          status: "failure",
          message: "a command before session-assoc reads the lines that git has for it",
        },
      ]);
    },
  );

  testSinceGit(38)("a variable that skips every hook", () => {
    const { code, trouble } = doctor(setUp().in({ SESSION_ASSOC: "0" }));
    expect(code).toBe(1);
    expect(trouble[0]).toMatchObject({
      message: "SESSION_ASSOC=0 skips every hook here",
      repair: "unset SESSION_ASSOC",
    });
  });

  testSinceGit(38)(
    "a client without the shell's PATH would not find session-assoc: its commits would stop",
    () => {
      const repository = setUp();
      // Reached by the PATH of the sandbox alone.
      repository.remove("node_modules");
      const { code, trouble } = doctor(repository);
      expect(code).toBe(0);
      expect(trouble).toMatchObject([{ name: "desktop clients", status: "warning" }]);
    },
  );
});

testSinceGit(38)(
  "sessions that no glob matches, that git ignores or that are not checked out are named; so is missing history",
  () => {
    const origin = setUp({
      ...session("b", "md#1"),
      ".gitignore": "node_modules\nsessions/local-*\n",
    });
    origin.commit("more", { "agents/ada.yaml": "taskId: md#1\n" });
    const clone = origin.sibling(join(origin.path, "../clone"));
    origin.git("clone", "--quiet", "--depth", "1", `file://${origin.path}`, clone.path);
    clone.linkModules();
    expectDone(clone.sa("init"));
    // What init found in agents/ is not wanted here.
    clone.remove(".session-assoc.yaml");
    clone.git("sparse-checkout", "set", "--no-cone", "/*", "!/sessions/b.yaml");
    clone.write(session("local-x", "md#1"));
    const found = doctor(clone);
    expect(found.trouble.map(({ name, status }) => `${name}: ${status}`)).toEqual([
      "sessions: warning",
      "ignored files: failure",
      "sparse checkout: warning",
      "history: warning",
    ]);
    expect(found.trouble[0]?.message).toContain("agents/ada.yaml holds what a session has");
    expect(found.trouble[1]?.message).toContain("git ignores sessions/local-x.yaml");

    // Hooks go by HEAD's configuration; so does doctor.
    const elsewhere = { ".session-assoc.yaml": "sessions: ['**/nowhere-*.yaml']\n" };
    clone.write(elsewhere);
    expect(doctor(clone).trouble.slice(0, 2)).toMatchObject([
      { name: "configuration", status: "warning" },
      { name: "sessions", status: "warning" },
    ]);
    clone.git("add", ".session-assoc.yaml");
    clone.git("commit", "--quiet", "--no-verify", "-m", "other globs");
    expect(doctor(clone).trouble[0]).toMatchObject({ name: "sessions", status: "failure" });

    clone.write({ ".session-assoc.yaml": "session: x\n" });
    expect(doctor(clone).trouble[0]).toMatchObject({ name: "configuration", status: "failure" });
  },
);

testSinceGit(38)("on a server, git runs pre-receive", () => {
  const repository = createRepository();
  const server = repository.sibling(join(repository.path, "../server.git"));
  repository.git("init", "--quiet", "--bare", server.path);
  expect(doctor(server)).toMatchObject({ code: 1, trouble: [{ name: "pre-receive" }] });
  server.installHooks(["pre-receive"]);
  expect(doctor(server)).toEqual({ code: 0, trouble: [] });
});

test("a hook does its work, whatever a leftover variable of doctor's says", () => {
  const repository = setUp(task("mt#2", "migratedFrom: [md#2]\n"));
  repository.write(session("b", "md#2"));
  repository.git("add", "sessions/b.yaml");
  const forged = { SESSION_ASSOC_DOCTOR: "0".repeat(32) };
  const committed = repository.in(forged).tryGit("commit", "-m", "b");
  expect(committed.stderr).toContain("md#2 → mt#2");
  expect(repository.show("HEAD", "sessions/b.yaml")).toContain("taskId: mt#2\n");
});
