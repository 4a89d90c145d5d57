import { expect, test } from "vitest";
import { check } from "../../src/check.ts";
import { checkWithCatalog } from "../../src/check-with-catalog.ts";
import { planFixes } from "../../src/fix/plan.ts";
import { nextParents, openRepository } from "../../src/git/repository.ts";
import { commitSnapshot } from "../../src/snapshots/commit.ts";
import { indexSnapshot } from "../../src/snapshots/index-file.ts";
import { worktreeSnapshot } from "../../src/snapshots/worktree.ts";
import { createCatalogued, dropCatalogs, expectAllSame } from "../support/catalogued.ts";
import { settingsFrom } from "../support/memory.ts";
import { randomFrom } from "../support/random.js";
import type { TestRepository } from "../support/repository.ts";

const configs = [
  "",
  "defaultBackend: md\n",
  "backends: { gh: { retired: true } }\n",
  "fields: { task: { references: [parent] } }\n",
];

const ids = ["md#1", "md#2", "md#3", "mt#1", "mt#2", "gh#1", "gh#3"];

/** Any change to files, index, branches; what is wrong in between stays as it is. */
function stepsIn(repository: TestRepository, random: () => number) {
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const maybe = (text: () => string): string => (random() < 0.3 ? text() : "");
  const reference = (): string => pick([...ids, ...ids, "'1'", "'2'", "'#3'", "md#77"]);
  const taskFile = (): string => `tasks/${pick(["a", "b", "c", "d", "md/1", "md/2"])}.yaml`;
  const sessionFile = (): string => `sessions/${pick(["a", "b", "c", "d", "sub/a"])}.yaml`;
  const taskText = (): string =>
    [
      `id: ${pick(ids)}\ntitle: ${pick(["one", "two", "three"])}\n`,
      maybe(() => `migratedFrom: [${pick(ids)}]\n`),
      random() < 0.15 ? `migratedTo: ${pick(ids)}\n` : "",
      maybe(() => `dependsOn: [${reference()}]\n`),
    ].join("");
  const sessionText = (): string =>
    [
      maybe(() => `session: ${pick(["a", "b", "x"])}\n`),
      `taskId: ${reference()}\n`,
      maybe(() => `backend: ${pick(["md", "mt"])}\n`),
    ].join("");
  const tracked = (): string =>
    pick(["none", ...repository.git("ls-files", "sessions", "tasks").split("\n")].filter(isOurs));
  let count = 0;
  const steps: Readonly<Record<string, () => unknown>> = {
    task: () => repository.write({ [taskFile()]: taskText() }),
    task2: () => repository.write({ [taskFile()]: taskText() }),
    session: () => repository.write({ [sessionFile()]: sessionText() }),
    session2: () => repository.write({ [sessionFile()]: sessionText() }),
    broken: () => repository.write({ [pick([taskFile(), sessionFile()])]: "- :\n [" }),
    stage: () => repository.git("add", "--all"),
    unstage: () => repository.tryGit("reset", "--quiet", "--", tracked()),
    remove: () => repository.tryGit("rm", "--quiet", "--force", tracked()),
    forget: () => repository.tryGit("rm", "--quiet", "--cached", tracked()),
    rename: () => repository.tryGit("mv", "-k", tracked(), taskFile()),
    commit: () => repository.commit("commit"),
    commit2: () => repository.commit("commit"),
    staged: () => repository.tryGit("commit", "--quiet", "--no-verify", "-m", "staged"),
    branch: () => repository.git("switch", "--quiet", "--create", `b${++count}`),
    switch: () => {
      repository.commit("before switching");
      repository.git(
        "switch",
        "--quiet",
        count === 0 ? "main" : `b${1 + Math.floor(random() * count)}`,
      );
    },
    merge: () => {
      repository.commit("before merging");
      repository.tryGit("merge", "--quiet", "--no-verify", "--no-edit", "main");
    },
  };
  return steps;
}

function isOurs(path: string): boolean {
  return !path.includes("fill");
}

async function compare(repository: TestRepository, text: string, story: readonly string[]) {
  const opened = await openRepository(repository.path);
  const { head, parents } = await nextParents(opened, {});
  const topLevel = opened.topLevel ?? "";
  const snapshots = [
    worktreeSnapshot(opened.git, topLevel, parents),
    indexSnapshot(opened, parents),
    ...(head === undefined ? [] : [commitSnapshot(opened, head)]),
  ];
  let quick = 0;
  for (const snapshot of snapshots) {
    const found = await checkWithCatalog(opened, snapshot, settingsFrom(text));
    const checked = await check(opened, snapshot, settingsFrom(text));
    if (found.entries.length < checked.entries.length) quick++;
    const comparable = ({ findings, project, counts }: typeof found) => {
      return { findings, plan: [...planFixes(project)].sort(), counts };
    };
    const where = `${text}${story.join("\n")}\n${snapshot.label}`;
    expect(comparable(found), where).toEqual(comparable(checked));
  }
  return quick;
}

/** Commands that tell what commits, tasks and sessions have to do with each other. */
function questionsIn(random: () => number): readonly (readonly string[])[] {
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const json = ["--format", "json"];
  return [
    ["sessions", pick([...ids, "1", "2", "md#77"]), ...json],
    ["resolve", pick([...ids, "1", "3", "md#77"]), ...json],
    ["update", pick([...ids, "2"]), pick([...ids, "3", "md#78"]), "--dry-run", ...json],
    ["history", pick([...ids, "1", "a", "b", "x", "md#77"]), ...json],
    ["review", pick(["HEAD", "HEAD~1..", "HEAD~2..", "main...HEAD"]), ...json],
  ];
}

const runs = Number(process.env.CATALOG_RUNS ?? 3);
const first = Number(process.env.CATALOG_SEED ?? 1);

test("random histories look the same through an old catalog", { timeout: 0 }, async () => {
  let quick = 0;
  for (let seed = first; seed < first + runs; seed++) {
    const random = randomFrom(seed);
    const text = configs[Math.floor(random() * configs.length)] ?? "";
    const repository = createCatalogued();
    const steps = Object.entries(stepsIn(repository, random));
    const story = [`seed ${seed}`];
    for (let i = 0; i < 16; i++) {
      const [name, step] = steps[Math.floor(random() * steps.length)] ?? ["", () => {}];
      story.push(name);
      step();
      if (i % 2 === 0) continue;
      quick += await compare(repository, text, story);
      if (random() < 0.1) dropCatalogs(repository);
      else if (i === 15) await expectAllSame(repository, questionsIn(random));
    }
  }
  expect(quick).toBeGreaterThan(runs);
});
