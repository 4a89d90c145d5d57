import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isGitBefore } from "../support/git-version.ts";
import {
  cli,
  createRepository,
  session,
  type TestRepository,
  task,
} from "../support/repository.ts";

/** Names of programs that shells, git, editors and packages are known to start. */
const programs = [
  ...["sh", "bash", "zsh", "dash", "cmd.exe", "touch", "rm", "cat", "sed", "awk", "xargs", "env"],
  ...[
    "vi",
    "vim",
    "nano",
    "emacs",
    "editor",
    "less",
    "more",
    "pager",
    "gpg",
    "gpg2",
    "ssh",
    "curl",
  ],
  ...["wget", "node", "npx", "npm", "pnpm", "yarn", "python3", "perl", "open", "xdg-open", "trap"],
  ...["git-lfs", "git-annex", "husky", "lefthook", "pre-commit", "session-assoc"],
];

/**
 * A repository whose PATH has git, and under every other name a trap that leaves a mark. What is
 * started by its whole path leaves one too: `trap`.
 */
function trapped(repository: TestRepository) {
  const folder = join(repository.path, "../traps");
  const mark = join(repository.path, "../sprung");
  mkdirSync(folder);
  for (const name of programs) {
    writeFileSync(join(folder, name), `#!/bin/sh\necho "$0 $*" >> '${mark}'\nexit 1\n`);
    chmodSync(join(folder, name), 0o755);
  }
  const git = spawnSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).stdout.trim();
  symlinkSync(git, join(folder, "git"));
  const environment = { ...repository.environment, PATH: folder };
  return {
    trap: join(folder, "trap"),
    run: (...args: readonly string[]) =>
      spawnSync(process.execPath, [cli, ...args], {
        cwd: repository.path,
        env: environment,
        encoding: "utf8",
        timeout: 120_000,
      }),
    sprung: () => (existsSync(mark) ? readFileSync(mark, "utf8") : ""),
  };
}

const commands: readonly (readonly string[])[] = [
  ["check"],
  ["check", "--staged"],
  ["check", "--rev", "HEAD"],
  ["check", "--against", "HEAD~1"],
  ["fix", "--dry-run"],
  ["sessions", "mt#123"],
  ["resolve", "md#404"],
  ["history", "a"],
  ["review", "HEAD", "--format", "html"],
  ["tasks", "migrate-backend", "--from", "mt", "--to", "gh"],
  ["init", "--yes"],
  ["hook", "pre-commit"],
  ["hook", "post-rewrite", "amend"],
  ["fix"],
];

function expectNothingStarted(repository: TestRepository): void {
  const { run, sprung } = trapped(repository);
  for (const args of commands) {
    const { status, stderr } = run(...args);
    expect(status, `${args.join(" ")}\n${stderr}`).toBeOneOf([0, 1, 2]);
    expect(stderr).not.toMatch(/this is a bug/);
    expect(sprung(), args.join(" ")).toBe("");
  }
}

const files = {
  ...task("mt#123", "migratedFrom: [md#123]\n"),
  ...session("a", "md#123"),
};

describe("no program but git is started", () => {
  test("by any command, in any repository", { timeout: 240_000 }, () => {
    const repository = createRepository(files);
    repository.commit("more", session("b", "md#404"));
    expectNothingStarted(repository);
  });

  test("though attributes and configuration name some", { timeout: 240_000 }, () => {
    const repository = createRepository({
      ...files,
      ".gitattributes": "* diff=trap -text\n*.yaml diff=trap\n",
    });
    repository.commit("more", session("b", "md#404"));
    const trap = join(repository.path, "../traps/trap");
    const named = {
      "diff.trap.textconv": trap,
      "diff.trap.command": trap,
      "diff.external": trap,
      "diff.trap.cachetextconv": "true",
      "core.pager": trap,
      "pager.log": trap,
      "core.editor": trap,
      "sequence.editor": trap,
      "core.sshCommand": trap,
      "core.askPass": trap,
      "core.alternateRefsCommand": trap,
      "credential.helper": `!${trap}`,
      "gpg.program": trap,
      "interactive.diffFilter": trap,
      "log.showSignature": "true",
      "alias.check": `!${trap}`,
      "alias.log": `!${trap}`,
      "alias.ls-files": `!${trap}`,
      "uploadpack.packObjectsHook": trap,
      "trailer.x.command": trap,
      "man.viewer": trap,
      "browser.x.cmd": trap,
    };
    for (const [name, value] of Object.entries(named)) repository.git("config", name, value);
    expectNothingStarted(repository);
    // The traps are real: git itself goes into one.
    repository.tryGit("diff", "HEAD~1");
    expect(readFileSync(join(repository.path, "../sprung"), "utf8")).toContain("trap");
  });

  test("though the configuration asks for code", { timeout: 240_000 }, () => {
    const trap = "../traps/trap";
    const code = `require("node:child_process").execFileSync(${JSON.stringify(trap)})`;
    const lure = {
      ".session-assoc.js": code,
      ".session-assoc.cjs": code,
      "session-assoc.config.js": code,
      ".session-assoc.json": "{}",
      "package.json": JSON.stringify({
        "session-assoc": { extends: "./evil.cjs" },
        type: "module",
      }),
      ...Object.fromEntries(
        [
          "yaml",
          "simple-git",
          "picomatch",
          "fast-glob",
          "valibot",
          "commander",
          "session-assoc",
        ].flatMap(name => [
          [`node_modules/${name}/package.json`, JSON.stringify({ name, main: "index.js" })],
          [`node_modules/${name}/index.js`, code],
        ]),
      ),
    };
    const repository = createRepository({ ...files, ...lure });
    repository.commit("more", session("b", "md#404"));
    expectNothingStarted(repository);
  });

  test.each([
    "extends: ./evil.cjs",
    "plugins: [./evil.cjs]",
    "sessions: !!js/function 'function () { canary() }'",
    "sessions: [!!js/regexp /(a+)+b/]",
    "rules: { stale-task-id: !!python/object/apply:os.system [touch canary] }",
    "backends: { md: { name: $(touch canary), path: 'tasks/$(touch canary)/{localId}.yaml' } }",
    "fields: { session: { name: __proto__, taskId: constructor } }",
    "__proto__: { sessions: [] }",
    "constructor: { prototype: { polluted: yes } }",
  ])("nor is code made of %s", config => {
    const repository = createRepository({ ...files, ".session-assoc.yaml": `${config}\n` });
    const { run, sprung } = trapped(repository);
    const { status, stderr } = run("check");
    expect(status, stderr).toBeOneOf([0, 1, 2]);
    expect(stderr).not.toMatch(/this is a bug/);
    expect(sprung()).toBe("");
    expect(readdirSync(repository.path)).not.toContain("canary");
  });
});

describe("a repository that belongs to somebody else", () => {
  const canGiveAway = process.getuid?.() === 0;
  // Only root may give files away.
  test.skipIf(!canGiveAway || isGitBefore(36))(
    "is not read where git does not trust it, and nothing in it runs",
    () => {
      const repository = createRepository(files);
      const { trap, run, sprung } = trapped(repository);
      repository.git("config", "core.fsmonitor", trap);
      giveAway(repository.path);
      for (const args of [...commands, ["doctor"]]) {
        const { status, stdout, stderr } = run(...args);
        expect(status, stderr).toBe(2);
        expect(stdout).toBe("");
        expect(stderr).toContain("dubious ownership");
        expect(stderr).toContain("safe.directory");
        expect(sprung()).toBe("");
      }
      repository.git("config", "--global", "safe.directory", repository.path);
      repository.git("config", "--global", "core.fsmonitor", "false");
      repository.git("config", "--unset", "core.fsmonitor");
      expect(run("check").status).toBe(1);
    },
  );
});

function giveAway(path: string): void {
  chownSync(path, 12_345, 12_345);
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (entry.isDirectory()) giveAway(join(path, entry.name));
    else chownSync(join(path, entry.name), 12_345, 12_345);
  }
}
