import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { openRepository } from "../../src/git/repository.ts";
import { keptNames, namesByPath, readPastNames } from "../../src/history/keep-past-names.ts";
import { committedMoves } from "../../src/history/task-changes.ts";
import { eventsOf } from "../../src/history/task-timeline.ts";
import { searchWhereNamed } from "../../src/history/where-named.ts";
import { limits } from "../../src/limits.ts";
import { defaultSettings } from "../../src/model/settings.ts";
import type { LocalId, QualifiedId } from "../../src/model/task-id.ts";
import { isWanted, type Wanted } from "../../src/model/wanted.ts";
import { commitSnapshot } from "../../src/snapshots/commit.ts";
import { createCatalogued, enter, keepCatalog } from "../support/catalogued.ts";
import { randomFrom } from "../support/random.js";
import { createRepository, session, type TestRepository, task } from "../support/repository.ts";

// Where it is kept which numbers each task file ever named, only these files are searched. That must
// never change what is found.

const open = (repository: TestRepository) => openRepository(repository.path);

async function learn(repository: TestRepository, commit: string): Promise<void> {
  await readPastNames(await open(repository), defaultSettings, commit)?.finish();
}

/**
 * What commits did to tasks of the wanted IDs, newest first. (A merge may be found, too, that is the same
 * as one of its parents in all files that ever had one of them: it did nothing to these tasks.)
 */
async function movesIn(repository: TestRepository, tips: readonly string[], wanted: Wanted) {
  const opened = await open(repository);
  // Each time another one: an answer is remembered with its snapshot.
  const snapshot = { ...commitSnapshot(opened, tips[0] ?? ""), tips };
  const changes = await committedMoves(opened, defaultSettings, snapshot, wanted);
  return changes.flatMap(change => {
    const events = eventsOf(change);
    const arrivals = [...events.arrivals].filter(([id]) => isWanted(wanted, id));
    const moves = [...events.moves].filter(([id, { to }]) =>
      [id, to].some(one => isWanted(wanted, one)),
    );
    return arrivals.length + moves.length === 0 ? [] : [{ commit: change.commit, arrivals, moves }];
  });
}

function namesFolder(repository: TestRepository): string {
  return join(repository.path, ".git/session-assoc/names");
}

function forget(repository: TestRepository): void {
  rmSync(namesFolder(repository), { recursive: true, force: true });
}

function wantedIds(...ids: readonly string[]): Wanted {
  return { ids: new Set(ids as QualifiedId[]), localIds: new Set() };
}

/** Whole numbers from 0, the same for the same seed. */
function numbersFrom(seed: number): (below: number) => number {
  const random = randomFrom(seed);
  return below => Math.floor(random() * below);
}

const backends = ["md", "mt", "x-y_z"];
const locals = ["1", "2", "12", "21", "a-1", "a.b", "a.c", ".5", "ä", "1_", "x:y"];

/** A task's text, which may name IDs in any place that git's search sees, or does not. */
function randomText(random: (below: number) => number): string {
  const id = () => `${backends[random(backends.length)]}#${locals[random(locals.length)]}`;
  const own = id();
  const written = [own, `"${own}"`, `'${own}'`, `"md\\x23${1 + random(3)}"`, `"md#\\u0031"`];
  const lines = [
    `id: ${written[random(10)] ?? own}`,
    ["title: one", "title: two", `title: follows ${id()}`, "title: 'a # b'"][random(4)] ?? "",
    ...(random(3) === 0 ? [`migratedFrom: [${id()}]`] : []),
    ...(random(6) === 0 ? [`migratedTo: ${id()}`] : []),
    ...(random(4) === 0 ? [`# ${id()}`] : []),
    ...(random(8) === 0 ? ["path: C:\\dir"] : []),
  ];
  const lineEnd = random(6) === 0 ? "\r\n" : "\n";
  const text = lines.join(lineEnd) + lineEnd;
  return random(8) === 0 ? `${text}---${lineEnd}id: ${id()}${lineEnd}` : text;
}

const paths = ["md/1", "md/2", "mt/1", "mt/[2]", "mt/2/3", "x y", "ä"].map(
  name => `tasks/${name}.yaml`,
);

/** Some branches that change tasks, and merge one another; every commit, in order. */
function randomHistory(repository: TestRepository, seed: number): readonly string[] {
  const random = numbersFrom(seed);
  const heads: (number | undefined)[] = [undefined, undefined, undefined];
  const stream: string[] = [];
  const count = 40;
  for (let mark = 1; mark <= count; mark++) {
    const branch = random(heads.length);
    const from =
      heads[branch] ?? (mark === 1 || random(4) === 0 ? undefined : 1 + random(mark - 1));
    const merged =
      random(4) === 0 ? heads.find(head => head !== undefined && head !== from) : undefined;
    stream.push(
      `commit refs/heads/b${branch}\nmark :${mark}\ncommitter Ada <a@e> ${mark} +0000\ndata 1\nc`,
      ...(from === undefined ? [] : [`from :${from}`]),
      ...(merged === undefined || from === undefined ? [] : [`merge :${merged}`]),
    );
    for (let changes = random(4); changes > 0; changes--) {
      const path = paths[random(paths.length)] ?? "";
      const kind = random(12);
      if (kind === 0) stream.push(`D "${path}"`);
      else {
        const text = kind === 2 ? "md#1" : randomText(random);
        const mode = kind === 2 ? "120000" : kind === 3 ? "100755" : "100644";
        stream.push(`M ${mode} inline "${path}"\ndata ${Buffer.byteLength(text)}\n${text}`);
      }
    }
    stream.push("");
    heads[branch] = mark;
  }
  const marks = join(repository.path, ".git/marks");
  const run = repository.run(
    "git",
    ["fast-import", "--quiet", "--force", `--export-marks=${marks}`],
    {
      input: `${stream.join("\n")}\n`,
    },
  );
  if (run.code !== 0) throw new Error(run.stderr);
  const oids = new Map(
    readFileSync(marks, "utf8")
      .trim()
      .split("\n")
      .map(line => line.split(" ") as [string, string]),
  );
  return Array.from({ length: count }, (_, i) => oids.get(`:${i + 1}`) ?? "");
}

test.each(Array.from({ length: 8 }, (_, seed) => [seed]))(
  "over random histories the same moves are found (seed %i)",
  async seed => {
    const repository = createRepository();
    enter(repository);
    if (seed % 2 === 1) repository.git("config", "log.follow", "true");
    const commits = randomHistory(repository, seed);
    const random = numbersFrom(seed + 1000);
    const some = () => commits[random(commits.length)] ?? "";
    const cases = Array.from({ length: 10 }, () => {
      const id = () =>
        `${backends[random(backends.length)]}#${locals[random(locals.length)]}` as QualifiedId;
      const ids = new Set(Array.from({ length: 1 + random(3) }, id));
      const localIds = new Set(random(3) === 0 ? [locals[random(locals.length)] as LocalId] : []);
      const tips = random(2) === 0 ? [some()] : [some(), some()];
      return { tips, wanted: { ids, localIds } };
    });
    const expected = [];
    for (const { tips, wanted } of cases) expected.push(await movesIn(repository, tips, wanted));
    expect(expected.flat().length).toBeGreaterThan(3);

    await learn(repository, some());
    await learn(repository, some());
    let narrowed = 0;
    for (const [i, { tips, wanted }] of cases.entries()) {
      expect(await movesIn(repository, tips, wanted)).toEqual(expected[i]);
      const where = await searchWhereNamed(
        await open(repository),
        defaultSettings,
        tips,
        wanted,
        namePaths,
      );
      if (where !== undefined) narrowed++;
    }
    expect(narrowed).toBe(cases.length);
  },
  60_000,
);

test("what is learned step by step is what is learned at once", async () => {
  const repository = createRepository();
  enter(repository);
  const commits = randomHistory(repository, 77);
  const tip = repository.git("rev-parse", "b0");
  const names = async () => {
    const kept = keptNames(await open(repository), defaultSettings);
    const byPath = kept && namesByPath(kept);
    return new Map([...(byPath ?? [])].map(([path, own]) => [path, [...own].sort()]));
  };
  await learn(repository, tip);
  const atOnce = await names();
  forget(repository);
  for (const commit of commits) {
    const { code } = repository.tryGit("merge-base", "--is-ancestor", commit, tip);
    if (code === 0) await learn(repository, commit);
  }
  expect(atOnce.size).toBeGreaterThan(3);
  expect(await names()).toEqual(atOnce);
});

/** md#1 moved after it was edited; another task has no part in it. */
function moved(): TestRepository {
  const repository = createRepository({ ...task("md#1"), ...task("md#2") });
  enter(repository);
  repository.commit("edit", { "tasks/md/1.yaml": "id: md#1\ntitle: edited\n" });
  repository.migrate("md#1", "mt#1");
  return repository;
}

/** What would be searched. */
const namePaths = (paths: readonly string[]): Promise<readonly string[]> => Promise.resolve(paths);

const searched = async (repository: TestRepository, tip: string) =>
  (
    await searchWhereNamed(
      await open(repository),
      defaultSettings,
      [tip],
      wantedIds("md#1"),
      namePaths,
    )
  )?.toSorted();

describe("only files that named an ID are searched", () => {
  test("and what changed since", async () => {
    const repository = moved();
    await learn(repository, "HEAD~1");
    const head = repository.git("rev-parse", "HEAD");
    expect(await searched(repository, head)).toEqual(["tasks/md/1.yaml", "tasks/mt/1.yaml"]);
    const moves = await movesIn(repository, [head], wantedIds("md#1"));
    expect(moves.map(({ commit }) => commit)[0]).toBe(head);
  });

  test("whatever catalog is made", async () => {
    const repository = createCatalogued(task("md#1"));
    repository.commit("a session", session("a", "md#1"));
    repository.migrate("md#1", "mt#1");
    await keepCatalog(repository);
    const head = repository.git("rev-parse", "HEAD");
    expect(await searched(repository, head)).toEqual(["tasks/md/1.yaml", "tasks/mt/1.yaml"]);
  });

  test("where a submodule stood, too", async () => {
    const repository = moved();
    repository.git(
      "update-index",
      "--add",
      "--cacheinfo",
      `160000,${"1".repeat(40)},tasks/sub.yaml`,
    );
    repository.git("commit", "--quiet", "--no-verify", "-m", "submodule");
    const head = repository.git("rev-parse", "HEAD");
    await learn(repository, head);
    expect(await searched(repository, head)).toEqual(["tasks/md/1.yaml", "tasks/mt/1.yaml"]);
  });

  test.each<[string, (repository: TestRepository) => unknown]>([
    [
      "a shallow clone",
      r => writeFileSync(join(r.path, ".git/shallow"), r.git("rev-parse", "HEAD~1")),
    ],
    [
      "grafts",
      r => {
        mkdirSync(join(r.path, ".git/info"), { recursive: true });
        writeFileSync(join(r.path, ".git/info/grafts"), r.git("rev-parse", "HEAD"));
      },
    ],
    ["grafts elsewhere", () => vi.stubEnv("GIT_GRAFT_FILE", "/nowhere")],
    ["replaced objects", r => r.git("replace", "HEAD~1", "HEAD")],
  ])("but not with %s, then or later", async (_, change) => {
    const repository = moved();
    const head = repository.git("rev-parse", "HEAD");
    await learn(repository, head);
    expect(await searched(repository, head)).toHaveLength(2);
    change(repository);
    expect(await searched(repository, head)).toBeUndefined();
    forget(repository);
    await learn(repository, head);
    expect(existsSync(namesFolder(repository))).toBe(false);
  });

  test.each<[string, (file: string) => unknown]>([
    ["cut off", file => writeFileSync(file, readFileSync(file).subarray(0, 40))],
    ["empty", file => writeFileSync(file, "")],
    [
      "changed",
      file =>
        writeFileSync(file, readFileSync(file, "latin1").replace("\x001 ", "\x003 "), "latin1"),
    ],
    [
      "a folder",
      file => {
        rmSync(file);
        mkdirSync(file);
      },
    ],
  ])("but not where what is kept is %s", async (what, damage) => {
    const repository = moved();
    const head = repository.git("rev-parse", "HEAD");
    await learn(repository, head);
    const [name = ""] = readdirSync(namesFolder(repository));
    damage(join(namesFolder(repository), name));
    expect(await searched(repository, head)).toBeUndefined();
    expect(await movesIn(repository, [head], wantedIds("md#1"))).toHaveLength(2);
    if (what === "a folder") return; // it stays
    // It is made anew, and whole.
    const later = repository.commit("later", session("a", "md#2"));
    await learn(repository, later);
    expect(await searched(repository, later)).toHaveLength(2);
  });

  test("but not where the commit is gone of which it is kept", async () => {
    const repository = moved();
    repository.git("checkout", "--quiet", "-b", "passing");
    const gone = repository.commit("passing", { "tasks/md/2.yaml": "id: md#2\ntitle: x\n" });
    await learn(repository, gone);
    repository.git("checkout", "--quiet", "main");
    repository.git("branch", "-D", "passing");
    repository.git("reflog", "expire", "--expire=now", "--all");
    repository.git("gc", "--quiet", "--prune=now");
    const head = repository.git("rev-parse", "HEAD");
    expect(await searched(repository, head)).toBeUndefined();
    await learn(repository, head);
    expect(await searched(repository, head)).toHaveLength(2);
  });

  test("but not where a history is too long to be read for it", async () => {
    const repository = moved();
    const changeable: { -readonly [K in keyof typeof limits]: number } = limits;
    const { pastVersions } = changeable;
    changeable.pastVersions = 3;
    try {
      await learn(repository, repository.git("rev-parse", "HEAD"));
    } finally {
      changeable.pastVersions = pastVersions;
    }
    expect(existsSync(namesFolder(repository))).toBe(false);
  });
});
