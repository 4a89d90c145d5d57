import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { testSinceGit } from "../support/git-version.ts";
import { createRepository, session, type TestRepository, task } from "../support/repository.ts";
import { linesOf, review } from "../support/review.ts";
import { createStaleMerge, diverge, merge } from "../support/stale-merge.ts";

function lines(repository: TestRepository, range = "HEAD"): readonly string[] {
  return linesOf(review(repository, range));
}

/** Merges feature without hooks or an automatic commit, lets somebody edit, and commits. */
function mergeAndEdit(repository: TestRepository, edit: () => void): void {
  repository.tryGit("merge", "--quiet", "--no-commit", "--no-ff", "feature");
  edit();
  repository.commit("merge");
}

test("a merge that git makes by itself leaves behind what each side alone does not", () => {
  const repository = createStaleMerge({ hooks: [] });
  merge(repository);
  const left = ["Merge branch 'feature': left fix-login md#123 → mt#123"];
  expect(lines(repository)).toEqual(left);
  expect(review(repository, "HEAD^1..HEAD")).toMatchObject({
    ...{ code: 1, summary: { commits: 2, migrations: 0, leftBehind: 1 } },
  });
  expect(lines(repository, "HEAD^2..HEAD")).toEqual([
    "migrate md#123 to mt#123: migrated md#123 → mt#123 migratedFrom",
    ...left,
  ]);
});

test("a merge that the hooks repair makes the session follow", () => {
  const repository = createStaleMerge();
  merge(repository);
  expect(lines(repository)).toEqual(["Merge branch 'feature': followed fix-login md#123 → mt#123"]);
});

test("a merge that brings what its other side did adds nothing", () => {
  const repository = diverge(
    { ...task("md#1"), ...session("a", "md#1") },
    main => main.commit("main", { "a.txt": "a\n" }),
    feature => {
      feature.write(session("a", "mt#1"));
      feature.migrate("md#1", "mt#1");
    },
  );
  merge(repository);
  expect(lines(repository)).toEqual([]);
});

describe("a merge that resolves a conflict in a session", () => {
  const conflict = () =>
    diverge(
      { ...task("md#1"), ...task("md#2"), ...session("a", "md#1") },
      main => {
        main.write(session("a", "mt#1"));
        main.migrate("md#1", "mt#1");
      },
      feature => feature.commit("note", session("a", "md#1", "note: x\n")),
    );

  test("adds nothing where it takes what one side had", () => {
    const repository = conflict();
    mergeAndEdit(repository, () => repository.write(session("a", "mt#1", "note: x\n")));
    expect(lines(repository)).toEqual([]);
    const other = conflict();
    mergeAndEdit(other, () => other.write(session("a", "md#1", "note: x\n")));
    expect(lines(other)).toEqual(["merge: left a md#1 → mt#1"]);
  });

  test("repoints where it takes what neither had", () => {
    const repository = conflict();
    mergeAndEdit(repository, () => repository.write(session("a", "md#2", "note: x\n")));
    expect(lines(repository)).toEqual(["merge: repointed a mt#1 → md#2"]);
  });
});

test("a merge that repoints a session which neither side touched is seen through", () => {
  const repository = diverge(
    { ...task("md#1"), ...task("md#2"), ...session("a", "md#1"), ...session("b", "md#1") },
    main => main.commit("main", session("b", "md#2")),
    feature => feature.commit("feature", { "f.txt": "f\n" }),
  );
  mergeAndEdit(repository, () => repository.write(session("a", "md#2")));
  expect(lines(repository)).toEqual(["merge: repointed a md#1 → md#2"]);
});

testSinceGit(39)(
  "a merge that drops what one side did is seen through, though it is all that the other had",
  () => {
    const repository = diverge(
      { ...task("md#1"), ...task("md#2"), ...session("a", "md#1") },
      main => main.commit("main", session("a", "md#2")),
      feature => feature.commit("feature", { "f.txt": "f\n" }),
    );
    mergeAndEdit(repository, () => repository.write(session("a", "md#1")));
    expect(lines(repository)).toEqual(["merge: repointed a md#2 → md#1"]);
  },
);

test("a task that is migrated while its merge is resolved is a migration of the merge", () => {
  const repository = diverge(
    task("md#1"),
    main => main.commit("main", task("md#2")),
    feature => feature.commit("late", { ...task("md#9"), ...session("late", "md#9") }),
  );
  mergeAndEdit(repository, () => {
    repository.sa("tasks", "migrate-backend", "--from", "md", "--to", "mt", "--execute");
  });
  expect(lines(repository)).toEqual([
    "merge: migrated md#1 → mt#1 migratedFrom",
    "merge: migrated md#2 → mt#2 migratedFrom",
    "merge: migrated md#9 → mt#9 migratedFrom",
    "merge: followed late md#9 → mt#9",
  ]);
});

test("a conflict in a task file that one side migrated is no second migration", () => {
  const repository = diverge(
    { ...task("md#1"), ...session("a", "md#1") },
    main => {
      main.write(session("a", "mt#1"));
      main.migrate("md#1", "mt#1");
    },
    feature => feature.commit("done", { "tasks/md/1.yaml": "id: md#1\ntitle: X\nstatus: DONE\n" }),
  );
  mergeAndEdit(repository, () => {
    repository.tryGit("rm", "--quiet", "--force", "tasks/md/1.yaml");
    repository.write({ "tasks/mt/1.yaml": "id: mt#1\nmigratedFrom: [md#1]\ntitle: X\n" });
  });
  expect(lines(repository)).toEqual([]);
});

test("a merge of three is judged by what no parent has", () => {
  const repository = createRepository({
    ...task("md#1"),
    ...task("md#2"),
    ...session("a", "md#1"),
  });
  for (const branch of ["one", "two"]) {
    repository.git("switch", "--quiet", "-c", branch, "main");
    repository.commit(branch, session(branch, "md#1"));
  }
  repository.git("switch", "--quiet", "main");
  repository.write(session("a", "mt#1"));
  repository.migrate("md#1", "mt#1");
  repository.git("merge", "--quiet", "--no-verify", "-m", "octopus", "one", "two");
  expect(repository.parents()).toHaveLength(3);
  expect(lines(repository)).toEqual([
    "octopus: left one md#1 → mt#1",
    "octopus: left two md#1 → mt#1",
  ]);
  repository.write({
    ...session("one", "mt#1"),
    ...session("two", "mt#1"),
    ...session("a", "md#2"),
  });
  repository.git("add", "--all");
  repository.git("commit", "--quiet", "--no-verify", "--amend", "--no-edit");
  const amended = review(repository);
  expect(amended.stderr).toBe("");
  expect(linesOf(amended)).toEqual([
    "octopus: followed one md#1 → mt#1",
    "octopus: followed two md#1 → mt#1",
    "octopus: repointed a mt#1 → md#2",
  ]);
});

test("a git that cannot merge by itself is told of, and merges are judged by what no parent has", () => {
  const repository = createStaleMerge();
  merge(repository);
  const git = repository.run("sh", ["-c", "command -v git"]).stdout.trim();
  const old = join(repository.path, "../bin/git");
  writeFileSync(
    old,
    `#!/bin/sh\ncase " $* " in *" merge-tree "*) echo usage >&2; exit 129;; esac\nexec "${git}" "$@"\n`,
  );
  chmodSync(old, 0o755);
  const reviewed = review(repository);
  expect(reviewed.stderr).toContain("which takes git 2.39 or newer");
  expect(linesOf(reviewed)).toEqual(["Merge branch 'feature': followed fix-login md#123 → mt#123"]);
});
