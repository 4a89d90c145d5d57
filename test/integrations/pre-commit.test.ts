import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  expectEveryHook,
  expectStopWithoutPostMerge,
  expectUnstagedEditsKept,
} from "../support/every-hook.ts";
import { testSinceGit } from "../support/git-version.ts";
import { recipe, root, schemaErrors, version } from "../support/recipes.ts";
import type { TestRepository } from "../support/repository.ts";
import { createStaleMerge } from "../support/stale-merge.ts";

const manifest = recipe(".pre-commit-hooks.yaml");
const config = recipe("examples/pre-commit/.pre-commit-config.yaml");

/** pre-commit 3.2 renamed three stages; Debian 12 has 3.0.4, and the schema has the old names too. */
function withOldStages(text: string): string {
  return text
    .replace(/^( +stages: )\[pre-(commit|merge-commit|push)\]$/gm, "$1[$2]")
    .replaceAll("3.2.0", "3.0.0");
}

const [, installed] = /^pre-commit (.+)\n$/.exec(versionLine()) ?? [];
const [major = 0, minor = 0] = (installed ?? "").split(".").map(Number);
const forInstalled = (text: string): string =>
  major > 3 || (major === 3 && minor >= 2) ? text : withOldStages(text);

function versionLine(): string {
  return spawnSync("pre-commit", ["--version"], { encoding: "utf8" }).stdout ?? "";
}

test("the manifest is what the schema asks for, but for the names of its stages", () => {
  expect(schemaErrors("pre-commit-hooks.json", withOldStages(manifest))).toEqual([]);
  expect(
    schemaErrors("pre-commit-hooks.json", manifest.replace("language: node", "x: y")),
  ).not.toEqual([]);
  expect(schemaErrors("pre-commit-config.json", config, ["pre-commit-hooks.json"])).toEqual([]);
  expect(config).toContain(`rev: v${version}\n`);
});

describe.skipIf(installed === undefined)("the framework pre-commit", () => {
  const home = mkdtempSync(join(tmpdir(), "session-assoc-pre-commit-"));
  const hooks = join(home, "hooks");
  let revision: string;

  beforeAll(() => {
    // What pre-commit has installed is kept here, for all tests.
    process.env.PRE_COMMIT_HOME = join(home, "cache");
    revision = makeHookRepository(hooks);
  });
  afterAll(() => rmSync(home, { recursive: true }));

  /** A stale merge in which pre-commit has installed its hooks, and session-assoc from its package. */
  function withPreCommit(text: string): TestRepository {
    const ours = forInstalled(text)
      .replace(/repo: .*/, `repo: ${hooks}`)
      .replace(/rev: .*/, `rev: ${revision}`);
    const repository = createStaleMerge({ hooks: [], base: { ".pre-commit-config.yaml": ours } });
    const install = repository.run("pre-commit", ["install", "--install-hooks"]);
    expect(install.code, install.stdout + install.stderr).toBe(0);
    return repository;
  }

  test("its hooks guard merges, commits, amended commits and pushes", () => {
    const repository = withPreCommit(config);
    const manifestPath = join(hooks, ".pre-commit-hooks.yaml");
    const valid = repository.run("pre-commit", ["validate-manifest", manifestPath]);
    expect(valid, valid.stdout).toMatchObject({ code: 0 });
    // Only what pre-commit has installed can be found.
    repository.remove("../bin/session-assoc");
    expectEveryHook(repository);
    expectUnstagedEditsKept(repository);
  }, 180_000);

  testSinceGit(38)(
    "init adds them to its configuration, doctor proves it, and they guard as well",
    () => {
      const path = ".pre-commit-config.yaml";
      const theirs = "repos:\n  - repo: meta\n    hooks:\n      - id: check-hooks-apply\n";
      const base = { [path]: theirs, ".gitignore": "node_modules\n" };
      const repository = createStaleMerge({ hooks: [], base });
      repository.linkModules();
      const { stdout } = repository.sa("init");
      const [, install = ""] = /next: (pre-commit install .*?) {2}/.exec(stdout) ?? [];
      repository.commit("set up", { [path]: forInstalled(repository.read(path)) });
      expect(repository.run("sh", ["-c", install])).toMatchObject({ code: 0 });

      const doctor = repository.sa("doctor");
      expect(doctor.stdout).toContain(
        "✓ pre-push          git runs it, and it reaches session-assoc",
      );
      expect(doctor.code, doctor.stdout).toBe(0);
      // It would be put away while pre-commit runs: then nothing is run.
      repository.write({ "README.md": "an unstaged edit\n" });
      const careful = repository.sa("doctor");
      expect(careful.stdout).toContain(
        "! pre-push          it calls session-assoc, as far as reading",
      );
      expect(careful.code).toBe(0);
      repository.git("checkout", "README.md");

      expectEveryHook(repository);
      expect(repository.sa("init", "--remove").stdout).toContain(`updated     ${path}`);
      expect(repository.read(path)).toBe(theirs);
    },
    180_000,
  );

  test("without its post-merge a stale merge stops, and git commit completes it", () => {
    const withoutPostMerge = config
      .replace("post-merge, ", "")
      .replace(/^ +- id: session-assoc-post-merge\n/m, "");
    expectStopWithoutPostMerge(withPreCommit(withoutPostMerge));
  }, 180_000);
});

/**
 * A repository of hooks with what `npm publish` would publish. pre-commit would build the checkout
 * itself, for which it installs all that development needs, and that takes minutes: here the scripts
 * only talk. Whatever they print must not be taken for the name of the tarball.
 *
 * @returns its commit
 */
function makeHookRepository(path: string): string {
  const args = ["pack", "--ignore-scripts", "--silent", "--pack-destination", join(path, "..")];
  const name = execFileSync("npm", args, { cwd: root, encoding: "utf8" }).trim();
  execFileSync("git", ["init", "--quiet", path]);
  execFileSync("tar", ["-xzf", join(path, "..", name), "-C", path, "--strip-components=1"]);
  writeFileSync(join(path, ".pre-commit-hooks.yaml"), forInstalled(manifest));
  const packagePath = join(path, "package.json");
  const described = JSON.parse(readFileSync(packagePath, "utf8")) as Record<string, unknown>;
  const { devDependencies: _, ...published } = described;
  const scripts = { prepare: "node --version", prepack: "node --version" };
  writeFileSync(packagePath, JSON.stringify({ ...published, scripts }));
  writeFileSync(join(path, ".npmrc"), recipe(".npmrc"));
  const git = (...words: readonly string[]): string =>
    execFileSync("git", ["-C", path, "-c", "user.name=Ada", "-c", "user.email=ada@x", ...words], {
      encoding: "utf8",
    });
  git("add", "--all", "--force");
  git("commit", "--quiet", "--no-verify", "-m", "what is published");
  return git("rev-parse", "HEAD").trim();
}
