import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  cli,
  createRepository,
  type Files,
  type InitOptions,
  sandbox,
  session,
  TestRepository,
  task,
} from "../support/repository.ts";

const moved = task("mt#123", "migratedFrom: [md#123]\n");
const stale = "session: a\ntaskId: md#123\n";
const mended = "session: a\ntaskId: mt#123\n";

/** Every snapshot that a command can look at. */
const snapshots = [[], ["--staged"], ["--rev", "HEAD"]];

/** Session files whose names are hard on git, a shell, a glob, or a terminal. */
const oddPaths = [
  "with space",
  " leading space",
  "trailing space ",
  "new\nline",
  "car\rriage",
  "line\u2028separator",
  "fol\nder/in it",
  'quote"d',
  "it's",
  "-rf",
  "--staged",
  "ümläut-日本-🚀",
  "back\\slash",
  "\\",
  "tab\there",
  "\x1b[2J",
  ":(top)x",
  ":!not",
  "[a-z]*?{b,c}",
  "!(a|b)",
  "$(touch pwned)",
  "%2e",
  ".hidden",
  ".hidden folder/x",
  "#hash",
];
const oddSessions = Object.fromEntries(
  oddPaths.map((path, i) => [
    `sessions/${path}.yaml`,
    stale.replace("session: a", `session: s${i}`),
  ]),
);

/** main migrates `md#123`, feature adds files; nothing is merged yet. */
function diverged(files: Files, options: InitOptions = {}): TestRepository {
  const repository = createRepository(task("md#123"), options);
  repository.git("switch", "--quiet", "--create", "feature");
  repository.commit("add sessions", files);
  repository.git("switch", "--quiet", "main");
  repository.migrate("md#123", "mt#123");
  return repository;
}

/** Expects that one merge commit holds every file with its new ID, and nothing is left over. */
function expectMerged(repository: TestRepository, files: Files): void {
  const { code, stderr } = repository.tryGit("merge", "--quiet", "--no-edit", "feature");
  expect(code, stderr).toBe(0);
  expect(repository.parents()).toHaveLength(2);
  expect(repository.status()).toBe("");
  for (const [path, content] of Object.entries(files)) {
    expect(repository.read(path)).toBe(String(content).replace("md#123", "mt#123"));
  }
  for (const args of snapshots) expect(repository.findings(...args)).toEqual([]);
}

describe("a merge", () => {
  test("of 1,000 stale sessions rewrites them all", () => {
    const names = Array.from({ length: 1000 }, (_, i) => `s${i}`);
    const files = Object.assign({}, ...names.map(name => session(name, "md#123")));
    expectMerged(diverged(files), files);
  });

  test("of 1,000 sessions whose tasks have all migrated rewrites each to its own", () => {
    const ids = Array.from({ length: 1000 }, (_, i) => i + 1);
    const body = (id: number): string => `title: Task ${id}\nstatus: TODO\n`;
    const all = (write: (id: number) => Files): Files => Object.assign({}, ...ids.map(write));
    const repository = createRepository(
      all(id => ({ [`tasks/md/${id}.yaml`]: `id: md#${id}\n${body(id)}` })),
    );
    repository.git("switch", "--quiet", "--create", "feature");
    repository.commit(
      "add sessions",
      all(id => session(`s${id}`, `md#${id}`)),
    );
    repository.git("switch", "--quiet", "main");
    repository.git("mv", "tasks/md", "tasks/gh");
    repository.commit(
      "migrate",
      all(id => ({ [`tasks/gh/${id}.yaml`]: `id: gh#${id}\nmigratedFrom: md#${id}\n${body(id)}` })),
    );
    repository.git("merge", "--quiet", "--no-edit", "feature");
    expect(repository.status()).toBe("");
    for (const id of ids) {
      expect(repository.read(`sessions/s${id}.yaml`)).toBe(`session: s${id}\ntaskId: gh#${id}\n`);
    }
    expect(repository.findings("--rev", "HEAD")).toEqual([]);
  });

  test("of sessions with odd names rewrites them all", () => {
    expectMerged(diverged(oddSessions), oddSessions);
  });

  test("in a SHA-256 repository rewrites as in any other", () => {
    const files = session("fix-login", "md#123");
    const repository = diverged(files, { objectFormat: "sha256" });
    expectMerged(repository, files);
    expect(repository.git("rev-parse", "HEAD")).toMatch(/^[0-9a-f]{64}$/);
  });

  test("in a SHA-256 repository follows a migration that nobody wrote down", () => {
    const options = { objectFormat: "sha256" } as const;
    const repository = createRepository(task("md#123"), options);
    repository.git("branch", "feature");
    const commit = repository.migrate("md#123", "mt#123", { record: false });
    repository.git("switch", "--quiet", "feature");
    repository.commit("add a session", session("fix-login", "md#123"));
    repository.git("switch", "--quiet", "main");
    repository.git("merge", "--quiet", "--no-verify", "--no-edit", "feature");
    expect(repository.findings()).toMatchObject([
      { code: "stale-task-id", replacement: "mt#123", evidence: { kind: "history", commit } },
    ]);
  });
});

describe("a session file with an odd name", () => {
  test.each(snapshots.map(args => [args]))("is found with %j", args => {
    const repository = createRepository({ ...moved, ...oddSessions });
    const files = repository.findings(...args).map(({ file }) => file);
    expect(files).toEqual(Object.keys(oddSessions).sort());
  });

  test.each(oddPaths)("is fixed on its own: %j", name => {
    const path = `sessions/${name}.yaml`;
    const other = "session: other\ntaskId: md#123\n";
    const repository = createRepository({ ...moved, [path]: stale, "sessions/other.yaml": other });
    expect(repository.sa("fix", "--staged", "--", path).code).toBe(0);
    expect(repository.show("", path)).toBe(mended);
    expect(repository.read(path)).toBe(mended);
    expect(repository.read("sessions/other.yaml")).toBe(other);
  });

  test("gives its session a name where it has none: the file's, without its ending", () => {
    const content = "taskId: md#123\n";
    const repository = createRepository({
      ...moved,
      "sessions/a/b.c.yaml": content,
      "sessions/.d.yml": content,
      "sessions/ü.yaml": content,
    });
    const names = repository.findings().map(finding => finding.session);
    expect(names).toEqual([".d", "b.c", "ü"]);
  });

  test.each(snapshots.map(args => [args]))("that is not UTF-8 is reported with %j", args => {
    const repository = createRepository({ ...moved, ...session("good", "md#123") });
    const bytes = Buffer.concat([
      Buffer.from(join(repository.path, "sessions/b")),
      Buffer.from([0xe4]),
      Buffer.from(".yaml"),
    ]);
    writeFileSync(bytes, stale);
    repository.commit("add an odd name");
    expect(repository.findings(...args)).toMatchObject([
      { code: "invalid-file", file: "sessions/b\uFFFD.yaml", line: 1, column: 1 },
      { code: "stale-task-id", file: "sessions/good.yaml" },
    ]);
    if (args.length === 2) return;
    expect(repository.sa("fix", ...args).code).toBe(1);
    expect(readFileSync(bytes, "utf8")).toBe(stale);
    expect(repository.read("sessions/good.yaml")).toBe("session: good\ntaskId: mt#123\n");
    expect(repository.status().split("\n")).toHaveLength(1);
  });
});

describe("a symbolic link", () => {
  /** A file outside the repository that would be rewritten, were it a session. */
  function withCanary(files: Files = {}) {
    const repository = createRepository({ ...moved, ...files });
    const outside = join(repository.path, "../outside");
    mkdirSync(outside);
    writeFileSync(join(outside, "a.yaml"), stale);
    return {
      repository,
      outside,
      expectUntouched: () => expect(readFileSync(join(outside, "a.yaml"), "utf8")).toBe(stale),
    };
  }

  test.each<[what: string, link: string, target: (outside: string) => string]>([
    ["a session file", "sessions/a.yaml", outside => join(outside, "a.yaml")],
    ["a session file, by a relative path", "sessions/a.yaml", () => "../../outside/a.yaml"],
    ["a folder of sessions", "sessions/team", outside => outside],
    ["the folder of all sessions", "sessions", outside => outside],
    ["a file of the repository that is no session", "sessions/a.yaml", () => "../README.md"],
    ["itself", "sessions/a.yaml", () => "a.yaml"],
    ["a folder above", "sessions/up", () => "../.."],
    ["nothing", "sessions/a.yaml", () => "nothing"],
  ])("in the place of %s is never followed", (_what, link, target) => {
    const { repository, outside, expectUntouched } = withCanary();
    if (link !== "sessions") mkdirSync(join(repository.path, "sessions"));
    symlinkSync(target(outside), join(repository.path, link));
    repository.commit("add a link");
    for (const args of snapshots) {
      expect(repository.sa("check", ...args)).toMatchObject({ code: 0, stderr: "" });
      expect(repository.findings(...args)).toEqual([]);
    }
    for (const args of [[], ["--staged"]]) expect(repository.sa("fix", ...args).code).toBe(0);
    expectUntouched();
    expect(repository.status()).toBe("");
  });

  test.each<[what: string, put: (repository: TestRepository, outside: string) => void]>([
    [
      "a file",
      (repository, outside) => {
        repository.remove("sessions/a.yaml");
        symlinkSync(join(outside, "a.yaml"), join(repository.path, "sessions/a.yaml"));
      },
    ],
    [
      "a folder",
      (repository, outside) => {
        repository.remove("sessions");
        symlinkSync(outside, join(repository.path, "sessions"));
      },
    ],
  ])("that has taken the place of %s in the index is not written through", (_what, put) => {
    const { repository, outside, expectUntouched } = withCanary({ "sessions/a.yaml": stale });
    put(repository, outside);
    expect(repository.findings()).toEqual([]);
    expect(repository.findings("--staged")).toHaveLength(1);
    expect(repository.sa("fix", "--staged").code).toBe(0);
    expect(repository.git("show", ":sessions/a.yaml")).toBe(mended.trimEnd());
    expectUntouched();
  });

  test("that leads to the repository is a good way to it", () => {
    const repository = createRepository({ ...moved, "sessions/a.yaml": stale });
    symlinkSync(repository.path, join(repository.path, "../link"));
    const there = repository.sibling(join(repository.path, "../link"));
    expect(there.sa("check").code).toBe(1);
    expect(there.sa("fix", join(there.path, "sessions/a.yaml")).code).toBe(0);
    expect(repository.read("sessions/a.yaml")).toBe(mended);
  });

  test("in the place of a task's folder brings in no task", () => {
    const { repository, outside } = withCanary({ "sessions/a.yaml": "taskId: gh#5\n" });
    writeFileSync(join(outside, "5.yaml"), "id: gh#5\n");
    symlinkSync(outside, join(repository.path, "tasks/gh"));
    expect(repository.findings()).toMatchObject([{ code: "unknown-task-id" }]);
  });
});

describe("another repository inside sessions/", () => {
  test("as a submodule is left alone", () => {
    const repository = createRepository({ ...moved, "sessions/b.yaml": "taskId: mt#123\n" });
    const inner = join(repository.path, "../inner");
    repository.git("init", "--quiet", inner);
    repository.sibling(inner).commit("start", { "a.yaml": stale, "sessions/a.yaml": stale });
    repository.git("submodule", "--quiet", "add", inner, "sessions/sub");
    repository.commit("add a submodule");
    for (const args of snapshots) expect(repository.findings(...args)).toEqual([]);
    for (const args of [[], ["--staged"]]) expect(repository.sa("fix", ...args).code).toBe(0);
    expect(repository.read("sessions/sub/a.yaml")).toBe(stale);
    expect(repository.status()).toBe("");
    const run = repository.run(process.execPath, [cli, "check"], { in: "sessions/sub" });
    expect(run.stdout).toContain("sessions/a.yaml:2:9  error  unknown-task-id");
  });

  test("as a submodule where history has task files is none of them", () => {
    const repository = createRepository({ ...task("md#123"), "sessions/a.yaml": stale });
    const gitlink = `160000,${"1".repeat(40)},tasks/old.yaml`;
    repository.git("update-index", "--add", "--cacheinfo", gitlink);
    repository.git("commit", "--quiet", "--no-verify", "-m", "a submodule");
    repository.git("rm", "--quiet", "--cached", "tasks/old.yaml");
    repository.migrate("md#123", "mt#123", { record: false });
    for (const args of snapshots) {
      expect(repository.findings(...args)).toMatchObject([
        { code: "stale-task-id", replacement: "mt#123" },
      ]);
    }
  });

  test("that is merely there is left alone", () => {
    const repository = createRepository(moved);
    repository.git("init", "--quiet", "sessions/nested");
    repository.write({ "sessions/nested/a.yaml": stale, "sessions/nested/b/c.yaml": stale });
    expect(repository.findings()).toEqual([]);
    expect(repository.sa("fix").code).toBe(0);
    expect(repository.read("sessions/nested/b/c.yaml")).toBe(stale);
    expect(repository.sa("fix", "sessions/nested/a.yaml").code).toBe(2);
  });
});

describe("a bare repository", () => {
  function bare(): TestRepository {
    const repository = createRepository({ ...task("md#123"), "sessions/a.yaml": stale });
    repository.migrate("md#123", "mt#123", { record: false });
    const path = join(repository.path, "../bare.git");
    repository.git("clone", "--quiet", "--bare", ".", path);
    return repository.sibling(path);
  }

  test.each(["HEAD", "main"])("is checked with --rev %s", revision => {
    const repository = bare();
    const commit = repository.git("rev-parse", "HEAD");
    expect(repository.sa("check", "--rev", revision).code).toBe(1);
    expect(repository.findings("--rev", revision)).toMatchObject([
      { code: "stale-task-id", file: "sessions/a.yaml", evidence: { kind: "history", commit } },
    ]);
    expect(repository.sa("check", "--rev", revision, "--against", "main").code).toBe(0);
  });

  test.each([["check"], ["check", "--staged"], ["fix"], ["fix", "--staged"]])(
    "has nothing to look at for %s %s, which says what to do",
    (...args) => {
      const { code, stdout, stderr } = bare().sa(...args);
      expect(code).toBe(2);
      expect(stdout).toBe("");
      expect(stderr).toContain("--rev");
    },
  );
});

describe("a repository without a commit", () => {
  function empty(files: Files): TestRepository {
    const { path, environment } = sandbox();
    const repository = new TestRepository(path, environment).sibling(join(path, "new"));
    new TestRepository(path, environment).git("init", "--quiet", "new");
    repository.write(files);
    return repository;
  }

  test("is clean while it is empty", () => {
    const repository = empty({});
    for (const args of [[], ["--staged"]]) {
      expect(repository.sa("check", ...args)).toEqual({
        code: 0,
        stdout: "✓ nothing to report (0 sessions, 0 tasks)\n",
        stderr: "",
      });
    }
    expect(repository.sa("check", "--rev", "HEAD").code).toBe(2);
    expect(repository.sa("check", "--against", "HEAD").code).toBe(2);
  });

  test("is checked and fixed like any other", () => {
    const repository = empty({ ...moved, "sessions/a.yaml": stale });
    expect(repository.findings("--staged")).toEqual([]);
    repository.git("add", "--all");
    repository.write({ "sessions/b.yaml": "taskId: md#404\n" });
    expect(repository.findings()).toMatchObject([
      { code: "stale-task-id" },
      { code: "unknown-task-id" },
    ]);
    expect(repository.findings("--staged")).toMatchObject([{ code: "stale-task-id" }]);
    expect(repository.sa("fix", "--staged").code).toBe(0);
    expect(repository.read("sessions/a.yaml")).toBe(mended);
    expect(repository.status()).not.toContain("AM");
  });

  test("gets a first commit with the new ID in it", () => {
    const repository = empty({ ...moved, "sessions/a.yaml": stale });
    repository.installHooks();
    repository.git("add", "--all");
    repository.git("commit", "--quiet", "-m", "start");
    expect(repository.show("HEAD", "sessions/a.yaml")).toBe(mended);
    expect(repository.status()).toBe("");
  });
});

describe("files in unexpected places", () => {
  test.each(["sessions", "tasks"])("a file named %s is no folder, and no error", name => {
    const repository = createRepository({ [name]: "text\n" });
    for (const args of snapshots) {
      expect(repository.sa("check", ...args)).toMatchObject({ code: 0, stderr: "" });
    }
  });

  test("a folder named like a session file is looked into", () => {
    const repository = createRepository({ ...moved, "sessions/a.yaml/b.yaml": stale });
    for (const args of snapshots) {
      expect(repository.findings(...args)).toMatchObject([{ file: "sessions/a.yaml/b.yaml" }]);
    }
  });

  test.each([
    ["{braces}", "./\\{braces\\}/**/*.yaml"],
    ["{open", "./\\{open/**/*.yaml"],
    ["(round) [and] *", "./\\(round\\) \\[and\\] \\*/**/*.yaml"],
    ["{braces}/of", "{\\{braces\\},b}/{of,a}/*.yaml"],
  ])("a folder %j that a glob has to escape: %j", (folder, glob) => {
    const repository = createRepository({
      ...moved,
      ".session-assoc.yaml": `sessions: [${JSON.stringify(glob)}]\n`,
      [`${folder}/a.yaml`]: stale,
    });
    for (const args of snapshots) {
      expect(repository.findings(...args)).toMatchObject([{ file: `${folder}/a.yaml` }]);
    }
  });

  test("a named pipe is not waited for", () => {
    const repository = createRepository({ ...moved, "sessions/a.yaml": stale });
    repository.run("mkfifo", ["sessions/pipe.yaml"]);
    expect(repository.findings()).toMatchObject([{ file: "sessions/a.yaml" }]);
    expect(repository.sa("fix").code).toBe(0);
  });
});
