import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { limits } from "../../src/limits.ts";
import { createRepository, session, type TestRepository, task } from "../support/repository.ts";
import { createStaleMerge, merge } from "../support/stale-merge.ts";

/** A folder outside of the repository, with what would look like a session, and what nobody may touch. */
function outside(repository: TestRepository) {
  const path = mkdtempSync(join(repository.path, "../outside-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  const files = {
    "victim.yaml": "session: victim\ntaskId: md#123\n",
    "task.yaml": "id: md#7\ntitle: Outside\n",
    precious: "precious\n",
    // The name that a session or task would get there.
    "1.yaml": "id: md#1\n",
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
  const look = () =>
    Object.fromEntries(
      readdirSync(path).map(name => {
        const file = join(path, name);
        return [name, lstatSync(file).isFile() ? readFileSync(file, "utf8") : "no file"];
      }),
    );
  return { path, expectIntact: () => expect(look()).toEqual(files) };
}

const moved = task("mt#123", "migratedFrom: [md#123]\n");

/** Everything that reads or writes, on one repository. Each ends with one of the documented codes. */
const commands: readonly (readonly string[])[] = [
  ["check"],
  ["check", "--staged"],
  ["check", "--rev", "HEAD"],
  ["check", "--against", "HEAD"],
  ["fix", "--dry-run"],
  ["fix"],
  ["fix", "--staged"],
  ["update", "md#123", "mt#123"],
  ["sessions", "mt#123"],
  ["resolve", "md#123"],
  ["history", "mt#123"],
  ["review", "HEAD"],
  ["tasks", "migrate-backend", "--from", "md", "--to", "gh", "--execute"],
  ["doctor"],
  ["init", "--yes"],
  ["hook", "pre-commit"],
  ["hook", "post-rewrite", "amend"],
];

function runEverything(repository: TestRepository): void {
  for (const args of commands) {
    const { code, stderr } = repository.sa(...args);
    expect(code, `${args.join(" ")}\n${stderr}`).toBeOneOf([0, 1, 2, 3]);
    expect(stderr).not.toMatch(/this is a bug/);
  }
}

describe("a symbolic link out of the repository is neither read through nor written through", () => {
  const places: Readonly<Record<string, (repository: TestRepository, target: string) => void>> = {
    "in the place of a session file": ({ path }, target) =>
      symlinkSync(join(target, "victim.yaml"), join(path, "sessions/link.yaml")),
    "in the place of a task file": ({ path }, target) =>
      symlinkSync(join(target, "task.yaml"), join(path, "tasks/md/7.yaml")),
    "in the place of the folder of sessions": (repository, target) => {
      repository.remove("sessions");
      symlinkSync(target, join(repository.path, "sessions"));
    },
    "in the place of a folder among sessions": ({ path }, target) =>
      symlinkSync(target, join(path, "sessions/more")),
    "in the place of the folder of tasks": (repository, target) => {
      repository.remove("tasks");
      symlinkSync(target, join(repository.path, "tasks"));
    },
    "in the place of the folder that tasks are to be migrated to": ({ path }, target) =>
      symlinkSync(target, join(path, "tasks/gh")),
    "in the place of the configuration": ({ path }, target) =>
      symlinkSync(join(target, "precious"), join(path, ".session-assoc.yaml")),
    "in the place of a configuration that is not there yet": ({ path }, target) =>
      symlinkSync(join(target, "none"), join(path, ".session-assoc.yaml")),
    "in the place of husky's folder": ({ path }, target) =>
      symlinkSync(target, join(path, ".husky")),
    "in the place of a hook of husky's": (repository, target) => {
      repository.write({ ".husky/x": "" });
      symlinkSync(join(target, "precious"), join(repository.path, ".husky/pre-commit"));
    },
    "in the place of lefthook's configuration": ({ path }, target) =>
      symlinkSync(join(target, "precious"), join(path, "lefthook.yml")),
    "in the place of lefthook's folder": (repository, target) => {
      repository.write({ "lefthook.yml": "" });
      symlinkSync(target, join(repository.path, ".lefthook"));
    },
    "in the place of pre-commit's configuration": ({ path }, target) =>
      symlinkSync(join(target, "precious"), join(path, ".pre-commit-config.yaml")),
    "in the place of .gitattributes": ({ path }, target) =>
      symlinkSync(join(target, "precious"), join(path, ".gitattributes")),
    "in the place of package.json": ({ path }, target) =>
      symlinkSync(join(target, "precious"), join(path, "package.json")),
  };
  test.each(Object.entries(places))("%s", { timeout: 120_000 }, (_, link) => {
    const repository = createRepository({ ...moved, ...task("md#1"), ...session("a", "md#123") });
    const { path, expectIntact } = outside(repository);
    link(repository, path);
    repository.git("add", "--all");
    repository.git("commit", "--quiet", "--no-verify", "-m", "a link");
    runEverything(repository);
    expectIntact();
    expect(repository.sa("check", "--format", "json").stdout).not.toContain("victim");
  });

  test("in the place of a hook of git's, or of the folder of them", { timeout: 120_000 }, () => {
    for (const isFolder of [false, true]) {
      const repository = createRepository({ ...moved, ...session("a", "md#123") }, { hooks: [] });
      const { path, expectIntact } = outside(repository);
      const hooks = join(repository.path, ".git/hooks");
      rmSync(hooks, { recursive: true, force: true });
      if (!isFolder) mkdirSync(hooks);
      const target = isFolder ? path : join(path, "precious");
      symlinkSync(target, isFolder ? hooks : join(hooks, "pre-commit"));
      runEverything(repository);
      expectIntact();
    }
  });

  test("in the place of what a map is read from and a report is written to", () => {
    const repository = createRepository({ ...moved, ...session("a", "md#123") });
    const { path, expectIntact } = outside(repository);
    symlinkSync(join(path, "precious"), join(repository.path, "map.yaml"));
    // A map is named by the user and only read: what it is a link to is no map.
    expect(repository.sa("update", "--map", "map.yaml").code).toBe(2);
    for (const command of ["check", "fix", "review"]) {
      const args = ["--format", "json", "--output", "map.yaml"];
      expect(repository.sa(command, ...args).code).toBe(3);
    }
    expectIntact();
  });
});

describe("in the git directory, a link in the place of what is kept there is not followed", () => {
  const filler = Object.fromEntries(
    Array.from({ length: limits.cataloguedFiles + 10 }, (_, i) => [
      `sessions/f${i}.yaml`,
      `session: f${i}\n`,
    ]),
  );
  test.each(["session-assoc", "session-assoc/catalogs"])("%s", { timeout: 120_000 }, name => {
    const repository = createStaleMerge({ base: filler });
    const { path, expectIntact } = outside(repository);
    mkdirSync(join(repository.path, ".git/session-assoc"), { recursive: true });
    const place = join(repository.path, ".git", name);
    rmSync(place, { recursive: true, force: true });
    symlinkSync(path, place);
    for (const args of [["check"], ["check", "--rev", "HEAD"], ["fix"], ["hook", "pre-commit"]]) {
      expect(repository.sa(...args).code).toBe(0);
    }
    const { code, stderr } = merge(repository);
    expectIntact();
    expect(stderr).not.toMatch(/this is a bug/);
    // Nothing is lost where the note of what was rewritten cannot be kept: the merge stops, or is whole.
    const isWhole = repository.show("HEAD", "sessions/fix-login.yaml").includes("mt#123");
    expect(code === 0 && !isWhole, stderr).toBe(false);
  });

  test("a file of these", { timeout: 120_000 }, () => {
    const repository = createStaleMerge({ base: filler });
    const { path, expectIntact } = outside(repository);
    expect(repository.sa("check", "--rev", "HEAD").code).toBe(0);
    const folder = join(repository.path, ".git/session-assoc/catalogs");
    const names = readdirSync(folder);
    expect(names).not.toEqual([]);
    for (const name of names) {
      rmSync(join(folder, name));
      symlinkSync(join(path, "precious"), join(folder, name));
    }
    const note = join(repository.path, ".git/session-assoc/pending-fold.json");
    symlinkSync(join(path, "precious"), note);
    symlinkSync(join(path, "precious"), `${note}.new`);
    expect(repository.sa("check", "--rev", "HEAD").code).toBe(0);
    const { code, stderr } = merge(repository);
    expectIntact();
    const isWhole = repository.show("HEAD", "sessions/fix-login.yaml").includes("mt#123");
    expect(code === 0 && !isWhole, stderr).toBe(false);
  });
});
