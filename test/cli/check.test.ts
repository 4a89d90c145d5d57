import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  cli,
  createRepository,
  type Files,
  type JsonReport,
  sandbox,
  session,
  TestRepository,
  task,
} from "../support/repository.ts";

const login = "sessions/fix-login.yaml";
const moved = task("mt#123", "migratedFrom: [md#123]\n");

/** A repository whose one session names the old ID of a task. */
function staleRepository(files: Files = {}): TestRepository {
  return createRepository({ ...moved, ...session("fix-login", "md#123"), ...files });
}

function report(repository: TestRepository, ...args: readonly string[]): JsonReport {
  const { stdout, stderr } = repository.sa("check", "--format", "json", ...args);
  expect(stderr).toBe("");
  return JSON.parse(stdout) as JsonReport;
}

/** A folder that is in no repository. */
function plainFolder(): TestRepository {
  const { path, environment } = sandbox();
  return new TestRepository(path, environment);
}

describe("the exit code of check", () => {
  test("is 0 where nothing is wrong", () => {
    const repository = createRepository({ ...task("md#1"), ...session("a", "md#1") });
    expect(repository.sa("check")).toEqual({
      code: 0,
      stdout: "✓ nothing to report (1 session, 1 task)\n",
      stderr: "",
    });
  });

  test("is 1 for any number of errors", () => {
    const names = Array.from({ length: 300 }, (_, i) => `s${i}`);
    const sessions = Object.assign({}, ...names.map(name => session(name, "md#123")));
    expect(staleRepository(sessions).sa("check").code).toBe(1);
  });

  test("is 2 outside a repository, and nothing is on stdout", () => {
    const { code, stdout, stderr } = plainFolder().sa("check");
    expect(stderr).toContain("not a git repository");
    expect(stderr).toContain("next: ");
    expect(code).toBe(2);
    expect(stdout).toBe("");
  });

  test.each([
    [["check", "--unknown"]],
    [["check", "surplus"]],
    [["check", "--format", "xml"]],
    [["check", "--rev"]],
    [["check", "--rev", "HEAD", "--staged"]],
    [["check", "--rev", "no-such-branch"]],
    [["check", "--rev", "HEAD~99"]],
    [["check", "--rev", "HEAD:README.md"]],
    [["check", "--rev", "--help"]],
    [["check", "--rev", ""]],
    [["check", "--rev", "a..b"]],
    [["check", "--against", "no-such-branch"]],
    [["check", "--cwd", "no-such-folder"]],
    [["check", "--config", "no-such-file"]],
    [["chekc"]],
    [["--unknown"]],
    [["hook", "no-such-hook"]],
    [[]],
  ])("is 2 for %j", args => {
    const { code, stdout, stderr } = staleRepository().sa(...args);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).not.toBe("");
    expect(stderr).not.toMatch(/\n {4}at /);
  });

  test("is 2 for a missing revision, with a hint what to do", () => {
    const { code, stderr } = staleRepository().sa("check", "--rev", "origin/none");
    expect(code).toBe(2);
    expect(stderr).toMatch(/^session-assoc: .*"origin\/none".*\n {2}next: .*fetch.*\n$/);
  });

  test.each([["--help"], ["--version"], ["check", "--help"]])("is 0 for %s %s", (...args) => {
    const { code, stdout, stderr } = plainFolder().sa(...args);
    expect(code).toBe(0);
    expect(stdout).not.toBe("");
    expect(stderr).toBe("");
  });

  test("is 3 where git cannot be run", () => {
    const env = { PATH: "/nonexistent" };
    const run = staleRepository().run(process.execPath, [cli, "check"], { env });
    expect(run.code).toBe(3);
    expect(run.stdout).toBe("");
    expect(run.stderr).toContain("git");
  });

  test("is 3 where an object is missing from the repository", () => {
    const repository = staleRepository();
    const oid = repository.git("rev-parse", `HEAD:${login}`);
    repository.remove(`.git/objects/${oid.slice(0, 2)}/${oid.slice(2)}`);
    const { code, stderr } = repository.sa("check", "--rev", "HEAD");
    expect(stderr).toContain(oid);
    expect(code).toBe(3);
  });
});

describe("the JSON of check", () => {
  const finding = {
    code: "stale-task-id",
    severity: "error",
    file: login,
    line: 2,
    column: 9,
    session: "fix-login",
    taskId: "md#123",
    replacement: "mt#123",
    evidence: { kind: "migratedFrom", file: "tasks/mt/123.yaml" },
    existing: false,
    message: expect.stringContaining("mt#123"),
    help: `npx session-assoc fix ${login}`,
  };
  const summary = { sessions: 1, tasks: 1, findings: 1, fixable: 1, existing: 0, fixed: 0 };

  test("has the contract's fields, and nothing else is on stdout", () => {
    const repository = staleRepository();
    expect(report(repository)).toMatchObject({
      schemaVersion: 1,
      snapshot: "worktree",
      summary,
      findings: [finding],
      fixes: [],
    });
    expect(Object.keys(report(repository).summary)).toEqual(Object.keys(summary));
  });

  test("names the tombstone as evidence, and the task that holds a reference", () => {
    const repository = createRepository({
      "tasks/md/123.yaml": "id: md#123\nmigratedTo: gh#9\n",
      ...task("mt#7", "parent: md#123\ndependsOn:\n  - mt#7\n  - md#123\n"),
    });
    const evidence = { kind: "migratedTo", file: "tasks/md/123.yaml" };
    expect(report(repository).findings).toMatchObject([
      { file: "tasks/mt/7.yaml", line: 4, column: 9, replacement: "gh#9", evidence },
      { file: "tasks/mt/7.yaml", line: 7, column: 5, replacement: "gh#9", evidence },
    ]);
  });

  test("says which snapshot was looked at", () => {
    const repository = staleRepository();
    const head = repository.git("rev-parse", "HEAD");
    expect(report(repository, "--staged").snapshot).toBe("index");
    expect(report(repository, "--rev", "main").snapshot).toBe(`commit:${head}`);
  });

  test("is the same bytes for the same input, sorted by file, line and column", () => {
    const names = ["Z", "a", "é", "\u{1F680}", "\uFF5E", "b-10", "b-9"];
    const repository = staleRepository(
      Object.assign({}, ...names.map(name => session(name, "md#123", "---\ntaskId: md#123\n"))),
    );
    const [first, second] = [1, 2].map(() => repository.sa("check", "--format", "json").stdout);
    expect(second).toBe(first);
    const files = report(repository).findings.map(({ file, line }) => `${file}:${line}`);
    const expected = [...names, "fix-login"]
      .map(name => `sessions/${name}.yaml`)
      .sort((x, y) => (x < y ? -1 : 1))
      .flatMap(file => (file === login ? [`${file}:2`] : [`${file}:2`, `${file}:4`]));
    expect(files.filter((file, i) => files.indexOf(file) === i)).toEqual(expected);
  });

  test.each<[what: string, content: string, line: number, column: number]>([
    ["emoji before the ID", '{ session: "🚀", taskId: md#123 }\n', 1, 25],
    ["combining characters before the ID", '{ session: "e\u0301", taskId: md#123 }\n', 1, 26],
    ["quotes around the ID", 'taskId: "md#123"\n', 1, 10],
    ["a byte order mark", "\uFEFFtaskId: md#123\n", 1, 9],
    ["CRLF", "session: a\r\ntaskId: md#123\r\n", 2, 9],
    ["tabs", "taskId:\t\tmd#123\n", 1, 10],
    ["a block scalar", "taskId: >-\n  md#123\n", 2, 3],
    ["a second document", "session: a\n---\nsession: b\ntaskId: md#123\n", 4, 9],
    ["a sequence", "- session: a\n- session: b\n  taskId: md#123\n", 3, 11],
  ])("counts columns in code points: %s", (_what, content, line, column) => {
    const repository = createRepository({ ...moved, "sessions/x.yaml": content });
    expect(report(repository).findings).toMatchObject([{ code: "stale-task-id", line, column }]);
  });
});

describe("the text of check", () => {
  test("shows place, source line, reason, next command and summary", () => {
    const { code, stdout, stderr } = staleRepository().sa("check");
    expect(code).toBe(1);
    expect(stderr).toBe("");
    expect(stdout).toBe(`sessions/fix-login.yaml:2:9  error  stale-task-id
  2 │ taskId: md#123
    │         ^^^^^^ now mt#123
  session fix-login names md#123, which is mt#123 today: md#123 → mt#123 (migratedFrom in tasks/mt/123.yaml)
  next: npx session-assoc fix sessions/fix-login.yaml

✗ 1 error, 1 fixable (1 session, 1 task); npx session-assoc fix
`);
  });

  test("underlines the ID behind wide characters", () => {
    const content = '{ session: "🚀日本", taskId: md#123 }\n';
    const { stdout } = createRepository({ ...moved, "sessions/x.yaml": content }).sa("check");
    // Three characters that are two columns wide.
    expect(stdout).toContain(`  1 │ ${content}    │ ${" ".repeat(29)}^^^^^^ now mt#123\n`);
  });

  test("gives a next command that a shell takes", () => {
    const name = 'it\'s "odd" $(touch pwned) `x`; \\';
    const repository = staleRepository({ [`sessions/${name}.yaml`]: "taskId: md#123\n" });
    repository.remove(login);
    const [, command = ""] =
      /next: npx session-assoc (.*)/.exec(repository.sa("check").stdout) ?? [];
    expect(repository.run("sh", ["-c", `session-assoc ${command}`]).code).toBe(0);
    expect(repository.read(`sessions/${name}.yaml`)).toBe("taskId: mt#123\n");
    expect(existsSync(join(repository.path, "pwned"))).toBe(false);
  });

  test("says nothing with --quiet unless there is something to report", () => {
    const clean = createRepository({ ...task("md#1"), ...session("a", "md#1") });
    for (const args of [
      ["check", "--quiet"],
      ["--quiet", "check"],
    ]) {
      expect(clean.sa(...args)).toEqual({ code: 0, stdout: "", stderr: "" });
    }
    const stale = staleRepository();
    expect(stale.sa("check", "--quiet")).toEqual(stale.sa("check"));
  });

  test.each<[env: Record<string, string>, flags: string[], colored: boolean]>([
    [{}, [], false],
    [{ FORCE_COLOR: "1" }, [], true],
    [{ FORCE_COLOR: "0" }, [], false],
    [{ FORCE_COLOR: "1", NO_COLOR: "" }, [], true],
    [{ NO_COLOR: "1" }, [], false],
    [{ FORCE_COLOR: "1" }, ["--no-color"], false],
    [{ NO_COLOR: "1" }, ["--color"], true],
    [{}, ["--color"], true],
    [{ FORCE_COLOR: "1" }, ["--format", "json"], false],
    [{}, ["--color", "--format", "json"], false],
  ])("with %j and %j is coloured: %s", (env, flags, colored) => {
    const repository = staleRepository();
    const { stdout } = repository.run(process.execPath, [cli, "check", ...flags], { env });
    expect(stdout.includes("\x1b[")).toBe(colored);
    if (!flags.includes("json")) {
      expect(stdout.replace(/\x1b\[\d+m/g, "")).toBe(repository.sa("check").stdout);
    }
  });

  test.each<[what: string, files: Files]>([
    [
      "a session's name",
      { "sessions/x.yaml": 'session: "\\e[2J\\a\\u202Eevil"\ntaskId: md#123\n' },
    ],
    ["a file's name", { "sessions/\x1b[2J\x07\u202E.yaml": "taskId: md#123\n" }],
    ["a file's name with a line break", { "sessions/a\nerror\r.yaml": "taskId: md#123\n" }],
    ["a YAML error", { "sessions/x.yaml": 'a: "\x1b[2J\n' }],
    ["an ID", { "sessions/x.yaml": 'taskId: "\\e[2J"\n' }],
    ["a source line", { "sessions/x.yaml": '{ session: "\u202E\x9b2J", taskId: md#123 }\n' }],
    ["a comment", { "sessions/x.yaml": "taskId: md#123 # \x1b[2J\x07\n" }],
    ["a configuration", { ".session-assoc.yaml": '"\\e[2J\\a": 1\n' }],
  ])("shows control characters as escapes: in %s", (_what, files) => {
    const repository = createRepository({ ...moved, ...files });
    for (const format of ["text", "json"]) {
      const { code, stdout, stderr } = repository.sa("check", "--format", format);
      expect(code).toBeGreaterThan(0);
      expect(stdout + stderr).not.toMatch(
        /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/,
      );
    }
    const lines = repository.sa("check").stdout.split("\n");
    expect(lines.filter(line => line.startsWith("error"))).toEqual([]);
  });
});

describe("check", () => {
  test("looks at the working tree, with --staged at the index, with --rev at a commit", () => {
    const repository = staleRepository();
    repository.write(session("fix-login", "md#404"));
    repository.git("add", "--all");
    repository.write(session("fix-login", "mt#123"));
    expect(repository.findings()).toEqual([]);
    expect(repository.findings("--staged")).toMatchObject([{ code: "unknown-task-id" }]);
    expect(repository.findings("--rev", "HEAD")).toMatchObject([{ code: "stale-task-id" }]);
    repository.commit("mend");
    expect(repository.findings("--rev", "HEAD")).toEqual([]);
    expect(repository.findings("--rev", "HEAD~1")).toMatchObject([{ code: "stale-task-id" }]);
  });

  test.each(["main", "v1", "@", "HEAD^0", "main@{0}", ":/start", "HEAD^{/start}", "v1^{tree}^{}"])(
    "takes the revision %s for the commit that git takes it for",
    revision => {
      const repository = staleRepository();
      repository.git("tag", "-a", "-m", "a tag", "v1");
      const isCommit = !revision.includes("tree");
      const { code, stdout } = repository.sa("check", "--rev", revision, "--format", "json");
      expect(code).toBe(isCommit ? 1 : 2);
      const commit = repository.git("rev-parse", "HEAD");
      expect(stdout.includes(`"snapshot": "commit:${commit}"`)).toBe(isCommit);
    },
  );

  test("reads only", () => {
    const repository = staleRepository();
    repository.git("update-index", "--refresh");
    const state = () => [
      repository.run("sh", ["-c", "find . -type f -exec sha1sum {} + | sort"]).stdout,
      repository.run("sh", ["-c", "stat -c %y .git/index sessions/*"]).stdout,
    ];
    const before = state();
    for (const args of [[], ["--staged"], ["--rev", "HEAD"], ["--against", "HEAD"]]) {
      repository.sa("check", ...args);
    }
    expect(state()).toEqual(before);
  });

  test("gives the same answer from a folder below and with --cwd", () => {
    const repository = staleRepository();
    const expected = repository.sa("check");
    expect(repository.run(process.execPath, [cli, "check"], { in: "sessions" })).toEqual(expected);
    const outside = repository.sibling(join(repository.path, ".."));
    expect(outside.sa("check", "--cwd", join(repository.path, "tasks/mt"))).toEqual(expected);
  });

  test("marks with --against what the other has too, wherever it stands now, and passes", () => {
    const repository = staleRepository();
    repository.git("switch", "--quiet", "--create", "feature");
    repository.git("mv", login, "sessions/renamed.yaml");
    repository.write({
      "sessions/renamed.yaml": "# moved\n\ntaskId: md#123\nsession: fix-login\n",
    });
    repository.commit("rename");
    const { code, stdout } = repository.sa("check", "--against", "main");
    expect(code).toBe(0);
    expect(stdout).toContain("sessions/renamed.yaml:3:9  error  stale-task-id  (existing)\n");
    expect(report(repository, "--against", "main")).toMatchObject({
      summary: { findings: 1, existing: 1 },
      findings: [{ existing: true }],
    });

    repository.write(session("new", "md#123"));
    expect(repository.sa("check", "--against", "main").code).toBe(1);
    expect(report(repository, "--against", "main").findings).toMatchObject([
      { file: "sessions/new.yaml", existing: false },
      { file: "sessions/renamed.yaml", existing: true },
    ]);
    expect(repository.sa("check", "--against", "main", "--rev", "HEAD").code).toBe(0);
  });

  test("does not take a session that names another wrong ID for an existing finding", () => {
    const repository = createRepository(session("a", "md#404"));
    repository.write(session("a", "md#405"));
    expect(repository.sa("check", "--against", "HEAD").code).toBe(1);
  });
});
