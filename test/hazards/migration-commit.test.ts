import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { filesOf, migrate, migrateJson } from "../support/migration.ts";
import {
  createRepository,
  type Files,
  session,
  type TestRepository,
  task,
} from "../support/repository.ts";

const files: Files = {
  ...task("md#1"),
  ...task("md#2"),
  ...session("a", "md#1"),
  ...session("b", "gh#404"),
};

/** What a commit changed, one line each. */
function changesIn(repository: TestRepository): readonly string[] {
  return repository.git("show", "--format=", "--name-status", "--no-renames").split("\n");
}

describe("--commit", () => {
  test("makes one commit of exactly what changed, through the hooks", () => {
    const repository = createRepository({ ...files, ".gitattributes": "*.yml text eol=crlf\n" });
    repository.write({
      "tasks/md/3.yml": "id: md#3\r\n",
      'tasks/md/o"d\nd.yaml': "id: md#4\n",
    });
    repository.git("add", "--all");
    repository.git("commit", "--quiet", "--no-verify", "-m", "more");
    chmodSync(join(repository.path, "tasks/md/2.yaml"), 0o755);
    repository.commit("mode");
    repository.write({ "notes.txt": "mine\n", "README.md": "edited\n" });
    const result = migrateJson(repository, "--execute", "--commit", "--retire");
    expect(result).toMatchObject({ code: 0, success: true, retired: true });
    expect(result.commit).toBe(repository.git("rev-parse", "HEAD"));
    expect(repository.git("log", "-1", "--format=%B")).toBe(
      "Migrate 4 tasks from md to mt\n\nmd#1 -> mt#1\nmd#2 -> mt#2\nmd#3 -> mt#3\nmd#4 -> mt#4\n",
    );
    expect(changesIn(repository)).toEqual([
      "A\t.session-assoc.yaml",
      "M\tsessions/a.yaml",
      "D\ttasks/md/1.yaml",
      "D\ttasks/md/2.yaml",
      "D\ttasks/md/3.yml",
      'D\t"tasks/md/o\\"d\\nd.yaml"',
      "A\ttasks/mt/1.yaml",
      "A\ttasks/mt/2.yaml",
      "A\ttasks/mt/3.yml",
      'A\t"tasks/mt/o\\"d\\nd.yaml"',
    ]);
    expect(repository.status()).toBe(" M README.md\n?? notes.txt");
    expect(repository.show("HEAD", "tasks/mt/3.yml")).toBe("id: mt#3\nmigratedFrom: [md#3]\n");
    expect(repository.read("tasks/mt/3.yml")).toBe("id: mt#3\r\nmigratedFrom: [md#3]\r\n");
    expect(repository.git("ls-tree", "HEAD", "tasks/mt/2.yaml")).toMatch(/^100755/);
    repository.commit("late", { "tasks/md/9.yaml": "id: md#9\n" });
    expect(repository.findings().map(({ code }) => code)).toContain("retired-backend");
    expect(migrateJson(repository, "--execute", "--commit")).toMatchObject({
      code: 0,
      migrated: 1,
    });
  });

  test("refuses, before anything is written, what it could not commit alone", () => {
    const repository = createRepository(files);
    const refused = (message: string, ...flags: readonly string[]): void => {
      const before = filesOf(repository);
      const { code, stderr } = migrate(repository, "--execute", "--commit", ...flags);
      expect(stderr).toContain(message);
      expect(code).toBe(2);
      expect(filesOf(repository)).toEqual(before);
    };
    repository.write({ "notes.txt": "x\n" });
    repository.git("add", "notes.txt");
    refused("something is staged already: notes.txt");
    repository.git("reset", "--quiet", "--hard");
    repository.write({ "sessions/a.yaml": "session: a\ntaskId: md#1\nx: 1\n" });
    refused("not committed yet: sessions/a.yaml");
    repository.git("checkout", "--quiet", "--", ".");
    repository.write(task("md#5"));
    refused("not committed yet: tasks/md/5.yaml");
    repository.remove("tasks/md/5.yaml");
    // What an interrupted run moved is not in a commit of the references alone.
    repository.git("mv", "tasks/md/1.yaml", "tasks/one.yaml");
    repository.write({ "tasks/one.yaml": "id: mt#1\nmigratedFrom: [md#1]\n" });
    repository.git("reset", "--quiet");
    refused("not committed yet: tasks/one.yaml");
    repository.remove("tasks/one.yaml");
    repository.git("checkout", "--quiet", "--", ".");
    repository.write({ ".session-assoc.yaml": "onStale: fix\n" });
    refused("not committed yet: .session-assoc.yaml", "--retire");
    repository.remove(".session-assoc.yaml");
    repository.git("switch", "--quiet", "--create", "side");
    repository.commit("side", { "side.txt": "x\n" });
    repository.git("switch", "--quiet", "main");
    repository.commit("main", { "main.txt": "x\n" });
    repository.git("merge", "--no-commit", "--no-verify", "side");
    refused("a merge is in progress");
    repository.git("merge", "--abort");
    expect(migrate(repository, "--execute", "--commit").code).toBe(0);
  });

  test("a hook that refuses leaves the tasks migrated and staged; git commit completes it", () => {
    const repository = createRepository(files, { hooks: [] });
    const hook = join(repository.path, ".git/hooks/pre-commit");
    writeFileSync(hook, '#!/bin/sh\necho "no: $GIT_LITERAL_PATHSPECS" >&2\nexit 1\n');
    chmodSync(hook, 0o755);
    const head = repository.git("rev-parse", "HEAD");
    const { code, stderr } = migrate(repository, "--execute", "--commit");
    expect(stderr).toContain("the tasks are migrated, and that is staged: no:\n");
    expect(stderr).toContain("next: repair what is reported, then git commit");
    expect(code).toBe(3);
    expect(repository.git("rev-parse", "HEAD")).toBe(head);
    expect(repository.git("diff", "--name-only")).toBe("");
    chmodSync(hook, 0o644);
    repository.git("commit", "--quiet", "-m", "Migrate");
    expect(repository.status()).toBe("");
  });

  test("keeps the tombstones in it", () => {
    const repository = createRepository(files);
    expect(migrate(repository, "--execute", "--commit", "--keep-source").code).toBe(0);
    expect(changesIn(repository)).toEqual([
      "M\tsessions/a.yaml",
      "M\ttasks/md/1.yaml",
      "M\ttasks/md/2.yaml",
      "A\ttasks/mt/1.yaml",
      "A\ttasks/mt/2.yaml",
    ]);
    expect(repository.status()).toBe("");
  });
});

describe("--retire", () => {
  test("waits until no live task is left, and then changes one word", () => {
    const config = "# ours\nbackends:\n  md: { name: markdown, retired: false } # soon\n";
    const repository = createRepository({ ...files, ".session-assoc.yaml": config });
    const first = migrateJson(repository, "--execute", "--retire", "--limit", "1");
    expect(first).toMatchObject({ code: 0, success: true, retired: false, migrated: 1 });
    expect(first.warnings).toEqual(["md is not retired, since live tasks are left: 1"]);
    expect(repository.read(".session-assoc.yaml")).toBe(config);
    expect(migrateJson(repository, "--retire")).toMatchObject({ code: 0, retired: false });
    expect(repository.read(".session-assoc.yaml")).toBe(config);
    expect(migrateJson(repository, "--retire", "--execute")).toMatchObject({
      code: 0,
      retired: true,
    });
    expect(repository.read(".session-assoc.yaml")).toBe(config.replace("false", "true"));
    expect(migrateJson(repository, "--retire", "--execute")).toMatchObject({
      code: 0,
      retired: true,
    });
  });

  test("edits the configuration that is used, if it is inside the repository", () => {
    const repository = createRepository({ ...files, "config/sa.yaml": "onStale: fix\n" });
    repository.sibling(join(repository.path, "..")).write({ "outside.yaml": "onStale: fix\n" });
    const run = (config: string) =>
      repository.sa(
        "--config",
        config,
        "tasks",
        "migrate-backend",
        "--from=md",
        "--to=mt",
        "--retire",
        "--execute",
      );
    expect(run("../outside.yaml")).toMatchObject({ code: 2, stdout: "" });
    expect(repository.status()).toBe("");
    expect(run("config/sa.yaml").code).toBe(0);
    expect(repository.read("config/sa.yaml")).toBe(
      "onStale: fix\nbackends:\n  md: { retired: true }\n",
    );
  });
});
