import { existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { testSinceGit } from "../support/git-version.ts";
import { root } from "../support/recipes.ts";
import {
  createRepository,
  type Files,
  type Run,
  type TestRepository,
} from "../support/repository.ts";
import { treeOf } from "../support/tree.ts";

function without(hooks: Files): TestRepository {
  return createRepository(hooks, { hooks: [] });
}

function files(run: Run): readonly { readonly file: string; readonly status: string }[] {
  return JSON.parse(run.stdout).files;
}

const session = "taskId: md#1\n";
const task = "id: md#1\n";

describe("init finds sessions and tasks", () => {
  test("in other folders, writes a configuration for them, and asks nothing", () => {
    const repository = without({ "notes/agents/a.yaml": session, "work/1.yml": task });
    const run = repository.sa("init");
    expect(run, run.stderr).toMatchObject({ code: 0 });
    expect(run.stdout).toContain("sessions    1 file in notes/**/*.{yaml,yml}\n");
    expect(run.stdout).toContain("created     .session-assoc.yaml\n");
    expect(run.stdout).toContain("next: git add .session-assoc.yaml  # ");
    expect(repository.read(".session-assoc.yaml")).toContain('tasks: ["work/**/*.{yaml,yml}"]\n');
    expect(repository.findings()).toEqual([]);

    // What somebody has edited since is somebody's.
    repository.write({
      ".session-assoc.yaml": `${repository.read(".session-assoc.yaml")}rules: {}\n`,
    });
    const removed = repository.sa("init", "--remove");
    expect(removed.code).toBe(1);
    expect(removed.stdout).toContain("left alone  .session-assoc.yaml: it was edited since");
  });

  test("among other YAML files: a person decides, or --yes", () => {
    const repository = without({ "a/s.yaml": session, "a/other.yaml": "x: 1\n" });
    const before = treeOf(repository.path);
    const asked = repository.sa("init");
    expect(asked).toMatchObject({ code: 2, stdout: "" });
    expect(asked.stderr).toContain(
      "1 other YAML file with them (a/other.yaml): a person has to decide",
    );
    expect(asked.stderr).toContain("next: --yes takes what is proposed");
    expect(treeOf(repository.path)).toEqual(before);

    expect(repository.sa("init", "--yes").code).toBe(0);
    expect(repository.read(".session-assoc.yaml")).toContain('sessions: ["a/*.{yaml,yml}"]\n');
  });

  test("both in one folder: no glob by folders tells them apart, and nothing is written", () => {
    const repository = without({ "data/s.yaml": session, "data/t.yaml": task });
    const before = treeOf(repository.path);
    const run = repository.sa("init", "--yes");
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain("sessions and tasks lie in one folder (data/");
    expect(treeOf(repository.path)).toEqual(before);
  });
});

describe("init looks for the place of the hooks", () => {
  testSinceGit(36)(
    "where two runners are configured and none is installed, the user says which",
    () => {
      const repository = without({
        "lefthook.yml": "colors: false\n",
        ".husky/pre-push": "true\n",
      });
      const run = repository.sa("init");
      expect(run).toMatchObject({ code: 2, stdout: "" });
      expect(run.stderr).toContain("next: --hooks lefthook or --hooks husky says which one");
      expect(repository.sa("init", "--hooks", "git").code).toBe(0);
      // What is installed then decides.
      expect(repository.sa("init").stdout).toContain("hooks       git, .git/hooks\n");
      expect(repository.sa("doctor").stdout).toContain("✓ pre-push ");
    },
  );

  test("outside the repository, behind a link, or in another language: left alone, and said what to do", () => {
    const repository = without({});
    const outside = join(repository.path, "../hooks");
    mkdirSync(outside);
    repository.git("config", "core.hooksPath", outside);
    const kept = repository.sa("init", "--format", "json");
    expect(kept.code).toBe(1);
    expect(files(kept).map(({ status }) => status)).toEqual(Array(5).fill("left-alone"));
    expect(readdirSync(outside)).toEqual([]);

    repository.git("config", "core.hooksPath", ".githooks");
    repository.write({ ".githooks/pre-commit": "#!/usr/bin/env python3\n" });
    repository.run("chmod", ["+x", ".githooks/pre-commit"]);
    symlinkSync(join(outside, "not-there"), join(repository.path, ".githooks/pre-push"));
    symlinkSync(join(root, "hooks/post-merge"), join(repository.path, ".githooks/post-merge"));
    const run = repository.sa("init", "--format", "json");
    expect(run.code).toBe(1);
    expect(files(run)).toMatchObject([
      { file: ".githooks/pre-merge-commit", status: "created" },
      // A link to our own script, as that script advises.
      { file: ".githooks/post-merge", status: "unchanged" },
      { file: ".githooks/pre-commit", status: "left-alone", reason: "it is not a shell script" },
      { file: ".githooks/pre-push", status: "left-alone" },
      { file: ".githooks/post-rewrite", status: "created" },
    ]);
    expect(existsSync(join(outside, "not-there"))).toBe(false);
    expect(repository.git("config", "core.hooksPath")).toBe(".githooks");
  });

  test("in a bare repository it sets nothing up, and names the server's hook", () => {
    const repository = without({});
    repository.git("init", "--quiet", "--bare", "../bare.git");
    const run = repository.sa("--cwd", "../bare.git", "init");
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain("next: on a server, copy hooks/pre-receive");
  });
});
