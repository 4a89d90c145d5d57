import { chmodSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  cli,
  createRepository,
  type Files,
  type JsonReport,
  session,
  type TestRepository,
  task,
} from "../support/repository.ts";

const login = "sessions/fix-login.yaml";
const moved = task("mt#123", "migratedFrom: [md#123]\n");

/** A repository in which `md#123` is `mt#123` today, with one session that has not heard of it. */
function staleRepository(files: Files = {}): TestRepository {
  return createRepository({ ...moved, ...session("fix-login", "md#123"), ...files });
}

/** A repository with one session file of the given content. */
function withContent(content: string | Buffer, files: Files = moved): TestRepository {
  return createRepository({ ...files, "sessions/x.yaml": content });
}

function fixJson(repository: TestRepository, ...args: readonly string[]): JsonReport {
  return JSON.parse(repository.sa("fix", "--format", "json", ...args).stdout) as JsonReport;
}

/** Names that are hard on a diff, a shell, or a terminal. */
const oddNames = [
  "with space",
  "trailing space ",
  " leading space",
  "tab\there",
  'quote"d',
  "it's",
  "ümläut-日本-🚀",
  "back\\slash",
  "back\\nslash",
  "-rf",
  "new\nline",
  "car\rriage",
  "\x1b[2J",
  "a => b",
  "{brace}",
  "[a-z]*?",
  ":(top)x",
  "!not",
  "dev/null",
  "a/b/c d/e",
];

/** Contents around a stale ID that are hard on a diff or an editor. */
const contents: [what: string, content: string][] = [
  ["LF", "session: a\ntaskId: md#123\nnote: b\n"],
  ["CRLF", "session: a\r\ntaskId: md#123\r\nnote: b\r\n"],
  ["mixed line ends", "session: a\ntaskId: md#123\r\nnote: b\n"],
  ["no line break at the end", "session: a\ntaskId: md#123"],
  ["no line break at the end, CRLF", "session: a\r\ntaskId: md#123"],
  ["a byte order mark", "\uFEFFtaskId: md#123\n"],
  ["white space at line ends", "session: a  \ntaskId: md#123 \t \n\n\n"],
  ["a comment", "taskId: md#123 # not md#123\n"],
  ["single quotes", "taskId: 'md#123'\n"],
  ["double quotes", 'taskId: "md#123"\n'],
  ["an escape", 'taskId: "md\\x23123"\n'],
  ["a tag and an anchor", "taskId: !!str &id md#123\n"],
  ["flow style", '{ session: "🚀", taskId: md#123, x: [1,2] }\n'],
  ["several documents", "%YAML 1.2\n---\ntaskId: md#123\n...\n---\nsession: b\ntaskId: md#123\n"],
  ["lines that look like a diff", "-- a: 1\n++: b\ntaskId: md#123\n-x: 1\n\\ No newline: 1\n"],
  ["far apart", `a: 1\n${"# x\n".repeat(50)}taskId: md#123\n${"# y\n".repeat(50)}`],
];

const repaired = (content: string): string =>
  content.replace(/(taskId: (?:!!str &id )?['"]?)md(?:#|\\x23)123/g, "$1mt#123");

describe("fix", () => {
  test("rewrites, says what it did, and leaves nothing to do for a second time", () => {
    const repository = staleRepository();
    const first = repository.sa("fix");
    expect(first).toEqual({
      code: 0,
      stdout: `sessions/fix-login.yaml:2:9  fixed  md#123 → mt#123
  md#123 → mt#123 (migratedFrom in tasks/mt/123.yaml)
✓ 1 fixed, nothing left (1 session, 1 task)
`,
      stderr: "",
    });
    expect(repository.read(login)).toBe("session: fix-login\ntaskId: mt#123\n");
    expect(repository.status()).toBe(` M ${login}`);
    const written = statSync(join(repository.path, login), { bigint: true });
    expect(repository.sa("fix")).toEqual({
      code: 0,
      stdout: "✓ nothing to report (1 session, 1 task)\n",
      stderr: "",
    });
    const now = statSync(join(repository.path, login), { bigint: true });
    expect([now.mtimeNs, now.ino]).toEqual([written.mtimeNs, written.ino]);
  });

  test("prints the contract's JSON", () => {
    expect(fixJson(staleRepository(session("lost", "md#404")))).toMatchObject({
      schemaVersion: 1,
      snapshot: "worktree",
      summary: { sessions: 2, tasks: 1, findings: 1, fixable: 0, existing: 0, fixed: 1 },
      findings: [{ code: "unknown-task-id", file: "sessions/lost.yaml", taskId: "md#404" }],
      fixes: [
        { file: login, line: 2, column: 9, session: "fix-login", from: "md#123", to: "mt#123" },
      ],
    });
  });

  test("exits 1 where something is left, having fixed the rest", () => {
    const repository = staleRepository(session("lost", "md#404"));
    expect(repository.sa("fix").code).toBe(1);
    expect(repository.read(login)).toContain("mt#123");
    expect(repository.read("sessions/lost.yaml")).toContain("md#404");
  });

  test("says nothing with --quiet when nothing is left", () => {
    const repository = staleRepository();
    expect(repository.sa("fix", "--quiet")).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(repository.read(login)).toContain("mt#123");
  });

  test.each(contents)("changes no other byte: %s", (_what, content) => {
    const repository = withContent(content);
    expect(repository.sa("fix").code).toBe(0);
    expect(repository.read("sessions/x.yaml")).toBe(repaired(content));
    expect(repository.findings()).toEqual([]);
  });

  test("keeps the file's mode", () => {
    const repository = staleRepository();
    chmodSync(join(repository.path, login), 0o750);
    expect(repository.sa("fix").code).toBe(0);
    expect(statSync(join(repository.path, login)).mode & 0o777).toBe(0o750);
  });

  test("rewrites parent and dependsOn of tasks, and only the stale ones", () => {
    const content =
      "id: mt#7\ntitle: About md#123\nparent: md#123\ndependsOn: [ mt#7, 'md#123', md#123 ]\n";
    const repository = createRepository({ ...moved, "tasks/mt/7.yaml": content });
    expect(fixJson(repository, "--dry-run").fixes).toMatchObject([
      { file: "tasks/mt/7.yaml", line: 3, column: 9, task: "mt#7", from: "md#123", to: "mt#123" },
      { line: 4, column: 21 },
      { line: 4, column: 30 },
    ]);
    expect(repository.sa("fix").code).toBe(0);
    expect(repository.read("tasks/mt/7.yaml")).toBe(
      "id: mt#7\ntitle: About md#123\nparent: mt#123\ndependsOn: [ mt#7, 'mt#123', mt#123 ]\n",
    );
  });

  test("reports a YAML alias and its anchor, and rewrites neither", () => {
    const content = "- session: a\n  taskId: &id md#123\n- session: b\n  taskId: *id\n";
    const repository = withContent(content);
    expect(repository.findings()).toMatchObject([
      { code: "stale-task-id", line: 2, column: 15 },
      { code: "stale-task-id", line: 4, column: 11 },
    ]);
    const { code, stdout } = repository.sa("fix");
    expect(code).toBe(1);
    expect(stdout).toContain("alias");
    expect(repository.read("sessions/x.yaml")).toBe(content);
  });

  test("with --staged edits the index, and only the ID of what is not staged", () => {
    const repository = staleRepository();
    const text = "session: fix-login\ntaskId: md#123\nnote: not staged\n";
    repository.write({ [login]: text });
    expect(repository.sa("fix", "--staged").code).toBe(0);
    expect(repository.git("show", `:${login}`)).toBe("session: fix-login\ntaskId: mt#123");
    expect(repository.read(login)).toBe(text.replace("md#123", "mt#123"));
    expect(repository.status()).toBe(`MM ${login}`);
    expect(repository.findings("--staged")).toEqual([]);
  });

  test("exits 3 and changes nothing when the index is locked", () => {
    const repository = staleRepository();
    repository.write({ ".git/index.lock": "" });
    const { code, stderr } = repository.sa("fix", "--staged");
    expect(code).toBe(3);
    expect(stderr).toContain("index.lock");
    expect(repository.read(login)).toContain("md#123");
  });

  // A folder is no obstacle to root.
  test.skipIf(process.getuid?.() === 0)("exits 3 where a folder is read-only", () => {
    const repository = staleRepository();
    chmodSync(join(repository.path, "sessions"), 0o555);
    const { code, stderr } = repository.sa("fix");
    chmodSync(join(repository.path, "sessions"), 0o755);
    expect(code).toBe(3);
    expect(stderr).toContain(`${login} could not be written`);
    expect(repository.read(login)).toContain("md#123");
  });
});

describe("fix with paths", () => {
  const sessions = { ...session("team/a", "md#123"), ...session("team/b", "md#123") };
  const all = [login, "sessions/team/a.yaml", "sessions/team/b.yaml"];

  test.each<[paths: string[], changed: string[], cwd?: string]>([
    [[login], [login]],
    [["sessions/team"], all.slice(1)],
    [["sessions/team/"], all.slice(1)],
    [["./sessions/../sessions/team/a.yaml"], ["sessions/team/a.yaml"]],
    [
      ["sessions/team/a.yaml", login],
      [login, "sessions/team/a.yaml"],
    ],
    [["."], all],
    [["a.yaml"], ["sessions/team/a.yaml"], "sessions/team"],
    [["../.."], all, "sessions/team"],
    [["tasks"], []],
  ])("%j rewrites just %j", (paths, changed, cwd = ".") => {
    const repository = staleRepository(sessions);
    const run = repository.run(process.execPath, [cli, "fix", ...paths], { in: cwd });
    expect(run.code).toBe(0);
    expect(repository.git("diff", "--name-only").split("\n").filter(Boolean)).toEqual(changed);
  });

  test("takes an absolute path inside the repository", () => {
    const repository = staleRepository(sessions);
    expect(repository.sa("fix", join(repository.path, login)).code).toBe(0);
    expect(repository.status()).toBe(` M ${login}`);
  });

  test.each([
    ["../elsewhere.yaml"],
    ["/etc/passwd"],
    [".."],
    ["sessions/none.yaml"],
    ["README.md"],
    ["\x1b[2J"],
    [""],
  ])("exits 2 and changes nothing for %j", path => {
    const repository = staleRepository();
    const { code, stdout, stderr } = repository.sa("fix", login, path);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^session-assoc: /);
    expect(stderr).not.toContain("\x1b");
    expect(repository.status()).toBe("");
  });

  test.each([
    ["fix", "--unknown"],
    ["fix", "--rev", "HEAD"],
    ["fix", "--format", "xml"],
  ])("exits 2 for %s %s", (...args) => expect(staleRepository().sa(...args).code).toBe(2));

  test("exits 2 in a bare repository", () => {
    const repository = staleRepository();
    repository.git("clone", "--quiet", "--bare", ".", "../bare.git");
    const { code, stderr } = repository.sibling(join(repository.path, "../bare.git")).sa("fix");
    expect(code).toBe(2);
    expect(stderr).toContain("next: ");
  });
});

describe("fix --dry-run", () => {
  test("prints the diff alone, changes nothing, and exits 1", () => {
    const repository = staleRepository();
    expect(repository.sa("fix", "--dry-run")).toEqual({
      code: 1,
      stdout: `diff --git a/${login} b/${login}
--- a/${login}
+++ b/${login}
@@ -1,2 +1,2 @@
 session: fix-login
-taskId: md#123
+taskId: mt#123
`,
      stderr: "",
    });
    expect(repository.status()).toBe("");
  });

  test("says on stderr what it would leave, and exits 0 where there is nothing to do", () => {
    const repository = createRepository(session("lost", "md#404"));
    const lost = repository.sa("fix", "--dry-run");
    expect(lost).toMatchObject({ code: 1, stdout: "" });
    expect(lost.stderr).toContain("sessions/lost.yaml:2:9  error  unknown-task-id");
    repository.remove("sessions");
    expect(repository.sa("fix", "--dry-run")).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  test("stays plain whatever the colours are", () => {
    const repository = staleRepository();
    const env = { FORCE_COLOR: "1" };
    const colored = repository.run(process.execPath, [cli, "fix", "--dry-run"], { env });
    expect(colored.stdout).toBe(repository.sa("fix", "--dry-run").stdout);
  });

  /** Applies what --dry-run prints, and expects what fix itself does. */
  function expectApplies(files: Files, staged: boolean): void {
    const repository = createRepository({ ...moved, ...files });
    const flags = staged ? ["--staged"] : [];
    const { code, stdout } = repository.sa("fix", "--dry-run", ...flags);
    expect(code).toBe(1);
    const apply = ["apply", ...(staged ? ["--cached"] : []), "--whitespace=nowarn", "-"];
    const applied = repository.run("git", apply, { input: stdout });
    expect(applied).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(repository.findings(...flags)).toEqual([]);
    if (staged) repository.git("checkout-index", "--all", "--force");
    for (const [path, content] of Object.entries(files)) {
      expect(repository.read(path)).toBe(repaired(String(content)));
    }
  }

  test.each(contents)("prints what git apply takes: %s", (_what, content) => {
    expectApplies({ "sessions/x.yaml": content }, false);
  });

  test.each(oddNames)("prints what git apply takes: %j", name => {
    expectApplies({ [`sessions/${name}.yaml`]: "session: a\ntaskId: md#123\n" }, false);
  });

  test("prints what git apply --cached takes, for all of them at once", () => {
    const files = oddNames.map((name, i) => [
      `sessions/${name}.yaml`,
      contents[i % contents.length]?.[1].replaceAll(/session: \w/g, `session: s${i}`) ?? "",
    ]);
    const named = files.map(([path, content], i) => [path, `${content}\n---\nsession: n${i}\n`]);
    expectApplies(Object.fromEntries(named), true);
  });
});

describe("how a reference is rewritten", () => {
  const to = (id: string): Files => ({
    [`tasks/new/${id.replace(/\W/g, "_")}.yaml`]: `id: "${id}"\nmigratedFrom: [md#123]\n`,
  });
  const same = to("mt#123");
  const other = to("mt#456");
  const taken = { ...other, ...task("gh#456") };
  const shared = { ...same, ...task("gh#123") };

  test.each<[what: string, files: Files, before: string, after: string]>([
    ["plain", same, "taskId: 123\nbackend: md\n", "taskId: 123\nbackend: mt\n"],
    ["quoted", same, 'taskId: "123"\nbackend: md\n', 'taskId: "123"\nbackend: mt\n'],
    ["#123", same, 'taskId: "#123"\nbackend: md\n', 'taskId: "#123"\nbackend: mt\n'],
    ["task#123", same, "taskId: task#123\nbackend: md\n", "taskId: task#123\nbackend: mt\n"],
    ["a long name", same, "taskId: 123\nbackend: markdown\n", "taskId: 123\nbackend: minsky\n"],
    ["backend first", same, "backend: 'md' # x\ntaskId: 123\n", "backend: 'mt' # x\ntaskId: 123\n"],
    ["flow", same, '{ taskId: 123, backend: "md" }\n', '{ taskId: 123, backend: "mt" }\n'],
    ["a shared number", shared, "taskId: 123\nbackend: md\n", "taskId: 123\nbackend: mt\n"],
    ["another number", other, "taskId: 123\n", "taskId: 456\n"],
    ["another number, quoted", other, "taskId: '123'\n", "taskId: '456'\n"],
    ["another number, #", other, 'taskId: "#123"\n', 'taskId: "#456"\n'],
    ["another number, task#", other, "taskId: task#123\n", "taskId: task#456\n"],
    ["both change", other, "taskId: 123\nbackend: md\n", "taskId: 456\nbackend: mt\n"],
    ["a taken number", taken, "taskId: 123\n", "taskId: mt#456\n"],
    ["a taken number, quoted", taken, 'taskId: "#123"\n', 'taskId: "mt#456"\n'],
    ["taken elsewhere", taken, "taskId: 123\nbackend: md\n", "taskId: 456\nbackend: mt\n"],
    ["qualified", same, "taskId: md#123\nbackend: md\n", "taskId: mt#123\nbackend: md\n"],
    ["leading zero", to("mt#0123"), "taskId: 123\n", 'taskId: "0123"\n'],
    ["exponent", to("mt#1e3"), "taskId: 123\n", 'taskId: "1e3"\n'],
    ["a word of YAML", to("mt#null"), "taskId: 123\n", 'taskId: "null"\n'],
    ["a date", to("mt#2026-01-02"), "taskId: 123\n", 'taskId: "2026-01-02"\n'],
    ["flow punctuation", to("mt#a,b]"), "{ taskId: md#123 }\n", '{ taskId: "mt#a,b]" }\n'],
    ["an apostrophe", to("mt#it's"), "taskId: 'md#123'\n", "taskId: 'mt#it''s'\n"],
    ["a colon at the end", to("mt#a:"), "taskId: md#123\n", 'taskId: "mt#a:"\n'],
    [
      "the default backend",
      { ...same, ".session-assoc.yaml": "defaultBackend: md\n" },
      "taskId: 123\n",
      "taskId: mt#123\n",
    ],
  ])("%s", (_what, files, before, after) => {
    const repository = withContent(before, files);
    expect(repository.findings()).toMatchObject([{ code: "stale-task-id" }]);
    expect(repository.sa("fix").code).toBe(0);
    expect(repository.read("sessions/x.yaml")).toBe(after);
    expect(repository.findings()).toEqual([]);
  });

  test.each<[what: string, files: Files, content: string]>([
    ["a plain ID that still names the task", same, "taskId: 123\n"],
    ["#123 that still names the task", same, 'taskId: "#123"\n'],
    ["a plain ID of another backend", shared, "taskId: 123\nbackend: gh\n"],
    ["a present ID", same, "taskId: mt#123\n"],
    ["an old ID in another key", same, "session: md#123\nnote: md#123\n"],
    ["an empty file", same, ""],
    ["a file of comments", same, "# taskId: md#123\n"],
    ["a session without a task", same, "session: a\n"],
    ["an empty taskId", same, "session: a\ntaskId:\n"],
  ])("%s is left alone", (_what, files, content) => {
    const repository = withContent(content, files);
    expect(repository.findings()).toEqual([]);
    expect(repository.sa("fix").code).toBe(0);
    expect(repository.read("sessions/x.yaml")).toBe(content);
  });

  test("a plain ID that fits two tasks is ambiguous: both are named, nothing is changed", () => {
    const repository = withContent("taskId: 123\n", shared);
    const [finding] = repository.findings();
    expect(finding).toMatchObject({ code: "ambiguous-task-id", line: 1, column: 9 });
    expect(finding?.message).toContain("mt#123");
    expect(finding?.message).toContain("gh#123");
    expect(repository.sa("fix").code).toBe(1);
    expect(repository.status()).toBe("");
  });

  test("a file that is not UTF-8 is reported and left alone", () => {
    const bytes = Buffer.from("taskId: md#123\nnote: \xe4\n", "latin1");
    const repository = withContent(bytes);
    writeFileSync(join(repository.path, "sessions/x.yaml"), bytes);
    expect(repository.findings()).toMatchObject([{ code: "invalid-file", line: 1, column: 1 }]);
    expect(repository.sa("fix").code).toBe(1);
    expect(repository.status()).toBe("");
  });
});
