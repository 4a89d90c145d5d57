import { isAscii } from "node:buffer";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";
import { cli, createRepository, session, task } from "../support/repository.ts";

// `hook` without options is not parsed by what parses all else, which `--no-color` brings in.
test.each([
  { words: ["pre-commit"], code: 1 },
  { words: ["post-merge", "0"], code: 0 },
  { words: ["pre-push"], code: 2 },
  { words: ["no-hook"], code: 2 },
  { words: ["help"], code: 2 },
  { words: [""], code: 2 },
  { words: [], code: 2 },
])("hook $words says the same, however it is started", ({ words, code }) => {
  const repository = createRepository();
  repository.write({ ...task("md#1"), ...session("a", "md#2") });
  repository.git("add", "--all");
  const [direct, parsed] = [[], ["--no-color"]].map(options =>
    repository.sa(...options, "hook", ...words),
  );
  expect(direct).toEqual(parsed);
  expect(direct?.code).toBe(code);
});

test("outside of a repository too", () => {
  const repository = createRepository();
  const [direct, parsed] = [[], ["--no-color"]].map(options =>
    repository.run("session-assoc", [...options, "hook", "pre-commit"], { in: ".." }),
  );
  expect(direct).toEqual(parsed);
  expect(direct?.code).toBe(2);
});

test.each(["check", "fix"])("%s in a place says the same as about it", command => {
  const repository = createRepository({ ...task("md#1"), ...session("a", "md#2") });
  for (const place of ["..", "sessions"]) {
    const inside = repository.run("session-assoc", [command], { in: place });
    expect(inside).toEqual(repository.sa(command, "--cwd", place));
    expect(inside.code).toBe(place === ".." ? 2 : 1);
  }
});

test("without git it is said what is missing", () => {
  const repository = createRepository(task("md#1"));
  const env = { PATH: "/nowhere" };
  for (const words of [["hook", "pre-commit"], ["check"]]) {
    const { code, stderr } = repository.run(process.execPath, [cli, ...words], { env });
    expect([code, stderr]).toEqual([3, expect.stringContaining("git could not be started")]);
    expect(stderr).toContain("install git, or put it on the PATH");
  }
});

test("all that node loads is ASCII, which it compiles sooner", () => {
  const folder = join(dirname(cli), "cli");
  const files = [cli, ...readdirSync(folder).map(name => join(folder, name))];
  expect(files.filter(file => !isAscii(readFileSync(file)))).toEqual([]);
});

test.each(["--version", "-V"])("%s says the version, and so do other options with it", flag => {
  const repository = createRepository();
  const alone = repository.sa(flag);
  expect(alone.code).toBe(0);
  expect(alone.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(repository.sa("--quiet", flag)).toEqual(alone);
});

test("what is loaded for some options only is found", () => {
  const repository = createRepository({
    ...task("mt#1", "migratedFrom: md#1\n"),
    ...session("a", "md#1"),
    ...session("é", "md#1"),
  });
  expect(JSON.parse(repository.sa("check", "--format", "sarif").stdout).version).toBe("2.1.0");
  expect(repository.sa("fix", "--dry-run").stdout).toContain("+taskId: mt#1");
  expect(repository.sa("check").stdout).toContain("sessions/é.yaml");
});

const hook = ["cli.cjs", "cli/hook.cjs"];
const everyday = ["cli.cjs", "cli/everyday.cjs"];
const commands = ["cli.cjs", "cli/commands.cjs"];

/** The files of the command line that processes have loaded, each of which ends with a line. */
function filesLoaded(stderr: string): readonly (readonly string[])[] {
  return stderr
    .split("\n")
    .filter(line => line.startsWith("["))
    .map(line => JSON.parse(line) as readonly string[])
    .map(loaded => loaded.filter(file => !file.endsWith("tell.cjs")))
    .map(files => files.map(file => relative(dirname(cli), file)).sort());
}

test.each([
  { words: ["--version"], files: ["cli.cjs"] },
  { words: ["hook", "pre-commit"], files: hook },
  { words: ["hook", "post-merge", "0"], files: [...hook, "cli/post-merge.cjs"] },
  { words: ["check", "--staged"], files: everyday },
  { words: ["check"], files: [...everyday, "cli/fast-glob.cjs"] },
  { words: ["explain"], files: commands },
])("$words loads just $files where there is no YAML to read", ({ words, files }) => {
  const repository = createRepository();
  repository.write({ "sessions/README.md": "none yet\n", "../tell.cjs": tellLoaded });
  const tell = join(repository.path, "../tell.cjs");
  const { stderr } = repository.run(process.execPath, ["--require", tell, cli, ...words]);
  expect(filesLoaded(stderr)).toEqual([[...files].sort()]);
});

test.each([
  { script: undefined, postMerge: [] },
  {
    script: '#!/bin/sh\nexec session-assoc hook post-merge "$@"\n',
    postMerge: [["cli.cjs", "cli/post-merge.cjs"]],
  },
])(
  "after a merge that was seen, node is not started, or loads little where a script starts it: $script",
  ({ script, postMerge }) => {
    const repository = createRepository({ ...task("md#1"), ...task("md#2") });
    repository.git("checkout", "--quiet", "-b", "feature");
    repository.commit("work", session("a", "md#1"));
    repository.git("checkout", "--quiet", "main");
    repository.migrate("md#1", "mt#1");
    repository.write({ "../tell.cjs": tellLoaded });
    if (script !== undefined) repository.write({ ".git/hooks/post-merge": script });
    const env = { NODE_OPTIONS: `--require ${join(repository.path, "../tell.cjs")}` };
    const { stderr } = repository.run("git", ["merge", "--no-edit", "feature"], { env });
    expect(filesLoaded(stderr)).toEqual([hook, ...postMerge]);
    expect(repository.show("HEAD", "sessions/a.yaml")).toContain("mt#1");
  },
);

const tellLoaded = `process.on("exit", () => console.error(JSON.stringify(Object.keys(require.cache))));\n`;
