import { expect } from "vitest";
import { defaultSettings, indexSnapshot, mergeSnapshot, openRepository } from "../../src/index.ts";
import { basesOf } from "../../src/snapshots/records.ts";
import type { Snapshot } from "../../src/snapshots/snapshot.ts";
import { testSinceGit } from "../support/git-version.ts";
import {
  createRepository,
  type JsonFinding,
  session,
  type TestRepository,
  task,
} from "../support/repository.ts";
import { createStaleMerge, diverge } from "../support/stale-merge.ts";

// What `check --merge` says beforehand is what `check --staged` says in the merge itself.

const other = (repository: TestRepository) => repository.commit("other", { "other.txt": "x\n" });
const sessionOf =
  (id: string, name = "a") =>
  (repository: TestRepository) =>
    repository.commit(`session ${name}`, session(name, id));

/** A line that keeps git from taking two tasks, or sessions, for one that was renamed. */
const own = (word: string) => `notes: ${`${word} `.repeat(40)}\n`;
/** Lines that make git see a rename. */
const kept = `notes: |\n${"  the same on both sides\n".repeat(20)}`;

type Case = readonly [codes: readonly string[], build: () => TestRepository];

const cases: Readonly<Record<string, Case>> = {
  "a recorded migration on one side, a session on the other": [
    ["stale-task-id"],
    () => createStaleMerge(),
  ],
  "a migration that nobody recorded": [
    ["stale-task-id"],
    () =>
      diverge(
        task("md#1"),
        main => main.migrate("md#1", "mt#1", { record: false }),
        sessionOf("md#1"),
      ),
  ],
  "a task that one side deletes": [
    ["unknown-task-id"],
    () =>
      diverge(
        task("md#1"),
        main => {
          main.remove("tasks/md/1.yaml");
          main.commit("delete");
        },
        sessionOf("md#1"),
      ),
  ],
  "an ID and a session name that both sides give away": [
    ["duplicate-session", "duplicate-task-id"],
    () =>
      diverge(
        {},
        main => main.commit("m", { ...task("mt#9"), ...session("a", "mt#9") }),
        branch =>
          branch.commit("f", {
            "tasks/mt/nine.yaml": "id: mt#9\n",
            "sessions/other-a.yaml": "session: a\ntaskId: mt#9\n",
          }),
      ),
  ],
  "a task that is migrated to two places": [
    ["ambiguous-task-id", "conflicting-migration", "conflicting-migration"],
    () =>
      diverge(
        { ...task("md#1"), ...session("a", "md#1") },
        main => {
          main.remove("tasks/md/1.yaml");
          main.commit("m", { "tasks/mt/1.yaml": `id: mt#1\nmigratedFrom: md#1\n${own("main")}` });
        },
        branch => {
          branch.remove("tasks/md/1.yaml");
          branch.commit("f", {
            "tasks/gh/1.yaml": `id: gh#1\nmigratedFrom: md#1\n${own("feature")}`,
          });
        },
      ),
  ],
  "a late task of a retired backend": [
    ["retired-backend"],
    () =>
      diverge(
        task("mt#1", "migratedFrom: md#1\n"),
        main =>
          main.commit("m", { ".session-assoc.yaml": "backends: { md: { retired: true } }\n" }),
        branch => branch.commit("f", task("md#2")),
      ),
  ],
  "an old number that a new task has": [
    ["stale-task-id", "stale-task-id", "reused-task-id"],
    () =>
      diverge(
        { ...task("md#1"), ...session("before", "md#1") },
        main => {
          main.migrate("md#1", "mt#1");
          main.commit("m", { ...task("md#1"), ...session("after", "md#1") });
        },
        branch => {
          sessionOf("md#1", "meanwhile")(branch);
          branch.git("mv", "sessions/before.yaml", "sessions/renamed.yaml");
          branch.commit("rename");
        },
      ),
  ],
  "sessions and tasks in conflict: both changed, changed and deleted, renamed twice": [
    [
      "invalid-file",
      "invalid-file",
      "unknown-task-id",
      "invalid-file",
      "invalid-file",
      "invalid-file",
      "stale-task-id",
      "invalid-file",
    ],
    () =>
      diverge(
        {
          ...task("md#1"),
          ...task("md#2"),
          ...task("md#3", kept),
          ...session("a", "md#1"),
          ...session("b", "md#1"),
          ...session("c", "md#3"),
          ...session("d", "md#2", kept),
        },
        main => {
          main.migrate("md#1", "mt#1");
          main.remove("sessions/b.yaml");
          main.git("mv", "sessions/d.yaml", "sessions/d-main.yaml");
          main.commit("m", { ...session("a", "mt#1"), ...task("md#3", `${kept}by: main\n`) });
        },
        branch => {
          branch.remove("tasks/md/2.yaml");
          branch.git("mv", "sessions/d.yaml", "sessions/d-feature.yaml");
          branch.commit("f", {
            ...session("a", "md#2"),
            ...session("b", "md#2"),
            ...session("late", "md#1"),
            ...task("md#3", `${kept}by: feature\n`),
          });
        },
      ),
  ],
  "a folder that one side renames, where the other adds a task": [
    ["unknown-task-id", "invalid-file"],
    () => movedFolder(),
  ],
  "the same with merge.directoryRenames": [["retired-backend"], () => movedFolder("true")],
  "branches that were merged into each other": [
    ["stale-task-id", "stale-task-id"],
    () => {
      const repository = diverge(
        { ...task("md#1"), ...task("md#2") },
        main => main.migrate("md#1", "mt#1"),
        sessionOf("md#2"),
      );
      const feature = repository.git("rev-parse", "feature");
      repository.git("switch", "--quiet", "feature");
      repository.git("merge", "--quiet", "--no-edit", "--no-verify", "main");
      sessionOf("md#1", "b")(repository);
      repository.git("switch", "--quiet", "main");
      repository.git("merge", "--quiet", "--no-edit", "--no-verify", feature);
      repository.migrate("md#2", "mt#2");
      return repository;
    },
  ],
  "a submodule and a symbolic link that both sides change": [
    [],
    () => {
      const repository = createRepository(task("md#1"));
      const [first, ...next] = [0, 1, 2].map(() => other(repository));
      const link = (target: string | undefined) => `160000,${target},module`;
      repository.git("update-index", "--add", "--cacheinfo", link(first));
      repository.git("commit", "--quiet", "--no-verify", "-m", "submodule");
      const [theirs, ours] = next;
      repository.git("switch", "--quiet", "--create", "feature");
      repository.git("update-index", "--cacheinfo", link(theirs));
      repository.run("ln", ["-s", "feature", "link"]);
      repository.git("add", "link");
      repository.git("commit", "--quiet", "--no-verify", "-m", "f");
      repository.git("switch", "--quiet", "main");
      repository.git("update-index", "--cacheinfo", link(ours));
      repository.run("ln", ["-s", "main", "link"]);
      repository.git("add", "link");
      repository.git("commit", "--quiet", "--no-verify", "-m", "m");
      return repository;
    },
  ],
  "a merge driver of the user's that keeps the other side": [
    ["stale-task-id"],
    () => {
      const repository = diverge(
        { ...task("md#1"), ...session("a", "md#1"), ".gitattributes": "sessions/* merge=theirs\n" },
        main => {
          main.migrate("md#1", "mt#1");
          main.commit("m", session("a", "mt#1"));
        },
        branch => branch.commit("f", session("a", "md#1", "by: feature\n")),
      );
      repository.git("config", "merge.theirs.driver", "cp %B %A");
      return repository;
    },
  ],
};

function movedFolder(directoryRenames = "conflict"): TestRepository {
  const repository = diverge(
    { ...task("md#1", kept), ...task("md#2", kept) },
    main => {
      main.migrate("md#1", "mt#1");
      main.migrate("md#2", "mt#2");
      main.commit("retire", { ".session-assoc.yaml": "backends: { md: { retired: true } }\n" });
    },
    branch => branch.commit("f", { ...task("md#9"), ...session("a", "md#9") }),
  );
  repository.git("config", "merge.directoryRenames", directoryRenames);
  return repository;
}

// git merge-tree --write-tree
testSinceGit(38).each(Object.entries(cases))(
  "the preview of a merge finds what the merge brings: %s",
  async (_name, [codes, build]) => {
    const repository = build();
    const [into = "", ref = ""] = ["main", "feature"].map(branch =>
      repository.git("rev-parse", branch),
    );
    const foreseen = repository.findings("--merge", "feature");
    expect(foreseen.map(({ code }) => code)).toEqual(codes);
    const opened = await openRepository(repository.path);
    const merge = await mergeSnapshot(opened, into, ref);
    const before = await contentsOf(merge, [into, ref]);

    repository.tryGit("merge", "--no-commit", "--no-ff", "feature");
    expect(repository.git("rev-parse", "MERGE_HEAD")).toBe(ref);
    expect(foreseen.map(lineOf)).toEqual(repository.findings("--staged").map(lineOf));
    const index = indexSnapshot(opened, [into, ref]);
    expect(before).toEqual(await contentsOf(index, [into, ref]));
    const unmerged = repository.git("diff", "--name-only", "--diff-filter=U", "-z");
    expect(merge.conflicts).toEqual([...new Set(unmerged.split("\0"))].filter(Boolean).sort());
  },
);

function lineOf({ file, line, column, code, message }: JsonFinding): string {
  return `${file}:${line}:${column} ${code} ${message}`;
}

/** All that a snapshot says of sessions and tasks, in an order that does not depend on it. */
async function contentsOf(snapshot: Snapshot, tips: readonly string[]) {
  const bases = basesOf([...defaultSettings.sessions, ...defaultSettings.tasks]);
  const entries = await snapshot.list(bases);
  const changes = await Promise.all(tips.map(tip => snapshot.changesSince(tip, bases)));
  const texts = (some: readonly object[]) =>
    some.map(one => JSON.stringify(one, Object.keys(one).sort())).sort();
  return {
    tips: snapshot.tips,
    entries: texts(entries.map(({ path, mode = "", oid = "" }) => ({ path, mode, oid }))),
    changes: changes.map(texts),
  };
}
