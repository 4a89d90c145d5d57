import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  createRepository,
  type Files,
  session,
  type TestRepository,
  task,
} from "../support/repository.ts";

const config = (text: string | Buffer): Files => ({ ".session-assoc.yaml": text });
const moved = task("mt#123", "migratedFrom: [md#123]\n");
const stale = { ...moved, ...session("fix-login", "md#123") };

/** Expects that check and fix refuse the configuration, and say where and why. */
function expectRefused(text: string, place: string, ...words: readonly string[]): void {
  const repository = createRepository({ ...config(text), ...stale });
  for (const command of ["check", "fix"]) {
    const { code, stdout, stderr } = repository.sa(command);
    expect(stderr).toContain(`session-assoc: .session-assoc.yaml:${place}: `);
    for (const word of words) expect(stderr).toContain(word);
    expect(stderr).toContain("\n  next: ");
    expect(code).toBe(2);
    expect(stdout).toBe("");
  }
  expect(repository.status()).toBe("");
}

describe("a configuration that is wrong", () => {
  test.each<[text: string, place: string, wrong: string, right: string]>([
    ["sesions: []\n", "1:1", "sesions", "sessions"],
    ["# comment\n\ntask: []\n", "3:1", "task", "tasks"],
    ["onstale: fix\n", "1:1", "onstale", "onStale"],
    ["defaultbackend: md\n", "1:1", "defaultbackend", "defaultBackend"],
    ["backends:\n  md: { retird: true }\n", "2:9", "retird", "retired"],
    ["backends:\n  md:\n    pth: x/{localId}\n", "3:5", "pth", "path"],
    ["fields:\n  sesion: {}\n", "2:3", "sesion", "session"],
    ["fields:\n  session:\n    taskID: task\n", "3:5", "taskID", "taskId"],
    ["fields:\n  task: { migratedfrom: x }\n", "2:11", "migratedfrom", "migratedFrom"],
    ["rules:\n  stale-taskid: off\n", "2:3", "stale-taskid", "stale-task-id"],
    ['"séssions": []\n', "1:1", "séssions", "sessions"],
    ["{ x🚀: 1 }\n", "1:3", "x🚀", "sessions"],
  ])("%j: names the place of the unknown key, and the right one", (text, place, wrong, right) => {
    expectRefused(text, place, wrong, right);
  });

  test.each<[text: string, place: string, ...words: string[]]>([
    ["sessions: sessions/*.yaml\n", "1:1", "sessions"],
    ["tasks: 5\n", "1:1", "tasks"],
    ["sessions: [[a]]\n", "1:1", "sessions"],
    ["sessions: ['']\n", "1:1", "empty"],
    ["\nonStale: sometimes\n", "2:1", "onStale", "fix", "stop", "fail", "sometimes"],
    ["onStale: true\n", "1:1", "onStale"],
    ["onStale:\n", "1:1", "onStale"],
    ["backends: [md]\n", "1:1", "backends"],
    ["backends: { md: true }\n", "1:13", "md"],
    ["backends: { md: { retired: 'yes' } }\n", "1:19", "retired"],
    ["backends: { 'm d': {} }\n", "1:13", "m d"],
    ["backends: { task: {} }\n", "1:13", "task"],
    ["backends: { md: { path: tasks/md.yaml } }\n", "1:19", "{localId}"],
    ["backends: { md: { path: '../{localId}.yaml' } }\n", "1:19", ".."],
    ["fields: { session: { taskId: 5 } }\n", "1:22", "taskId"],
    ["fields: { task: { references: parent } }\n", "1:19", "references"],
    ["rules: { unknown-task-id: fatal }\n", "1:10", "error", "warn", "off", "fatal"],
    ["rules: { unknown-task-id: false }\n", "1:10", "unknown-task-id"],
    ["defaultBackend: 'no such'\n", "1:1", "defaultBackend"],
    ["defaultBackend: 5\n", "1:1", "defaultBackend"],
    ["- sessions\n", "1:1", "mapping"],
    ["text\n", "1:1", "mapping"],
    ["sessions: [\n", "2:1"],
    ["a: 1\na: 2\n", "2:1"],
    ["onStale: fix\n---\nonStale: stop\n", "2:1"],
  ])(
    "%j: names the place of the wrong value, and what may stand there",
    (text, place, ...words) => {
      expectRefused(text, place, ...words);
    },
  );

  test.each([
    "../x/*.yaml",
    "sessions/../../*.yaml",
    "..",
    "/etc/*.yaml",
    "!../x",
    "!/x",
    "C:/x/*.yaml",
    "..\\\\x",
    "./../x",
  ])("a glob that leads out of the repository is refused: %s", glob => {
    for (const key of ["sessions", "tasks"]) {
      expectRefused(`onStale: fix\n${key}: ["${glob}"]\n`, "2:1", key, "inside the repository");
    }
  });

  test.each<[what: string, put: (repository: TestRepository, path: string) => void]>([
    ["a symbolic link", (_, path) => symlinkSync("README.md", path)],
    ["a dangling link", (_, path) => symlinkSync("nothing", path)],
    ["a folder", repository => repository.write({ ".session-assoc.yaml/x": "" })],
    ["not UTF-8", repository => repository.write(config(Buffer.from([0xff])))],
    ["too large", repository => repository.write(config(`#${" ".repeat(1024 * 1024)}\n`))],
  ])("cannot be read, and is not taken for the defaults: %s", (_what, put) => {
    const repository = createRepository(stale);
    put(repository, join(repository.path, ".session-assoc.yaml"));
    const { code, stdout, stderr } = repository.sa("check");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(".session-assoc.yaml");
  });
});

describe("a configuration", () => {
  test.each(["", "# nothing\n", "---\n", "{}\n", "~\n"])("%j gives the defaults", text => {
    const repository = createRepository({ ...config(text), ...stale });
    expect(repository.findings()).toMatchObject([{ code: "stale-task-id" }]);
  });

  test("with other globs finds other files, less those that a ! excludes", () => {
    const text =
      'sessions: ["agents/**/*.yml", "*.session", "!agents/old/**"]\ntasks: ["{todo,done}/*.yaml"]\n';
    const content = "taskId: md#1\n";
    const repository = createRepository({
      ...config(text),
      "todo/1.yaml": "id: mt#1\nmigratedFrom: md#1\n",
      "done/2.yaml": "id: mt#2\n",
      "tasks/md/1.yaml": "id: md#1\n",
      "agents/a.yml": content,
      "agents/x/.hidden/b.yml": content,
      "agents/old/c.yml": content,
      "agents/d.yaml": content,
      "e.session": content,
      "sessions/f.yaml": content,
    });
    for (const args of [[], ["--staged"], ["--rev", "HEAD"]]) {
      expect(repository.findings(...args).map(({ file }) => file)).toEqual([
        "agents/a.yml",
        "agents/x/.hidden/b.yml",
        "e.session",
      ]);
    }
    expect(repository.sa("fix").code).toBe(0);
    expect(repository.read("agents/a.yml")).toBe("taskId: mt#1\n");
    expect(repository.read("agents/old/c.yml")).toBe(content);
  });

  test.each([
    "./sessions/*.yaml",
    "**/*.yaml",
    "sess*/**",
    "sessions/fix-login.yaml",
    "sessions/[e-g]*.yaml",
    "sessions/???-login.yaml",
  ])("may say %s", glob => {
    const repository = createRepository({ ...config(`sessions: ["${glob}"]\n`), ...stale });
    for (const args of [[], ["--staged"]]) {
      expect(repository.findings(...args)).toMatchObject([{ code: "stale-task-id" }]);
    }
  });

  test("with odd folder names finds what is in them", () => {
    const folders = ["my sessions", "+plus", "ünï", "a'b", "$HOME", "#hash", "@at"];
    const globs = folders.map(name => JSON.stringify(`${name}/**/*.yaml`)).join(", ");
    const repository = createRepository({
      ...moved,
      ...config(`sessions: [${globs}]\n`),
      ...Object.fromEntries(folders.map(name => [`${name}/x/a-${name}.yaml`, "taskId: md#123\n"])),
    });
    for (const args of [[], ["--staged"]]) {
      const files = repository.findings(...args).map(({ file }) => file.split("/")[0]);
      expect(files.sort()).toEqual([...folders].sort());
    }
  });

  test("with other field names reads and rewrites those, and leaves the default ones", () => {
    const text = `fields:
  session: { name: agent, taskId: work-item, backend: tracker }
  task: { id: key, migratedFrom: was, migratedTo: now, references: [blocks] }
`;
    const content = "agent: ann\ntaskId: md#1\nwork-item: 1\ntracker: md\nbackend: md\n";
    const repository = createRepository({
      ...config(text),
      "tasks/1.yaml": "key: mt#1\nid: md#9\nwas: [md#1]\nblocks: [gh#2]\nparent: gh#2\n",
      "tasks/2.yaml": "key: gh#2\nnow: mt#2\n",
      "sessions/a.yaml": content,
    });
    expect(repository.findings()).toMatchObject([
      { code: "stale-task-id", session: "ann", line: 3, column: 12, replacement: "1" },
      { code: "stale-task-id", file: "tasks/1.yaml", line: 4, column: 10, replacement: "mt#2" },
    ]);
    expect(repository.sa("fix").code).toBe(0);
    expect(repository.read("sessions/a.yaml")).toBe(content.replace("tracker: md", "tracker: mt"));
    expect(repository.read("tasks/1.yaml")).toBe(
      "key: mt#1\nid: md#9\nwas: [md#1]\nblocks: [mt#2]\nparent: gh#2\n",
    );
  });

  test("names backends: a session may say the long name, and keeps doing so", () => {
    const repository = createRepository({
      ...config("backends:\n  jira: { name: tracker, path: 'tasks/jira/{localId}.yaml' }\n"),
      ...task("jira#123", "migratedFrom: [md#123]\n"),
      ...session("a", "123", "backend: markdown\n"),
    });
    expect(repository.sa("fix").code).toBe(0);
    expect(repository.read("sessions/a.yaml")).toBe("session: a\ntaskId: 123\nbackend: tracker\n");
    expect(repository.findings()).toEqual([]);
  });

  test.each(["md", "markdown", "jira", "tracker"])("takes defaultBackend: %s", name => {
    const text = `defaultBackend: ${name}\nbackends: { jira: { name: tracker } }\n`;
    const backend = name === "md" || name === "markdown" ? "md" : "jira";
    const repository = createRepository({
      ...config(text),
      ...task("md#1"),
      ...task("jira#1"),
      ...session("a", "1"),
    });
    expect(repository.findings()).toEqual([]);
    repository.migrate(`${backend}#1`, "gh#1");
    expect(repository.findings()).toMatchObject([{ code: "stale-task-id", taskId: "1" }]);
    expect(repository.sa("fix").code).toBe(0);
    expect(repository.read("sessions/a.yaml")).toBe("session: a\ntaskId: gh#1\n");
  });

  test.each([
    ["warn", 0, [{ code: "unknown-task-id", severity: "warn" }]],
    ["error", 1, [{ code: "unknown-task-id", severity: "error" }]],
    ["off", 0, []],
  ])("with a rule on %s exits %i", (level, code, findings) => {
    const repository = createRepository({
      ...config(`rules: { unknown-task-id: ${level} }\n`),
      ...session("a", "md#404"),
    });
    expect(repository.sa("check").code).toBe(code);
    expect(repository.findings()).toMatchObject(findings);
    if (level === "warn") {
      const { stdout } = repository.sa("check");
      expect(stdout).toContain("sessions/a.yaml:2:9  warn");
      expect(stdout).toContain("1 warning");
      expect(repository.sa("check", "--quiet").stdout).toBe(stdout);
    }
  });

  test("with stale-task-id off rewrites nothing", () => {
    const repository = createRepository({ ...config("rules: { stale-task-id: off }\n"), ...stale });
    expect(repository.sa("fix").code).toBe(0);
    expect(repository.status()).toBe("");
  });

  test("with a retired backend reports its live tasks, and names the command that moves them", () => {
    const repository = createRepository({
      ...config("backends:\n  md: { retired: true }\n"),
      ...stale,
      ...task("md#9"),
      "tasks/md/8.yaml": "id: md#8\nmigratedTo: mt#8\n",
      "sessions/fix-login.yaml": "taskId: md#9\n",
    });
    expect(repository.findings()).toMatchObject([
      {
        code: "retired-backend",
        severity: "error",
        file: "tasks/md/9.yaml",
        line: 1,
        column: 5,
        taskId: "md#9",
        help: "npx session-assoc tasks migrate-backend --from md --to mt --execute",
      },
    ]);
    expect(repository.sa("check").code).toBe(1);
    expect(repository.sa("fix").code).toBe(1);
    expect(repository.status()).toBe("");
  });

  test("of --config replaces the repository's, seen from the folder that was named", () => {
    const repository = createRepository({
      ...config("rules: { stale-task-id: off }\n"),
      ...stale,
      "other/strict.yaml": "rules: { stale-task-id: error }\n",
    });
    expect(repository.sa("check").code).toBe(0);
    expect(repository.sa("check", "--config", "other/strict.yaml").code).toBe(1);
    expect(repository.sa("check", "--cwd", "other", "--config", "strict.yaml").code).toBe(1);
    expect(repository.sa("check", "--config", "none.yaml").code).toBe(2);
  });

  test("is each snapshot's own: the commit's with --rev, HEAD's with --staged", () => {
    const repository = createRepository(stale);
    repository.write(config("rules: { stale-task-id: off }\n"));
    repository.git("add", "--all");
    expect(repository.sa("check").code).toBe(0);
    expect(repository.sa("check", "--staged").code).toBe(1);
    repository.commit("configure");
    expect(repository.sa("check", "--staged").code).toBe(0);
    expect(repository.sa("check", "--rev", "HEAD").code).toBe(0);
    expect(repository.sa("check", "--rev", "HEAD~1").code).toBe(1);
  });

  test("that a commit brings rules from the next commit on", () => {
    const repository = createRepository(task("md#1"));
    repository.write({ ...config("rules: { unknown-task-id: off }\n"), ...session("a", "md#404") });
    repository.git("add", "--all");
    expect(repository.tryGit("commit", "-m", "turn the rule off").code).toBe(1);
    repository.git("reset", "--quiet", "sessions");
    repository.git("commit", "-m", "turn the rule off");
    repository.git("add", "--all");
    expect(repository.tryGit("commit", "-m", "add a session").code).toBe(0);
  });

  test("that a merge brings does not judge that merge", () => {
    const repository = createRepository(task("md#1"));
    repository.git("switch", "--quiet", "--create", "stranger");
    const lenient = config("rules: { unknown-task-id: off }\nsessions: []\n");
    repository.commit("sneak in", { ...lenient, ...session("a", "md#404") });
    repository.git("switch", "--quiet", "main");
    repository.commit("work", { "a.txt": "a\n" });
    const { code, stderr } = repository.tryGit("merge", "--no-edit", "stranger");
    expect(code).toBe(1);
    expect(stderr).toContain("sessions/a.yaml:2:9");
    repository.git("merge", "--abort");
    expect(repository.status()).toBe("");
  });
});
