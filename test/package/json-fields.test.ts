import { expect } from "vitest";
import { testSinceGit } from "../support/git-version.ts";
import { recipe } from "../support/recipes.ts";
import { createRepository, session, type TestRepository, task } from "../support/repository.ts";

const list = "test/package/json-fields.txt";

testSinceGit(38)(
  "no field of the JSON is renamed or removed, and a new one is listed",
  () => {
    const listed = linesOf(recipe(list));
    const printed = linesOf(render(printedIn(createStory())));
    expect(
      listed.filter(line => !printed.includes(line)),
      "a field was renamed or removed: that is a new schemaVersion (see CHANGELOG.md)",
    ).toEqual([]);
    expect(
      printed.filter(line => !listed.includes(line)),
      `a field was added: add its line to ${list}`,
    ).toEqual([]);
  },
  180_000,
); // Twenty runs of the command line.

/** A repository in which every command has much to say. */
function createStory(): TestRepository {
  const repository = createRepository({
    ...task("md#1"),
    ...task("md#2"),
    ...task("md#3", "dependsOn: [md#2]\n"),
    ...task("md#5", "parent: md#3\n"),
    ...task("gh#5"),
    ...task("gh#3"),
    ...session("followed", "md#1"),
    ...session("left", "md#2"),
    ...session("plain", "2", "backend: md\n"),
    ...session("repointed", "md#5"),
    ...session("both", "md#3"),
    ...session("third", "3", "backend: md\n"),
  });
  repository.git("switch", "--quiet", "-c", "other");
  repository.commit("elsewhere", { ...session("late", "md#1"), ...session("both", "gh#5") });
  repository.git("switch", "--quiet", "main");
  repository.migrate("md#1", "mt#1");
  repository.commit("the session follows", session("followed", "mt#1"));
  repository.migrate("md#2", "mt#2");
  repository.commit("by hand", {
    ...session("repointed", "gh#5"),
    ...session("several", "5"),
    ...session("both", "mt#1"),
    ...session("unknown", "md#404"),
    ...session("away", "1", "backend: md\n"),
  });
  repository.commit("by hand again", session("away", "5", "backend: gh\n"));
  repository.write({
    "map.yaml": "md#5: gh#9\ngh#5: gh#10\n",
    "odd.yaml": "md#3: gh#3\nmd#77: gh#77\n",
    // To init, no place for a line of ours.
    ".git/hooks/pre-push": "#!/usr/bin/env python3\n",
  });
  return repository;
}

/** By command, what it answered: some are asked several times. */
type Printed = Readonly<Record<string, readonly unknown[]>>;

function printedIn(repository: TestRepository): Printed {
  const json = (...args: readonly string[]): unknown => {
    const { stdout, stderr } = repository.sa(...args, "--format", "json");
    expect(stdout, stderr).toMatch(/^[[{]/);
    return JSON.parse(stdout);
  };
  const migrate = ["tasks", "migrate-backend", "--from", "md", "--to", "gh"];
  return {
    check: [json("check")],
    "check --merge": [json("check", "--merge", "other")],
    "fix --dry-run": [json("fix", "--dry-run")],
    review: [json("review", "other~1..main")],
    sessions: [json("sessions", "md#1"), json("sessions", "5")],
    resolve: ["md#1", "5", "md#404"].map(id => json("resolve", id)),
    history: [json("history", "followed"), json("history", "away")],
    update: [json("update", "gh#5", "gh#6", "--dry-run")],
    "update --map": [json("update", "--map", "map.yaml", "--dry-run")],
    "tasks migrate-backend": [
      json(...migrate, "--map", "odd.yaml"),
      json(...migrate, "--retire", "--execute", "--commit"),
    ],
    explain: [json("explain", "stale-task-id"), json("explain")],
    init: [json("init", "--merge-driver")],
    doctor: [json("doctor")],
  };
}

/** A line for each field: where it is, and of which types its values are. */
function render(printed: Printed): string {
  return Object.entries(printed)
    .map(([command, answers]) => {
      const types = new Map<string, Set<string>>();
      for (const answer of answers) collect(answer, "", types);
      const paths = [...types.keys()];
      const rows = [...types]
        .filter(([path, names]) => names.size > 0 || !paths.some(one => one.startsWith(`${path}.`)))
        .map(([path, names]) => `  ${path}: ${[...names].sort().join(" | ") || "(empty here)"}`);
      return `${command}\n${rows.join("\n")}\n`;
    })
    .join("\n");
}

function collect(value: unknown, path: string, types: Map<string, Set<string>>): void {
  if (Array.isArray(value)) {
    if (value.length === 0) add(types, `${path}[]`);
    for (const one of value) collect(one, `${path}[]`, types);
  } else if (typeof value === "object" && value !== null) {
    for (const [name, one] of Object.entries(value)) {
      collect(one, path === "" ? name : `${path}.${name}`, types);
    }
  } else add(types, path).add(value === null ? "null" : typeof value);
}

function add(types: Map<string, Set<string>>, path: string): Set<string> {
  const names = types.get(path) ?? new Set();
  types.set(path, names);
  return names;
}

/** Each field with the command that prints it. */
function linesOf(text: string): readonly string[] {
  return text
    .replace(/^#.*\n/gm, "")
    .trim()
    .split("\n\n")
    .flatMap(part => {
      const [command, ...fields] = part.split("\n");
      return fields.map(field => `${command} ${field}`);
    });
}
