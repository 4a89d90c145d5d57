import { chmodSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  createRepository,
  type Files,
  session,
  type TestRepository,
  task,
} from "../support/repository.ts";

// `git diff-files` looks at nothing but stats: it names an entry that git was not made to compare with
// its file, and so does `git merge --abort`, which then refuses.

/** md#1 has moved; these files were written before. */
function stale(files: Files): TestRepository {
  const repository = createRepository({ ...task("md#1"), ...files });
  repository.migrate("md#1", "mt#1");
  return repository;
}

const names = ["plain", "[a-c]*", ":(top)x", " leading", "-q", "ä", "line\nbreak"];

test("every rewritten entry is compared with its file, whatever its name", () => {
  const repository = stale(
    Object.fromEntries(names.map(name => [`sessions/${name}.yaml`, "taskId: md#1\n"])),
  );
  expect(repository.sa("fix", "--staged").code).toBe(0);
  for (const name of names) expect(repository.read(`sessions/${name}.yaml`)).toContain("mt#1");
  expect(repository.git("diff-files", "--name-only")).toBe("");
});

test("also where there are more than a command line should name", () => {
  const numbers = Array.from({ length: 150 }, (_, i) => i);
  const repository = stale(Object.assign({}, ...numbers.map(i => session(`s${i}`, "md#1"))));
  expect(repository.sa("fix", "--staged").code).toBe(0);
  expect(repository.git("diff", "--cached", "--name-only").split("\n")).toHaveLength(150);
  expect(repository.git("diff-files", "--name-only")).toBe("");
});

test("also where the environment forbids git to take locks that it can do without", () => {
  const repository = stale(session("a", "md#1"));
  const run = repository.run("session-assoc", ["fix", "--staged"], {
    env: { GIT_OPTIONAL_LOCKS: "0" },
  });
  expect(run.code).toBe(0);
  expect(repository.git("diff-files", "--name-only")).toBe("");
});

test("a file with edits that are not staged keeps them, and git still sees them", () => {
  const repository = stale({ ...session("a", "md#1"), ...session("b", "md#1") });
  repository.write({ "sessions/a.yaml": "session: a\ntaskId: md#1\nnote: mine\n" });
  expect(repository.sa("fix", "--staged").code).toBe(0);
  expect(repository.read("sessions/a.yaml")).toBe("session: a\ntaskId: mt#1\nnote: mine\n");
  expect(repository.git("show", ":sessions/a.yaml")).toBe("session: a\ntaskId: mt#1");
  expect(repository.git("diff-files", "--name-only")).toBe("sessions/a.yaml");
});

test("the user's configuration of git status changes nothing", () => {
  const repository = stale(session("a", "md#1"));
  for (const [name, value] of [
    ["status.short", "true"],
    ["status.branch", "true"],
    ["status.relativePaths", "false"],
    ["status.submoduleSummary", "true"],
    ["core.untrackedCache", "true"],
    ["color.ui", "always"],
  ] as const) {
    repository.git("config", name, value);
  }
  expect(repository.sa("fix", "--staged").code).toBe(0);
  expect(repository.git("diff-files", "--name-only")).toBe("");
});

// What git would make of a file on disk is not what was meant: the index gets the very blob.
test.each([
  ["a filter", "*.yaml filter=upper", ["filter.upper.clean", "tr a-z A-Z"]],
  ["line ends", "*.yaml text eol=lf", ["core.autocrlf", "input"]],
])("%s changes nothing of what is staged", (_, attributes, config) => {
  const text = "session: a\r\ntaskId: md#1\r\n";
  const repository = createRepository({ ...task("md#1"), "sessions/a.yaml": text });
  repository.migrate("md#1", "mt#1");
  repository.write({ ".gitattributes": `${attributes}\n` });
  repository.git("config", ...config);
  expect(repository.sa("fix", "--staged")).toMatchObject({ code: 0 });
  const fixed = text.replace("md#1", "mt#1");
  expect(repository.run("git", ["cat-file", "blob", ":sessions/a.yaml"]).stdout).toBe(fixed);
  expect(repository.read("sessions/a.yaml")).toBe(fixed);
});

test.each([
  ["--assume-unchanged", "h"],
  ["--skip-worktree", "S"],
])(
  "an entry with %s is rewritten, and keeps it where it says that the file is elsewhere",
  (flag, tag) => {
    const repository = stale({ ...session("a", "md#1"), ...session("b", "md#1") });
    repository.git("update-index", flag, "sessions/a.yaml");
    expect(repository.sa("fix", "--staged")).toMatchObject({ code: 0 });
    for (const name of ["a", "b"]) {
      expect(repository.git("show", `:sessions/${name}.yaml`)).toContain("mt#1");
    }
    const now = repository.git("ls-files", "-v", "sessions/a.yaml");
    expect(now).toBe(`${tag === "S" ? "S" : "H"} sessions/a.yaml`);
  },
);

test("an executable bit that is not staged stays so", () => {
  const repository = stale(session("a", "md#1"));
  chmodSync(join(repository.path, "sessions/a.yaml"), 0o755);
  expect(repository.sa("fix", "--staged")).toMatchObject({ code: 0 });
  expect(repository.git("ls-files", "-s", "sessions/a.yaml")).toMatch(/^100644 /);
  expect(repository.git("diff-files", "--name-only")).toBe("sessions/a.yaml");
});

// mt#2 became mt#3, and then mt#1 took its number: who rewrites twice takes one task for the other.
test("what git did not add is rewritten once in the working tree, too", () => {
  const tasks = { ...task("mt#1"), ...task("mt#2"), ...task("mt#9", "dependsOn: [mt#1, mt#2]\n") };
  const repository = createRepository(tasks);
  repository.migrate("mt#2", "mt#3");
  repository.migrate("mt#1", "mt#2");
  repository.git("update-index", "--assume-unchanged", "tasks/mt/9.yaml");
  repository.sa("fix", "--staged");
  const dependsOn = "dependsOn: [mt#2, mt#3]";
  expect(repository.git("show", ":tasks/mt/9.yaml")).toContain(dependsOn);
  expect(repository.read("tasks/mt/9.yaml")).toContain(dependsOn);
});

test("a name that git reads otherwise, with a line break of other systems at its end", () => {
  const repository = stale({
    ".session-assoc.yaml": 'sessions: ["sessions/**"]\n',
    "sessions/a\r": "taskId: md#1\n",
  });
  expect(repository.sa("fix", "--staged")).toMatchObject({ code: 0 });
  expect(repository.read("sessions/a\r")).toBe("taskId: mt#1\n");
  expect(repository.status()).toBe('M  "sessions/a\\r"');
});
