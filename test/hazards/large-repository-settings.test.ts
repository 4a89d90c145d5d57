import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { catalogsOf, fillers } from "../support/catalogued.ts";
import { testSinceGit } from "../support/git-version.ts";
import { createRepository, session, type TestRepository, task } from "../support/repository.ts";

// What git offers to very large repositories changes how an index and history are stored and read: the
// answers, and what is written, must be the same as without. With enough files for a catalog.

/** main has migrated md#1; feature adds a session that names it, and points another one to it. */
function createParted(): TestRepository {
  const repository = createRepository({
    ...fillers(520),
    ...task("md#1"),
    ...task("md#2"),
    ...session("near", "md#2"),
    "sessions/far/away.yaml": "taskId: md#2\n",
    "docs/a/b.md": "text\n",
    "docs/c.md": "text\n",
  });
  repository.git("switch", "--quiet", "--create", "feature");
  repository.commit("work", {
    ...session("added", "md#1"),
    ...session("near", "md#1"),
    "sessions/far/away.yaml": "taskId: md#1\n",
    "docs/a/b.md": "other text\n",
  });
  repository.git("switch", "--quiet", "main");
  repository.migrate("md#1", "mt#1");
  return repository;
}

interface Case {
  readonly since: number;
  readonly set: (repository: TestRepository) => unknown;
  /** Shows that git really uses it. */
  readonly shows: (repository: TestRepository) => unknown;
  /** Files that are not checked out are none of the working tree's. */
  readonly isPartial?: true;
}

const sparse = (...folders: readonly string[]) => {
  return (repository: TestRepository): void => {
    repository.git("sparse-checkout", "init", "--cone", "--sparse-index");
    repository.git("sparse-checkout", "set", ...folders);
  };
};

const folded = (repository: TestRepository, folder: string): void => {
  expect(repository.git("ls-files", "--sparse").split("\n")).toContain(folder);
};

const cases: Readonly<Record<string, Case>> = {
  "a sparse index around sessions and tasks": {
    since: 37,
    set: sparse("sessions", "tasks"),
    shows: repository => folded(repository, "docs/"),
  },
  "a sparse index in which some sessions are folded": {
    since: 37,
    set: sparse("sessions/sub", "tasks"),
    shows: repository => folded(repository, "sessions/far/"),
    isPartial: true,
  },
  "a commit-graph with changed paths": {
    since: 30,
    set: repository =>
      repository.git("commit-graph", "write", "--reachable", "--changed-paths", "--no-progress"),
    shows: repository => repository.git("commit-graph", "verify", "--no-progress"),
  },
  "a monitor of the file system": {
    since: 30,
    set: watch,
    shows: repository => expect(repository.git("ls-files", "-f")).toMatch(/^h /m),
  },
  "an index in two files": {
    since: 30,
    set: repository => repository.git("update-index", "--split-index"),
    shows: repository => expect(repository.git("rev-parse", "--shared-index-path")).not.toBe(""),
  },
  "an index of many files, without a checksum": {
    since: 40,
    set: repository => {
      repository.git("config", "feature.manyFiles", "true");
      repository.git("config", "index.skipHash", "true");
      repository.git("update-index", "--index-version", "4", "--force-write-index");
    },
    shows: repository => expect(repository.git("update-index", "--show-index-version")).toBe("4"),
  },
};

/** As Watchman does for git: names what changed since it was asked last. */
function watch(repository: TestRepository): void {
  const monitor = join(repository.path, ".git/monitor");
  const script = `#!/bin/sh
printf 'token\\0'
find . -path ./.git -prune -o -type f -newer .git/asked -printf '%P\\0'
find . -path ./.git -prune -o -type d -newer .git/asked -printf '%P/\\0'
`;
  writeFileSync(monitor, script, { mode: 0o755 });
  writeFileSync(join(repository.path, ".git/asked"), "");
  repository.git("config", "core.fsmonitor", ".git/monitor");
  repository.git("config", "core.fsmonitorHookVersion", "2");
  repository.git("update-index", "--fsmonitor");
  repository.git("status");
}

/** What the tool says and does in a working day. */
function tell(repository: TestRepository, isPartial: boolean) {
  const told: unknown[] = [];
  const say = (...args: readonly string[]): void => {
    const { code, stdout, stderr } = repository.sa(...args);
    const counts = isPartial ? / \(\d+ sessions, \d+ tasks\)$/m : "";
    told.push({ args, code, stdout: stdout.replace(counts, ""), stderr });
  };
  const look = (): void => {
    if (!isPartial) say("check");
    for (const options of [["--staged"], ["--rev", "HEAD"], ["--rev", "feature"]]) {
      say("check", ...options);
    }
  };
  look();
  look();
  const { code: unknown } = repository.tryGit("merge-tree", "--write-tree", "main", "main");
  if (unknown === 0) say("check", "--merge", "feature");
  say("sessions", "md#1");
  repository.write(session("later", "md#1"));
  say("check", "sessions/later.yaml");
  repository.git("add", "sessions/later.yaml");
  look();
  say("fix", "--staged");
  told.push(repository.read("sessions/later.yaml"), repository.status());
  repository.git("commit", "--quiet", "-m", "later");
  repository.write(session("later", "md#1"));
  say("fix", "sessions/later.yaml");
  told.push(repository.status());
  const { code, stderr } = repository.tryGit("merge", "--quiet", "--no-edit", "feature");
  told.push({ code, stderr: stderr.replace(/[0-9a-f]{10}$/m, "") });
  told.push(repository.status(), repository.git("rev-parse", "HEAD^{tree}"), repository.parents());
  look();
  repository.git("switch", "--quiet", "feature");
  look();
  return told;
}

const expected = new Map<boolean, readonly unknown[]>();

function expectedOf(isPartial: boolean): readonly unknown[] {
  const told = expected.get(isPartial) ?? tell(createParted(), isPartial);
  expected.set(isPartial, told);
  return told;
}

for (const [name, { since, set, shows, isPartial = false }] of Object.entries(cases)) {
  testSinceGit(since)(`the same as without: ${name}`, () => {
    const repository = createParted();
    set(repository);
    shows(repository);
    expect(tell(repository, isPartial)).toEqual(expectedOf(isPartial));
    expect(JSON.stringify(expectedOf(isPartial))).toContain("sessions/far/away.yaml:1:9  fixed");
  });
}

testSinceGit(37)(
  "an index that is small because all sessions are folded: a catalog is kept",
  () => {
    const repository = createParted();
    sparse("docs")(repository);
    folded(repository, "sessions/");
    expect(repository.sa("check", "--staged").code).toBe(0);
    expect(catalogsOf(repository)).toHaveLength(1);
  },
);
