import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test as testWithAnyGit } from "vitest";
import { testSinceGit } from "../support/git-version.ts";
import {
  cli,
  createRepository,
  type Files,
  type JsonReport,
  type Run,
  session,
  type TestRepository,
  task,
} from "../support/repository.ts";
import { createStaleMerge, diverge, login } from "../support/stale-merge.ts";

// git merge-tree --write-tree
const test = testSinceGit(38);

interface MergeReport extends JsonReport {
  readonly conflicts: readonly string[];
}

/** What `check --merge` finds, as JSON, and its exit code. */
function preview(repository: TestRepository, ref = "feature", ...args: readonly string[]) {
  const run = repository.sa("check", "--format", "json", "--merge", ref, ...args);
  if (run.stdout === "") throw new Error(`exited with ${run.code}\n${run.stderr}`);
  return { ...(JSON.parse(run.stdout) as MergeReport), code: run.code, stderr: run.stderr };
}

const linesOf = ({ findings }: Pick<JsonReport, "findings">): readonly string[] =>
  findings.map(({ file, line, column, code }) => `${file}:${line}:${column} ${code}`);

/** Keeps two branches from being a fast-forward. */
const other: Files = { "other.txt": "other\n" };
const unrelated = (repository: TestRepository) => repository.commit("unrelated", other);

describe("the preview of a merge finds", () => {
  test.each([
    ["feature", "main"],
    ["main", "feature"],
  ])("what the merge of %s into %s would leave stale", (ref, into) => {
    const repository = createStaleMerge();
    const { code, snapshot, conflicts, findings, stderr } = preview(
      repository,
      ref,
      "--into",
      into,
    );
    const oids = repository.git("rev-parse", into, ref).replace("\n", "+");
    expect({ code, snapshot, conflicts, stderr }).toEqual({
      code: 1,
      snapshot: `merge:${oids}`,
      conflicts: [],
      stderr: "",
    });
    expect(findings).toMatchObject([
      {
        code: "stale-task-id",
        file: login,
        line: 2,
        column: 9,
        taskId: "md#123",
        replacement: "mt#123",
        evidence: { commit: repository.git("rev-parse", "main") },
        existing: false,
      },
    ]);
  });

  test("nothing where both sides agree, in a repository of SHA-256 objects too", () => {
    const clean = diverge(task("md#1"), unrelated, branch => branch.commit("a", session("a", "1")));
    expect(clean.sa("check", "--merge", "feature")).toEqual({
      code: 0,
      stdout: "✓ nothing to report (1 session, 1 task)\n",
      stderr: "",
    });
    const stale = createStaleMerge({ objectFormat: "sha256" });
    expect(linesOf(preview(stale))).toEqual([`${login}:2:9 stale-task-id`]);
  });

  test("what would be new, and marks what the branch that it is merged into has already", () => {
    const repository = diverge(
      { ...task("md#1"), ...session("old", "md#404") },
      unrelated,
      branch =>
        branch.commit("a", { ...session("a", "md#1"), "sessions/new.yaml": "taskId: md#1\n" }),
    );
    expect(preview(repository)).toMatchObject({ code: 0, findings: [{ existing: true }] });

    const base = repository.git("merge-base", "main", "feature");
    repository.git("switch", "--quiet", "feature");
    repository.commit("b", session("new", "md#405"));
    const known = { file: "sessions/old.yaml", existing: true };
    const added = { file: "sessions/new.yaml" };
    const into = ["--into", "main"] as const;
    expect(preview(repository, "feature", ...into)).toMatchObject({
      code: 1,
      findings: [{ ...added, existing: false }, known],
    });
    expect(preview(repository, "feature", ...into, "--against", "feature")).toMatchObject({
      code: 0,
      findings: [{ ...added, existing: true }, known],
    });
    expect(preview(repository, "feature", ...into, "--against", base).code).toBe(1);
    // HEAD is where a merge goes that names no other place.
    expect(preview(repository, "main").code).toBe(0);
  });
});

describe("the configuration that judges a merge to come", () => {
  test("is that of the branch that it is merged into, or the one that the user names", () => {
    const lenient = "rules: { unknown-task-id: off }\n";
    const repository = diverge(task("md#1"), unrelated, branch =>
      branch.commit("a", { ...session("a", "md#404"), ".session-assoc.yaml": lenient }),
    );
    expect(preview(repository).code).toBe(1);
    expect(preview(repository, "main", "--into", "feature").code).toBe(0);
    writeFileSync(join(repository.path, "../lenient.yaml"), lenient);
    expect(preview(repository, "feature", "--config", "../lenient.yaml").code).toBe(0);
  });

  test("is the merge's own where that repairs one that cannot be read", () => {
    const broken = { ".session-assoc.yaml": "sessions: [\n" };
    const repository = diverge({ ...task("md#1"), ...broken }, unrelated, branch =>
      branch.commit("a"),
    );
    expect(repository.sa("check", "--merge", "feature").code).toBe(2);
    repository.git("switch", "--quiet", "feature");
    repository.commit("repair", { ".session-assoc.yaml": "tasks: [tasks/**/*.yaml]\n" });
    expect(preview(repository, "feature", "--into", "main").code).toBe(0);
  });
});

describe("a merge with conflicts", () => {
  test("says so on stderr, names them in JSON, and fails for nothing but its findings", () => {
    const names = [..."abcdefghijk", "\u001b[31m"].map(name => `docs/${name}.txt`);
    const all = (text: string) => Object.fromEntries(names.map(name => [name, `${text}\n`]));
    const repository = diverge(
      { ...task("md#1"), ...all("base") },
      main => main.commit("m", all("main")),
      branch => branch.commit("f", { ...all("feature"), ...session("a", "md#1") }),
    );
    const run = repository.sa("check", "--merge", "feature");
    expect(run).toMatchObject({ code: 0, stdout: "✓ nothing to report (1 session, 1 task)\n" });
    expect(run.stderr).toBe(
      `session-assoc: the merge has conflicts in 12 files: docs/\\u{1b}[31m.txt, ${[..."abcdefghi"]
        .map(name => `docs/${name}.txt`)
        .join(", ")}, and 2 more; what is in conflict is not checked, the rest is\n`,
    );
    const { code, conflicts } = preview(repository);
    expect({ code, conflicts }).toEqual({ code: 0, conflicts: [...names].sort() });

    repository.commit("migrate", { ...task("mt#1", "migratedFrom: [md#1]\n") });
    repository.remove("tasks/md/1.yaml");
    repository.commit("it");
    expect(linesOf(preview(repository))).toEqual(["sessions/a.yaml:2:9 stale-task-id"]);
  });

  test("fails where a session or task is in conflict, and tells how to resolve it", () => {
    const repository = diverge(
      { ...task("md#1"), ...task("md#2"), ...session("a", "md#1"), ...session("gone", "md#1") },
      main => {
        main.commit("m", { ...session("a", "md#1", "by: main\n") });
        main.remove("sessions/gone.yaml");
        main.commit("remove");
      },
      branch =>
        branch.commit("f", {
          ...session("a", "md#1", "by: feature\n"),
          ...session("gone", "md#2"),
          ...session("b", "md#404"),
        }),
    );
    const { code, findings, conflicts } = preview(repository);
    expect(code).toBe(1);
    expect(conflicts).toEqual(["sessions/a.yaml", "sessions/gone.yaml"]);
    expect(linesOf({ findings })).toEqual([
      "sessions/a.yaml:1:1 invalid-file",
      "sessions/b.yaml:2:9 unknown-task-id",
      "sessions/gone.yaml:1:1 invalid-file",
    ]);
    expect(findings[0]).toMatchObject({
      message: "the file is in conflict",
      help: "merge the target branch into the other, and there: resolve the conflict, then git add it",
    });
  });
});

describe("the next step that the preview of a merge names", () => {
  test("repairs the branch, so that its merge leaves nothing behind", () => {
    const repository = createStaleMerge();
    const { stdout } = repository.sa("check", "--merge", "feature");
    const [, command = ""] = /and there: npx session-assoc (.*)/.exec(stdout) ?? [];
    expect(stdout.trimEnd().split("\n").at(-1)).toBe("✗ 1 error, 1 fixable (1 session, 1 task)");
    repository.git("switch", "--quiet", "feature");
    repository.git("merge", "--quiet", "--no-edit", "--no-verify", "main");
    expect(repository.run("sh", ["-c", `session-assoc ${command}`]).code).toBe(0);
    repository.commit("follow");
    expect(preview(repository, "feature", "--into", "main")).toMatchObject({
      code: 0,
      findings: [],
    });
  });
});

test("the preview of a merge touches nothing", () => {
  const repository = createStaleMerge({ base: { "a.txt": "base\n" }, feature: { "a.txt": "f\n" } });
  repository.commit("conflict", { "a.txt": "main\n" });
  repository.write({ "a.txt": "not staged\n", "untracked.txt": "x\n" });
  const state = () => [
    repository.run("sh", [
      "-c",
      "find . -path ./.git/objects -prune -o -type f -exec sha1sum {} + | sort",
    ]).stdout,
    repository.run("sh", ["-c", "stat -c %y .git/index a.txt"]).stdout,
    repository.git("for-each-ref"),
  ];
  const before = state();
  expect(preview(repository)).toMatchObject({ code: 1, conflicts: ["a.txt"] });
  expect(preview(repository, "main", "--into", "feature").code).toBe(1);
  expect(state()).toEqual(before);
});

test("the preview of a merge works in a bare repository, into HEAD where nothing is named", () => {
  const repository = createStaleMerge();
  const path = join(repository.path, "../bare.git");
  repository.git("clone", "--quiet", "--bare", ".", path);
  const bare = repository.sibling(path);
  expect(preview(bare)).toMatchObject({ code: 1, snapshot: preview(repository).snapshot });
  expect(preview(bare, "main", "--into", "feature").code).toBe(1);
});

test("a fast-forward, and what is merged already, are judged by the history of the one side", () => {
  const repository = createRepository({
    ...task("md#1"),
    ...task("md#2"),
    ...session("a", "md#1"),
  });
  repository.git("switch", "--quiet", "--create", "feature");
  repository.commit("away", session("a", "md#2"));
  repository.migrate("md#1", "mt#1");
  repository.commit("a new task under the old number", task("md#1"));
  // The same bytes as on main, but written anew, and with the new task in mind.
  repository.commit("back", session("a", "md#1"));
  const merged = preview(repository, "feature", "--into", "main");
  expect(merged.findings).toEqual(repository.findings("--rev", "feature"));
  expect(linesOf(merged)).toEqual(["tasks/md/1.yaml:1:5 reused-task-id"]);
  expect(preview(repository, "main").findings).toMatchObject([{ existing: true }]);
  expect(preview(repository, "feature").code).toBe(0);
});

describe("what check --merge does not take", () => {
  const repositoryWithBranches = () =>
    diverge(task("md#1"), unrelated, branch => branch.commit("f"));

  test("is wrong usage: other snapshots beside it, --into alone, names of nothing", () => {
    const repository = repositoryWithBranches();
    const runs = [
      ["--merge", "feature", "--staged"],
      ["--merge", "feature", "--rev", "HEAD"],
      ["--into", "main"],
      ["--into", "main", "--rev", "HEAD"],
      ["--merge"],
      ["--merge", ""],
      ["--merge", "nothing"],
      ["--merge", "feature", "--into", "nothing"],
      ["--merge", "HEAD:README.md"],
      ["--merge", "main..feature"],
      ["--merge", "--output=x"],
      ["--merge", "feature", "--into", "--output=x"],
    ].map(args => ({ args, ...repository.sa("check", ...args) }));
    for (const { args, code, stdout, stderr } of runs) {
      expect({ args, code, stdout }).toEqual({ args, code: 2, stdout: "" });
      expect(stderr).not.toBe("");
    }
    expect(runs[0]?.stderr).toBe(
      "session-assoc: --staged and --merge exclude each other\n  next: run the command once for each of them\n",
    );
    expect(existsSync(join(repository.path, "x"))).toBe(false);
  });

  test("is not a branch whose name looks like an option", () => {
    const repository = createStaleMerge();
    repository.git("update-ref", "refs/heads/--output=x", "feature");
    expect(linesOf(preview(repository, "--output=x"))).toEqual([`${login}:2:9 stale-task-id`]);
    expect(existsSync(join(repository.path, "x"))).toBe(false);
  });
});

describe("check --merge cannot finish", () => {
  function expectFailure({ code, stdout, stderr }: Run, ...words: readonly string[]): void {
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    for (const word of words) expect(stderr).toContain(word);
    expect(stderr).toMatch(/^session-assoc: .*\n( {2}.*\n)*? {2}next: .*\n$/);
  }

  testWithAnyGit(
    "where git is too old, and names the version that it needs and the one that is there",
    () => {
      const repository = createStaleMerge();
      const real = repository.run("sh", ["-c", "command -v git"]).stdout.trim();
      const wrapper = join(repository.path, "../bin/git");
      // git 2.30 knows no option of merge-tree: it prints its usage and exits with 129.
      writeFileSync(
        wrapper,
        `#!/bin/sh
for word; do
  case $word in
    merge-tree) echo "usage: git merge-tree <base-tree> <branch1> <branch2>" >&2; exit 129 ;;
    version) echo "git version 2.30.2"; exit ;;
  esac
done
exec "${real}" "$@"
`,
      );
      chmodSync(wrapper, 0o755);
      expectFailure(repository.sa("check", "--merge", "feature"), "2.38", "git version 2.30.2");
      expect(repository.sa("check", "--rev", "feature").code).toBe(0);
    },
  );

  test("where the histories are unrelated, or the common ancestor lies beyond a shallow edge", () => {
    const repository = createStaleMerge();
    const path = join(repository.path, "../shallow");
    repository.git(
      "clone",
      "--quiet",
      "--depth=1",
      "--no-single-branch",
      `file://${repository.path}`,
      path,
    );
    const shallow = repository.sibling(path);
    const run = () => shallow.sa("check", "--merge", "origin/feature");
    expectFailure(run(), "shallow", "git fetch --unshallow", "fetch-depth: 0");
    shallow.git("fetch", "--quiet", "--unshallow");
    expect(run().code).toBe(1);

    repository.git("switch", "--quiet", "--orphan", "stranger");
    repository.commit("stranger");
    expectFailure(repository.sa("check", "--merge", "main"), "unrelated");
  });

  test("where the object database cannot be written", () => {
    const repository = createStaleMerge();
    // Files where git would have folders: that stops the administrator, too.
    const names = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, "0"));
    repository.write(Object.fromEntries(names.map(name => [`../objects/${name}`, ""])));
    const env = {
      GIT_OBJECT_DIRECTORY: join(repository.path, "../objects"),
      GIT_ALTERNATE_OBJECT_DIRECTORIES: join(repository.path, ".git/objects"),
    };
    const args = [cli, "check", "--merge", "feature"];
    expectFailure(repository.run(process.execPath, args, { env }), "must be writable");
  });
});
