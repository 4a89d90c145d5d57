import { existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  createRepository,
  type Files,
  session,
  type TestRepository,
  task,
  taskPath,
} from "../support/repository.ts";
import { watchGit } from "../support/watch-git.ts";

const login = "sessions/fix-login.yaml";

/** One task `md#123` and one session that names it. */
function withSession(files: Files = {}): TestRepository {
  return createRepository({
    ...task("md#123", "description: People cannot log in after the update.\n"),
    ...session("fix-login", "md#123"),
    ...files,
  });
}

function expectMoved(repository: TestRepository, to: string, commit: string, file = taskPath(to)) {
  expect(repository.findings()).toMatchObject([
    {
      code: "stale-task-id",
      severity: "error",
      file: login,
      line: 2,
      column: 9,
      session: "fix-login",
      taskId: "md#123",
      replacement: to,
      evidence: { kind: "history", file, commit },
      existing: false,
    },
  ]);
  expect(repository.sa("check").code).toBe(1);
}

/** Moves `md#123` as a person does who knows nothing of `migratedFrom`. */
function moveByHand(
  repository: TestRepository,
  to: string,
  edit: (text: string) => string = text => text,
  path = taskPath(to),
): void {
  const old = taskPath("md#123");
  const text = edit(repository.read(old).replace("id: md#123", `id: ${to}`));
  repository.remove(old);
  repository.write({ [path]: text });
}

/** Migrates `md#123` to `mt#123`, whose file records it, and leaves the old file as a tombstone. */
function leaveTombstone(repository: TestRepository): void {
  const text = repository.read(taskPath("md#123"));
  repository.commit("migrate", {
    [taskPath("mt#123")]: text.replace("id: md#123", "id: mt#123\nmigratedFrom: [md#123]"),
    [taskPath("md#123")]: "id: md#123\nmigratedTo: mt#123\n",
  });
}

describe("a migration that nobody wrote down", () => {
  test.each<[what: string, to: string, edit: (text: string) => string, path?: string]>([
    ["moved and renamed", "mt#123", text => text],
    ["with another status", "mt#123", text => text.replace("TODO", "DONE")],
    ["with a line added", "mt#123", text => `${text}assignee: ada\n`],
    ["with another number", "mt#900", text => text],
    ["with another number and status", "mt#900", text => text.replace("TODO", "DONE")],
    ["with CRLF line ends", "mt#123", text => text.replaceAll("\n", "\r\n")],
    ["into a folder of another name", "mt#123", text => text, "tasks/minsky/a.yaml"],
    ["in the same file", "mt#123", text => text, taskPath("md#123")],
    [
      "in the same file with a new status",
      "mt#9",
      t => t.replace("TODO", "OPEN"),
      "tasks/md/123.yaml",
    ],
    ["to an ID full of punctuation", "mt#a.b+(c)*[d]", text => text, "tasks/mt/odd.yaml"],
  ])("is found in history: %s", (_what, to, edit, path) => {
    const repository = withSession();
    moveByHand(repository, to, edit, path);
    expectMoved(repository, to, repository.commit("tidy up"), path);
    expect(repository.sa("fix").code).toBe(0);
    expect(repository.read(login)).toBe(`session: fix-login\ntaskId: ${to}\n`);
    expect(repository.sa("check").code).toBe(0);
  });

  test("is found where the old ID is full of punctuation", () => {
    const repository = createRepository({
      "tasks/md/odd.yaml": "id: md#a.b+(c)*[d]^$|{2}\ntitle: Odd\n",
      ...session("fix-login", "md#a.b+(c)*[d]^$|{2}"),
    });
    repository.git("mv", "tasks/md/odd.yaml", "tasks/odd.yaml");
    const commit = repository.commit("move", { "tasks/odd.yaml": "id: mt#1\ntitle: Odd\n" });
    expect(repository.findings()).toMatchObject([
      { code: "stale-task-id", replacement: "mt#1", evidence: { kind: "history", commit } },
    ]);
  });

  test.each([
    ["log.follow", "true"],
    ["log.showSignature", "true"],
    ["log.diffMerges", "off"],
    ["diff.renames", "copies"],
    ["diff.renameLimit", "1"],
    ["color.ui", "always"],
    ["core.quotePath", "true"],
    ["diff.noprefix", "true"],
    ["format.pretty", "raw"],
    ["grep.patternType", "fixed"],
  ])("is found with the user's %s=%s", (key, value) => {
    const repository = withSession();
    const commit = repository.migrate("md#123", "mt#123", { record: false });
    repository.git("config", key, value);
    expectMoved(repository, "mt#123", commit);
  });

  test.each(["binary", "-diff", "diff=secret"])("is found where tasks have the attribute %s", a => {
    const repository = withSession({ ".gitattributes": `tasks/** ${a}\n` });
    const commit = repository.migrate("md#123", "mt#123", { record: false });
    repository.git("config", "diff.secret.textconv", "echo hidden; touch ran; true");
    expectMoved(repository, "mt#123", commit);
    expect(existsSync(join(repository.path, "ran"))).toBe(false);
  });

  test("is followed over several commits", () => {
    const repository = withSession();
    const first = repository.migrate("md#123", "mt#123", { record: false });
    const second = repository.migrate("mt#123", "gh#77", { record: false });
    const [finding] = repository.findings();
    expect(finding).toMatchObject({ code: "stale-task-id", replacement: "gh#77" });
    expect(finding?.evidence?.kind).toBe("history");
    expect(finding?.message).toContain(first.slice(0, 10));
    expect(finding?.message).toContain(second.slice(0, 10));
    expect(repository.sa("fix").code).toBe(0);
    expect(repository.read(login)).toBe("session: fix-login\ntaskId: gh#77\n");
  });

  test("is followed when the next step is written down", () => {
    const repository = withSession();
    repository.migrate("md#123", "mt#123", { record: false });
    repository.migrate("mt#123", "gh#123");
    expect(repository.findings()).toMatchObject([{ replacement: "gh#123" }]);
  });

  test("is found for a plain ID with its backend", () => {
    const repository = createRepository({
      ...task("md#123"),
      ...session("fix-login", "123", "backend: md\n"),
    });
    repository.migrate("md#123", "mt#123", { record: false });
    expect(repository.sa("fix").code).toBe(0);
    expect(repository.read(login)).toBe("session: fix-login\ntaskId: 123\nbackend: mt\n");
  });

  test("is found for 2,500 tasks of one template that move in one commit", () => {
    const ids = Array.from({ length: 2500 }, (_, i) => i + 1);
    const named = ids.filter(id => id % 2 === 0);
    const body = "title: Imported\nstatus: TODO\nlabels: [imported]\n";
    const files = (backend: string): Files =>
      Object.fromEntries(
        ids.map(id => [`tasks/${backend}/${id}.yaml`, `id: ${backend}#${id}\n${body}`]),
      );
    const sessions = named.map(id => session(`s${id}`, `md#${id}`));
    const repository = createRepository({ ...files("md"), ...Object.assign({}, ...sessions) });
    repository.git("mv", "tasks/md", "tasks/mt");
    const commit = repository.commit("move everything", files("mt"));
    const findings = repository.findings();
    expect(findings).toHaveLength(named.length);
    for (const { code, taskId, replacement, evidence } of findings) {
      expect(code).toBe("stale-task-id");
      expect(replacement).toBe(taskId?.replace("md#", "mt#"));
      expect(evidence).toMatchObject({ kind: "history", commit });
    }
    expect(repository.sa("fix", "--quiet")).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(repository.read("sessions/s2500.yaml")).toBe("session: s2500\ntaskId: mt#2500\n");
  });
});

describe("a migration that is not committed yet", () => {
  const uncommitted = {
    code: "stale-task-id",
    line: 2,
    column: 9,
    replacement: "mt#123",
    evidence: { kind: "history", file: "tasks/mt/123.yaml" },
  };

  test("counts as history's newest step once it is staged, and goes into the commit", () => {
    const repository = withSession();
    moveByHand(repository, "mt#123");
    repository.git("add", "--all");
    for (const args of [[], ["--staged"]]) {
      const findings = repository.findings(...args);
      expect(findings).toMatchObject([uncommitted]);
      expect(findings[0]?.evidence).not.toHaveProperty("commit");
    }
    repository.git("commit", "-m", "move a task");
    expect(repository.show("HEAD", login)).toBe("session: fix-login\ntaskId: mt#123\n");
    expect(repository.status()).toBe("");
  });

  test("counts in the working tree before it is staged, and not in the index", () => {
    const repository = withSession();
    moveByHand(repository, "mt#123");
    expect(repository.findings()).toMatchObject([uncommitted]);
    expect(repository.findings("--staged")).toEqual([]);
  });

  test("counts when the move is staged and the new ID is not", () => {
    const repository = withSession();
    repository.write({ "tasks/mt/.keep": "" });
    repository.git("mv", "tasks/md/123.yaml", "tasks/mt/123.yaml");
    moveStaged(repository);
    expect(repository.findings()).toMatchObject([uncommitted]);
    expect(repository.findings("--staged")).toEqual([]);
  });

  function moveStaged(repository: TestRepository): void {
    const text = repository.read("tasks/mt/123.yaml").replace("id: md#123", "id: mt#123");
    repository.write({ "tasks/mt/123.yaml": text });
  }

  test("follows one that is committed", () => {
    const repository = withSession();
    const commit = repository.migrate("md#123", "mt#123", { record: false });
    renameSync(join(repository.path, "tasks/mt"), join(repository.path, "tasks/gh"));
    repository.write({
      "tasks/gh/123.yaml": repository.read("tasks/gh/123.yaml").replace("id: mt#", "id: gh#"),
    });
    const [finding] = repository.findings();
    expect(finding).toMatchObject({ code: "stale-task-id", replacement: "gh#123" });
    expect(finding?.message).toContain(commit.slice(0, 10));
    expect(finding?.message).toContain("not committed yet");
  });
});

describe("a task that was deleted", () => {
  const body = (title: string): string =>
    `title: ${title}\nstatus: TODO\npriority: normal\nlabels: []\nassignee: nobody\ndescription: Please fill in\n`;

  test.each<[what: string, others: Files]>([
    ["alone", {}],
    [
      "with a new task of the same template",
      { "tasks/mt/7.yaml": `id: mt#7\n${body("Write docs")}` },
    ],
    [
      "with several new tasks of the same template",
      Object.fromEntries(
        [7, 8, 9].map(id => [`tasks/mt/${id}.yaml`, `id: mt#${id}\n${body(`Chore ${id}`)}`]),
      ),
    ],
    ["with an unrelated new task", { "tasks/mt/7.yaml": "id: mt#7\ntitle: Write docs\n" }],
  ])("%s is unknown, and the report says in which commit it went", (_what, others) => {
    const repository = createRepository({
      "tasks/md/123.yaml": `id: md#123\n${body("Fix login")}`,
      ...session("fix-login", "md#123"),
    });
    repository.remove("tasks/md/123.yaml");
    const commit = repository.commit("delete a task", others);
    repository.commit("later");
    const [finding, ...more] = repository.findings();
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ code: "unknown-task-id", file: login, line: 2, column: 9 });
    expect(finding?.message).toContain(`deleted in ${commit.slice(0, 10)}`);
    expect(repository.sa("fix").code).toBe(1);
    expect(repository.read(login)).toBe("session: fix-login\ntaskId: md#123\n");
  });

  test("is unknown before the deletion is committed", () => {
    const repository = withSession();
    repository.remove("tasks/md/123.yaml");
    expect(repository.findings()).toMatchObject([{ code: "unknown-task-id" }]);
    expect(repository.findings()[0]?.message).toContain("not committed yet");
  });

  test.each([true, false])(
    "after its migration (recorded: %s) is unknown under the old ID too",
    r => {
      const repository = withSession();
      repository.migrate("md#123", "mt#123", { record: r });
      repository.remove("tasks/mt/123.yaml");
      const commit = repository.commit("delete a task");
      const [finding] = repository.findings();
      expect(finding).toMatchObject({ code: "unknown-task-id", taskId: "md#123" });
      expect(finding?.message).toContain(`deleted in ${commit.slice(0, 10)}`);
      expect(repository.sa("fix").code).toBe(1);
      expect(repository.read(login)).toBe("session: fix-login\ntaskId: md#123\n");
    },
  );
});

describe("a migration onward from where a tombstone leads", () => {
  test("does not contradict what the task's file records", () => {
    const repository = withSession();
    leaveTombstone(repository);
    repository.sa("fix");
    repository.commit("fix");
    repository.migrate("mt#123", "gh#7", { record: false });
    expect(repository.findings().map(({ code, replacement }) => [code, replacement])).toEqual([
      ["stale-task-id", "gh#7"],
    ]);
    repository.sa("fix");
    expect(repository.findings()).toEqual([]);
  });
});

describe("a migration that was reverted", () => {
  test("leaves the old ID in force", () => {
    const repository = withSession();
    repository.migrate("md#123", "mt#123", { record: false });
    repository.git("revert", "--no-edit", "HEAD");
    expect(repository.findings()).toEqual([]);
  });

  test("makes the ID that it had given stale", () => {
    const repository = createRepository(task("md#123"));
    repository.migrate("md#123", "mt#123", { record: false });
    repository.commit("add a session", session("fix-login", "mt#123"));
    repository.git("revert", "--no-edit", "HEAD~1");
    const commit = repository.git("rev-parse", "HEAD");
    expect(repository.findings()).toMatchObject([
      { code: "stale-task-id", taskId: "mt#123", replacement: "md#123", evidence: { commit } },
    ]);
  });

  test("makes it stale too where the migration had left a tombstone, which is the task again", () => {
    const repository = createRepository(task("md#123"));
    leaveTombstone(repository);
    repository.commit("add a session", session("fix-login", "mt#123"));
    repository.git("revert", "--no-edit", "HEAD~1");
    expect(repository.findings()).toMatchObject([
      { code: "stale-task-id", taskId: "mt#123", replacement: "md#123" },
    ]);
  });

  test.each(["mt#123", "gh#123"])("and made again, to %s, is followed from every former ID", to => {
    const repository = createRepository({
      ...task("md#123"),
      ...session("old", "md#123"),
      ...session("between", "mt#123"),
    });
    repository.migrate("md#123", "mt#123", { record: false });
    repository.git("revert", "--no-edit", "--no-commit", "HEAD");
    repository.commit("revert");
    repository.migrate("md#123", to, { record: false });
    expect(repository.sa("fix").code).toBe(0);
    expect(repository.read("sessions/old.yaml")).toContain(`taskId: ${to}\n`);
    expect(repository.read("sessions/between.yaml")).toContain(`taskId: ${to}\n`);
    expect(repository.findings()).toEqual([]);
  });
});

describe("a merge", () => {
  test("that itself moves the task is named as the evidence", () => {
    const repository = withSession();
    repository.git("switch", "--quiet", "--create", "feature");
    repository.commit("work", { "a.txt": "a\n" });
    repository.git("switch", "--quiet", "main");
    repository.commit("other work", { "b.txt": "b\n" });
    repository.git("merge", "--quiet", "--no-commit", "feature");
    moveByHand(repository, "mt#123");
    const commit = repository.commit("merge feature, and a task along with it");
    expect(repository.parents()).toHaveLength(2);
    expectMoved(repository, "mt#123", commit);
  });

  test.each(["main", "feature"])("of a migration without record, made on %s, is repaired", side => {
    const repository = createRepository(task("md#123"));
    repository.git("branch", "feature");
    repository.git("switch", "--quiet", side);
    repository.migrate("md#123", "mt#123", { record: false });
    repository.git("switch", "--quiet", side === "main" ? "feature" : "main");
    repository.commit("add a session", session("fix-login", "md#123"));
    repository.git("switch", "--quiet", "main");
    repository.git("merge", "--no-edit", "feature");
    expect(repository.show("HEAD", login)).toBe("session: fix-login\ntaskId: mt#123\n");
    expect(repository.parents()).toHaveLength(2);
    expect(repository.status()).toBe("");
    expect(repository.findings()).toEqual([]);
  });
});

describe("a late task whose ID is changed while its merge is resolved", () => {
  test.each([true, false])("is followed, committed: %s", isCommitted => {
    const repository = createRepository({ ...task("md#1") });
    repository.git("switch", "--quiet", "-c", "feature");
    repository.commit("late", { ...task("md#123"), ...session("fix-login", "md#123") });
    repository.git("switch", "--quiet", "main");
    repository.commit("main goes on", { "a.txt": "a\n" });
    repository.git("merge", "--quiet", "--no-commit", "feature");
    moveByHand(repository, "mt#123");
    const at = isCommitted ? { commit: repository.commit("merge") } : {};
    expect(repository.findings()).toMatchObject([
      { file: login, replacement: "mt#123", evidence: { kind: "history", ...at } },
    ]);
  });
});

describe("a shallow clone", () => {
  function clone(repository: TestRepository, depth: number): TestRepository {
    const path = join(repository.path, "../clone");
    repository.git("clone", "--quiet", `--depth=${depth}`, `file://${repository.path}`, path);
    return repository.sibling(path);
  }

  test("that ends before the migration says that history is missing", () => {
    const repository = withSession();
    const commit = repository.migrate("md#123", "mt#123", { record: false });
    repository.commit("later");
    const shallow = clone(repository, 1);
    const [finding] = shallow.findings();
    expect(finding).toMatchObject({
      code: "unknown-task-id",
      line: 2,
      column: 9,
      help: "git fetch --unshallow",
    });
    expect(finding?.message).toContain("shallow");
    expect(shallow.sa("fix").code).toBe(1);
    expect(shallow.read(login)).toBe("session: fix-login\ntaskId: md#123\n");
    shallow.git("fetch", "--quiet", "--unshallow");
    expectMoved(shallow, "mt#123", commit);
  });

  test("that holds the migration finds it", () => {
    const repository = withSession();
    const commit = repository.migrate("md#123", "mt#123", { record: false });
    expectMoved(clone(repository, 2), "mt#123", commit);
  });
});

describe("what is asked of git", () => {
  const isLog = (line: string): boolean => /(^| )log( |$)/.test(line);

  test("is no history while all IDs are known, and none is retired", () => {
    const repository = createRepository({
      ...task("mt#123", "migratedFrom: [md#123]\n"),
      ...task("md#9"),
      ...session("live", "md#9"),
      ...session("plain", "123"),
    });
    const noted = watchGit(repository);
    for (const args of [[], ["--staged"], ["--rev", "HEAD"]]) {
      expect(repository.sa("check", ...args).code).toBe(0);
      const lines = noted();
      expect(lines.length).toBeGreaterThan(0);
      expect(lines.filter(isLog)).toEqual([]);
    }
    repository.write(session("unknown", "md#404"));
    expect(repository.sa("check").code).toBe(1);
    expect(noted().filter(isLog)).toHaveLength(1);
    // Before a reference is rewritten, whether another task had the ID since.
    repository.write({ ...session("unknown", "md#9"), ...session("stale", "md#123") });
    expect(repository.sa("fix").code).toBe(0);
    expect(noted().filter(isLog)).toHaveLength(1);
  });

  test("is history too where people are told when a recorded migration was made", () => {
    const repository = createRepository({ ...task("md#1"), ...session("stale", "md#1") });
    const commit = repository.migrate("md#1", "mt#1");
    expect(repository.findings()).toMatchObject([{ evidence: { kind: "migratedFrom", commit } }]);
    expect(repository.sa("check").stdout).toContain(`see ${commit.slice(0, 10)}`);
  });

  test.each([
    [["check"]],
    [["check", "--staged"]],
    [["check", "--rev", "HEAD"]],
    [["check", "--against", "HEAD~1"]],
    [["fix", "--dry-run"]],
    [["fix", "--staged"]],
    [["fix"]],
  ])("by %j does not grow with the number of sessions", args => {
    const [few, many] = [10, 100].map(count => processesFor(args, count));
    expect(few).toBeGreaterThan(0);
    expect(many).toBe(few);
  });

  test.each([[["check"]], [["fix"]]])(
    "by %j is some more with a catalog, and does not grow either",
    args => {
      const [few = 0, many, more] = [100, 510, 620].map(count => processesFor(args, count));
      expect(many).toBeLessThan(few + 12);
      expect(more).toBe(many);
    },
  );

  /** For as many sessions, whose tasks moved without a record. */
  function processesFor(args: readonly string[], count: number): number {
    const ids = Array.from({ length: count }, (_, i) => i + 1);
    const repository = createRepository(
      Object.assign({}, ...ids.map(i => ({ ...task(`md#${i}`), ...session(`s${i}`, `md#${i}`) }))),
    );
    repository.git("mv", "tasks/md", "tasks/mt");
    repository.commit(
      "move",
      Object.assign(
        {},
        ...ids.map(i => {
          const path = `tasks/mt/${i}.yaml`;
          return { [path]: repository.read(path).replace(`id: md#${i}`, `id: mt#${i}`) };
        }),
      ),
    );
    const noted = watchGit(repository);
    expect(repository.sa(...args).code).toBe(
      args[0] === "check" || args[1] === "--dry-run" ? 1 : 0,
    );
    return noted().length;
  }
});

describe("a file of one branch that gets a task of the other while their merge is resolved", () => {
  test.each([["before"], ["after"]])("is where no task moved, %s the merge is committed", when => {
    const repository = createRepository({ ...task("mt#4") });
    repository.git("checkout", "--quiet", "-b", "feature");
    repository.commit("work", { ...task("gh#2"), "sessions/s.yaml": "taskId: '2'\nbackend: gh\n" });
    repository.git("checkout", "--quiet", "main");
    repository.migrate("mt#4", "md#2");
    repository.tryGit("merge", "--quiet", "--no-commit", "feature");
    const moved = repository.read("tasks/md/2.yaml");
    repository.write({ "tasks/gh/2.yaml": `${moved}done: true\n` });
    repository.git("rm", "--quiet", "tasks/md/2.yaml");
    repository.git("add", "--all");
    if (when === "after") repository.git("commit", "--quiet", "--no-verify", "--no-edit");
    expect(repository.findings()).toMatchObject([{ code: "unknown-task-id" }]);
    expect(repository.sa("fix").code).toBe(1);
    expect(repository.read("sessions/s.yaml")).toBe("taskId: '2'\nbackend: gh\n");
  });
});
