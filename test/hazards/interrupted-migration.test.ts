import { spawn } from "node:child_process";
import { linkSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { filesOf, migrate, migrateJson, outcomes } from "../support/migration.ts";
import {
  cli,
  createRepository,
  type Files,
  session,
  type TestRepository,
  task,
} from "../support/repository.ts";

/** `md#1` and `md#2`, each named by a session; `md#2` names `md#1`. */
const start: Files = {
  ...task("md#1"),
  ...task("md#2", "parent: md#1\n"),
  ...session("a", "md#1"),
  ...session("b", "md#2"),
};

const moved = "id: mt#1\nmigratedFrom: [md#1]\ntitle: Task md#1\nstatus: TODO\n";
const end = {
  "README.md": "a repository\n",
  ...session("a", "mt#1"),
  ...session("b", "mt#2"),
  "tasks/mt/1.yaml": moved,
  "tasks/mt/2.yaml":
    "id: mt#2\nmigratedFrom: [md#2]\ntitle: Task md#2\nstatus: TODO\nparent: mt#1\n",
};

describe("whatever an interrupted run left, the same command finishes", () => {
  test.each<[what: string, leave: (repository: TestRepository) => void, first: string]>([
    [
      "the new ID in the old place",
      repository => repository.write({ "tasks/md/1.yaml": moved }),
      "md#1 mt#1 migrated",
    ],
    [
      "the same file in both places",
      repository => {
        repository.write({ "tasks/md/1.yaml": moved, "tasks/mt/none.yaml": "" });
        linkSync(
          join(repository.path, "tasks/md/1.yaml"),
          join(repository.path, "tasks/mt/1.yaml"),
        );
        repository.remove("tasks/mt/none.yaml");
      },
      "md#1 mt#1 migrated",
    ],
    [
      "a task that moved, with its references behind",
      repository => {
        repository.remove("tasks/md/1.yaml");
        repository.write({ "tasks/mt/1.yaml": moved });
      },
      "md#1 mt#1 skipped",
    ],
    [
      "a copy, and the source as it was",
      repository => repository.write({ "tasks/mt/1.yaml": moved }),
      "md#1 mt#1 migrated",
    ],
  ])("%s", (_what, leave, first) => {
    const repository = createRepository(start);
    leave(repository);
    const result = migrateJson(repository, "--execute");
    expect(outcomes(result)).toEqual([first, "md#2 mt#2 migrated"]);
    expect(result).toMatchObject({ code: 0, validation: { failed: [] } });
    expect(filesOf(repository)).toEqual(end);
    expect(repository.sa("check").code).toBe(0);
  });

  test("of --keep-source too: a copy whose source is no tombstone yet", () => {
    const [undisturbed, disturbed] = [createRepository(start), createRepository(start)];
    expect(migrate(undisturbed, "--keep-source", "--execute").code).toBe(0);
    disturbed.write({
      "tasks/mt/2.yaml":
        "id: mt#2\nmigratedFrom: [md#2]\ntitle: Task md#2\nstatus: TODO\nparent: md#1\n",
    });
    expect(migrateJson(disturbed, "--keep-source", "--execute")).toMatchObject({ code: 0 });
    expect(filesOf(disturbed)).toEqual(filesOf(undisturbed));
  });

  test("but a double that says something else, or a copy with other words, is left alone", () => {
    const repository = createRepository({
      ...start,
      "tasks/md/1.yaml": moved,
      "tasks/mt/1.yaml": moved.replace("TODO", "DONE"),
      "tasks/mt/9.yaml": "id: mt#9\nmigratedFrom: [md#2]\ntitle: Another\n",
    });
    const result = migrateJson(repository, "--execute");
    expect(outcomes(result)).toEqual(["md#1 mt#1 error", "md#2 mt#2 migrated"]);
    expect(result.details[0]?.error).toContain("tasks/mt/1.yaml is there already");
    expect(repository.read("tasks/md/1.yaml")).toBe(moved);
    expect(repository.read("tasks/mt/9.yaml")).toContain("Another");
  });
});

describe("a run that is killed", () => {
  const numbers = Array.from({ length: 60 }, (_, i) => i + 1);
  const many: Files = Object.assign(
    {},
    ...numbers.map(i => ({
      ...task(`md#${i}`, `dependsOn: [md#${(i % 60) + 1}, md#${((i + 7) % 60) + 1}]\n`),
      ...session(`s${i}`, `md#${i}`),
    })),
    task("mt#5"),
  );
  /** Kills a run once it has come so far. */
  const kill = (
    repository: TestRepository,
    flags: readonly string[],
    isFarEnough: (repository: TestRepository) => boolean,
  ) =>
    new Promise<void>(resolve => {
      const args = [cli, "tasks", "migrate-backend", "--from", "md", "--to", "mt", "--execute"];
      const child = spawn(process.execPath, [...args, ...flags], {
        cwd: repository.path,
        stdio: "ignore",
      });
      const watch = setInterval(() => {
        if (isFarEnough(repository)) child.kill("SIGKILL");
      }, 1);
      child.on("exit", () => {
        clearInterval(watch);
        resolve();
      });
    });

  const hasMoved = (count: number) => (repository: TestRepository) => {
    const folder = join(repository.path, "tasks/mt");
    return readdirSync(folder).filter(name => name.endsWith(".yaml")).length > count;
  };
  const hasFollowed = (file: string) => (repository: TestRepository) =>
    repository.read(file).includes("mt#");

  test.each([[["--keep-source"]], [[]]])("with %j, is finished by the next one", async flags => {
    const undisturbed = createRepository(many);
    expect(migrate(undisturbed, "--execute", ...flags).code).toBe(0);
    for (const moment of [
      hasMoved(1),
      hasMoved(40),
      hasFollowed("sessions/s1.yaml"),
      hasFollowed("sessions/s40.yaml"),
    ]) {
      const repository = createRepository(many);
      await kill(repository, flags, moment);
      // Nothing names a task that is not there, whenever it was killed.
      const codes = repository.findings().map(({ code }) => code);
      expect(codes.filter(code => /unknown|invalid/.test(code))).toEqual([]);
      expect(migrateJson(repository, "--execute", ...flags)).toMatchObject({ code: 0 });
      expect(filesOf(repository)).toEqual(filesOf(undisturbed));
      expect(readdirSync(join(repository.path, ".git/session-assoc/scratch"))).toEqual([]);
    }
  });
});
