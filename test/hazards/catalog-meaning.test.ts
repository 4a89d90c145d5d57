import { dirname } from "node:path";
import { expect, test } from "vitest";
import {
  catalogsOf,
  createCatalogued,
  expectAllSame,
  expectSame,
  fillers,
  keepCatalog,
} from "../support/catalogued.ts";
import {
  createRepository,
  type Files,
  type Run,
  session,
  type TestRepository,
  task,
} from "../support/repository.ts";
import { createServer } from "../support/server.ts";

/** Nothing in it is wrong; each case changes what others mean to files that it does not touch. */
const base: Files = {
  ...task("md#1"),
  ...task("md#2"),
  ...task("mt#5", "migratedFrom: [md#5]\n"),
  ...task("mt#7"),
  ...session("a", "md#1"),
  ...session("plain", "2"),
  ...session("seven", "7"),
  "sessions/unnamed.yaml": "taskId: md#2\n",
  ...task("mt#8", "dependsOn: [md#2]\n"),
};

const moved = (from: string, to: string): Files => ({
  [`tasks/${to.replace("#", "/")}.yaml`]: `id: ${to}\nmigratedFrom: [${from}]\n`,
});

const changes: Readonly<Record<string, (repository: TestRepository) => void>> = {
  "a task moves": r => {
    r.remove("tasks/md/1.yaml");
    r.write(moved("md#1", "mt#1"));
  },
  "a task leaves a tombstone": r =>
    r.write({ "tasks/md/1.yaml": "id: md#1\nmigratedTo: mt#1\n", ...task("mt#1") }),
  "a task moves out of the repository": r =>
    r.write({ "tasks/md/1.yaml": "id: md#1\nmigratedTo: gh#77\n" }),
  "a task moves without a record": r => {
    r.git("mv", "tasks/md/1.yaml", "tasks/mt/1.yaml");
    r.write({ "tasks/mt/1.yaml": "id: mt#1\ntitle: Task md#1\nstatus: TODO\n" });
  },
  "a task is deleted": r => r.remove("tasks/md/2.yaml"),
  "a task gets another number": r => {
    r.remove("tasks/md/2.yaml");
    r.write(moved("md#2", "mt#20"));
  },
  "an ID is given out again": r => r.write(task("md#5")),
  "an ID is there twice": r => r.write({ "tasks/again.yaml": "id: md#1\n" }),
  "a name is there twice": r => r.write({ "sessions/z.yaml": "session: a\ntaskId: md#1\n" }),
  "a name from a file is there twice": r =>
    r.write({ "sessions/y.yaml": "session: unnamed\ntaskId: md#1\n" }),
  "a plain ID becomes ambiguous": r => r.write(task("gh#7")),
  "one ID became two": r => r.write(moved("md#5", "gh#5")),
  "tombstones lead round": r =>
    r.write({
      "tasks/md/1.yaml": "id: md#1\nmigratedTo: mt#1\n",
      "tasks/mt/1.yaml": "id: mt#1\nmigratedTo: md#1\n",
    }),
  "a task can no longer be read": r => r.write({ "tasks/md/2.yaml": "- :\n [" }),
  "a plain ID has a backend now": r => r.write(session("plain", "2", "backend: mt\n")),
  "plain IDs belong to a backend": r => r.write({ ".session-assoc.yaml": "defaultBackend: mt\n" }),
  "a backend is retired": r =>
    r.write({ ".session-assoc.yaml": "backends: { md: { retired: true } }\n" }),
};

const looks = [
  ["check", "--format", "json"],
  ["check", "--staged"],
  ["check", "--rev", "HEAD"],
];

test.each(Object.entries(changes))("others change: %s", async (_, change) => {
  const repository = createCatalogued(base);
  await keepCatalog(repository);
  repository.git("switch", "--quiet", "--create", "feature");
  change(repository);
  await expectSame(repository, "check", "--format", "json");
  await keepCatalog(repository);
  repository.git("add", "--all");
  await expectSame(repository, "check", "--staged");
  await keepCatalog(repository);
  repository.commit("change");
  repository.git("switch", "--quiet", "main");
  repository.commit("late", session("late", "md#1"));
  await keepCatalog(repository);
  await expectSame(repository, "check", "--merge", "feature", "--format", "json");
});

test("a task moves on in three commits, and goes back", async () => {
  const repository = createCatalogued(base);
  await keepCatalog(repository);
  for (const [from, to] of [
    ["md#1", "mt#1"],
    ["mt#1", "gh#1"],
    ["gh#1", "gh#9"],
  ] as const) {
    repository.migrate(from, to, { record: to !== "gh#1" });
    await expectAllSame(repository, looks);
    repository.git("switch", "--quiet", "--detach", "HEAD~");
    await expectSame(repository, "check", "--format", "json");
    repository.git("switch", "--quiet", "main");
  }
  repository.git("revert", "--no-edit", "HEAD~2..HEAD");
  await expectAllSame(repository, looks);
});

test("what has been wrong for long stays reported", async () => {
  const repository = createCatalogued({
    ...base,
    ...session("old", "md#5"),
    ...session("lost", "md#404"),
    ...session("which", "1"),
    ...task("gh#1"),
    "sessions/broken.yaml": "- :\n [",
    ".session-assoc.yaml": "backends: { gh: { retired: true } }\n",
  });
  await keepCatalog(repository);
  await expectAllSame(repository, looks);
  repository.commit("elsewhere", { "README.md": "other\n" });
  await expectAllSame(repository, looks);
});

test("a step is dated where the files are as they were before HEAD", async () => {
  const repository = createCatalogued({ ...task("mt#1"), ...base });
  repository.remove("tasks/md/1.yaml");
  repository.commit("moved", { ...moved("md#1", "mt#1") });
  await keepCatalog(repository);
  const before = repository.git("rev-parse", "HEAD");
  repository.commit("no longer", task("mt#1"));
  repository.git("checkout", "--quiet", before, "--", "tasks");
  await expectSame(repository, "check", "--format", "json");
  await keepCatalog(repository);
  repository.write({ "tasks/mt/1.yaml": "id: mt#1\n" });
  await expectSame(repository, "check", "--format", "json");
});

/** With enough files for a catalog, or too few; what was built has its own limit. */
function sizes(tell: (repository: TestRepository) => readonly Run[], hooks?: readonly string[]) {
  const [large, small] = [fillers(520), fillers(10)].map(some => {
    const repository = createRepository({ ...some, ...base }, hooks === undefined ? {} : { hooks });
    const isLarge = Object.keys(some).length > 500;
    if (isLarge) repository.sa("check");
    const runs = tell(repository);
    if (isLarge) expect(catalogsOf(repository)).not.toEqual([]);
    const plain = (text: string) =>
      text
        .replaceAll(dirname(repository.path), "<here>")
        .replace(/\b[0-9a-f]{7,64}\b/g, "<oid>")
        .replace(/\d+ (sessions|tasks)/g, "<n> $1")
        .replace(/^.*(objects|Delta|delta|Writing|threads).*\n/gm, "");
    const ours = repository
      .git("ls-files")
      .split("\n")
      .filter(path => !path.includes("fill"));
    return {
      runs: runs.map(({ code, stdout, stderr }) => [code, plain(stdout), plain(stderr)]),
      files: ours.map(path => [path, repository.show("", path), repository.show("HEAD", path)]),
      status: repository.status(),
    };
  });
  expect(large).toEqual(small);
  return small?.runs ?? [];
}

test("a commit, and merges that are clean, stop or are folded", () => {
  const runs = sizes(repository => {
    repository.write(session("new", "md#5"));
    repository.git("add", "--all");
    const rewritten = repository.tryGit("commit", "-m", "stale");
    repository.write(session("lost", "md#404"));
    repository.git("add", "--all");
    const refused = repository.tryGit("commit", "-m", "unknown");
    repository.git("reset", "--quiet", "--hard");
    repository.git("switch", "--quiet", "--create", "feature");
    repository.commit("late", session("late", "md#1"));
    repository.git("switch", "--quiet", "main");
    repository.migrate("md#1", "mt#1");
    const folded = repository.tryGit("merge", "--no-edit", "feature");
    repository.git("switch", "--quiet", "feature");
    repository.commit("later", session("lost", "md#404"));
    repository.git("switch", "--quiet", "main");
    repository.commit("more", { "README.md": "more\n" });
    const stopped = repository.tryGit("merge", "--no-edit", "feature");
    return [rewritten, refused, folded, stopped];
  });
  expect(runs.map(([code]) => code)).toEqual([0, 1, 0, 1]);
});

test("pushes that are refused, here or there, and the server's next answer", () => {
  const runs = sizes(repository => {
    const server = createServer(repository);
    repository.git("push", "--quiet", "origin", "main");
    server.installHooks(["pre-receive"]);
    repository.commit("wrong", session("lost", "md#404"));
    const wrong = repository.tryGit("push", "--quiet", "origin", "main");
    repository.git("reset", "--quiet", "--hard", "HEAD~");
    repository.commit("right", session("new", "md#2"));
    const right = repository.tryGit("push", "--quiet", "origin", "main");
    repository.migrate("md#2", "mt#2");
    const stale = repository.tryGit("push", "--quiet", "origin", "main");
    repository.git("reset", "--quiet", "--hard", "HEAD~");
    const there = server.sa("check", "--rev", "main");
    repository.installHooks(["pre-push"]);
    repository.commit("wrong again", session("lost", "md#404"));
    const here = repository.tryGit("push", "--quiet", "origin", "main");
    return [wrong, right, stale, there, here];
  }, []);
  expect(runs.map(([code]) => code)).toEqual([1, 0, 1, 0, 1]);
});
