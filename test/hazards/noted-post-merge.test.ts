import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { endOfNotedMerge } from "../../src/setup/hook-script.ts";
import {
  cli,
  createRepository,
  session,
  type TestRepository,
  task,
} from "../support/repository.ts";

// After a merge the hook's script does what is left without starting node: only where git has made just the
// merge that pre-merge-commit has looked at.

/** On `main` md#1 was migrated; `clean` and `stale` add a session that names md#2, or md#1. */
function diverged(): TestRepository {
  const repository = createRepository({ ...task("md#1"), ...task("md#2") });
  for (const [branch, id] of [
    ["clean", "md#2"],
    ["stale", "md#1"],
    ["third", "md#2"],
  ] as const) {
    repository.git("switch", "--quiet", "--create", branch, "main");
    repository.commit(`a session of ${branch}`, session(branch, id));
  }
  repository.git("switch", "--quiet", "main");
  repository.migrate("md#1", "mt#1");
  return repository;
}

/** Notes which hooks start the tool; each call answers with those since the last. */
function watchHooks(repository: TestRepository): () => readonly string[] {
  const notes = join(repository.path, "../hooks-run");
  const wrapper = join(repository.path, "../bin/session-assoc");
  rmSync(wrapper);
  const text = `#!/bin/sh\necho "$2" >>"${notes}"\nexec "${process.execPath}" "${cli}" "$@"\n`;
  writeFileSync(wrapper, text, { mode: 0o755 });
  writeFileSync(notes, "");
  return () => {
    const lines = readFileSync(notes, "utf8").split("\n").slice(0, -1);
    writeFileSync(notes, "");
    return lines;
  };
}

function isNoted(repository: TestRepository): boolean {
  const note = join(repository.path, ".git/session-assoc/pending-fold.json");
  return (statSync(note, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** `<name> <<email>> <seconds> <zone>` */
function dateOf(identity = ""): string {
  return identity.replace(/.*> /, "@");
}

test("the lines of init are those of hooks/", () => {
  const script = readFileSync(join(import.meta.dirname, "../../hooks/post-merge"), "utf8");
  expect(script).toContain(`\n${endOfNotedMerge}\n`);
});

const both = ["pre-merge-commit", "post-merge"];
const merge = ["merge", "--quiet", "--no-edit"];

describe.each(["hooks/", "init"])("with the scripts of %s", from => {
  function watched() {
    const repository = diverged();
    if (from === "init") {
      repository.remove(".git/hooks");
      expect(repository.sa("init", "--hooks", "git")).toMatchObject({ code: 0 });
      repository.commit("set up");
    }
    return { repository, hooksRun: watchHooks(repository) };
  }

  test("a clean merge starts it once, each time", () => {
    const { repository, hooksRun } = watched();
    for (const branch of ["clean", "third"]) {
      repository.git(...merge, branch);
      expect(hooksRun()).toEqual(["pre-merge-commit"]);
    }
    expect(repository.findings()).toEqual([]);
    expect(repository.sa("doctor").stdout).not.toMatch(/post-merge.*(?:not|never)/);
  });

  test("a merge with something to rewrite, too", () => {
    const { repository, hooksRun } = watched();
    const { stderr } = repository.tryGit(...merge, "stale");
    expect(hooksRun()).toEqual(["pre-merge-commit"]);
    const folded = repository.git("rev-parse", "HEAD");
    expect(stderr).toContain(
      `session-assoc: the merge commit holds the rewritten IDs: ${folded.slice(0, 10)}\n`,
    );
    expect(repository.show("HEAD", "sessions/stale.yaml")).toContain("mt#1");
    expect(repository.status()).toBe("");
    expect(repository.git("reflog", "-1", "--format=%gs")).toBe(
      "session-assoc: task IDs rewritten in the merge",
    );
    expect(isNoted(repository)).toBe(false);
  });

  test.each([
    ["whatever stands in it", ["-m", " é \t\\n %s $(x) `x`\n\n\n# no comment\n\n\n"]],
    ["without a line break at its end", ["-m", "x", "--cleanup=verbatim"]],
  ])("the commit keeps its message, %s", (_, options) => {
    const { repository, hooksRun } = watched();
    repository.git("config", "user.name", '  Ädä  \\ "x" ');
    repository.git("-c", "core.hooksPath=/nowhere", ...merge, ...options, "stale");
    const plain = repository.git("cat-file", "commit", "HEAD");
    repository.git("reset", "--quiet", "--hard", "HEAD~1");
    const [, author, committer] = /^author (.*)\ncommitter (.*)$/m.exec(plain) ?? [];
    repository.run("git", [...merge, ...options, "stale"], {
      env: { GIT_AUTHOR_DATE: dateOf(author), GIT_COMMITTER_DATE: dateOf(committer) },
    });
    expect(hooksRun()).toEqual(["pre-merge-commit"]);
    const withoutTree = (commit: string): string => commit.replace(/^tree .*/, "");
    expect(withoutTree(repository.git("cat-file", "commit", "HEAD"))).toBe(withoutTree(plain));
    expect(repository.show("HEAD", "sessions/stale.yaml")).toContain("mt#1");
  });

  test.each<[what: string, config: string[], ...branches: string[]]>([
    ["another encoding", ["-c", "i18n.commitEncoding=ISO-8859-1"], "stale"],
    ["a tag", [], "tag"],
    ["an octopus", [], "clean", "stale"],
  ])("it is started for a merge with %s", (_, config, ...branches) => {
    const { repository, hooksRun } = watched();
    repository.git("tag", "-a", "-m", "a tag", "tag", "stale");
    repository.git(...config, ...merge, ...branches);
    expect(hooksRun()).toEqual(both);
    expect(repository.show("HEAD", "sessions/stale.yaml")).toContain("mt#1");
    expect(isNoted(repository)).toBe(false);
  });

  test("and where git does not move HEAD for the script", () => {
    const { repository, hooksRun } = watched();
    const hook = join(repository.path, ".git/hooks/reference-transaction");
    // HEAD is the merge already: it is the script that moves it.
    const text = `#!/bin/sh\n[ "$1" = prepared ] && git rev-parse --verify -q HEAD^2 >>"${hook}.called" || exit 0\nrm "$0"\nexit 1\n`;
    writeFileSync(hook, text, { mode: 0o755 });
    repository.git(...merge, "stale");
    expect(hooksRun()).toEqual(both);
    expect(readFileSync(`${hook}.called`, "utf8")).not.toBe("");
    expect(repository.show("HEAD", "sessions/stale.yaml")).toContain("mt#1");
  });

  test("a note counts for one merge", () => {
    const { repository, hooksRun } = watched();
    repository.git(...merge, "clean");
    repository.git("reset", "--quiet", "--hard", "HEAD~1");
    hooksRun();
    repository.git(...merge, "--no-verify", "clean");
    expect(hooksRun()).toEqual(["post-merge"]);
  });

  test("a note of a merge that was given up says nothing of another one, of an octopus, or of the same one", () => {
    const { repository, hooksRun } = watched();
    const hook = join(repository.path, ".git/hooks/commit-msg");
    for (const branches of [["stale"], ["clean", "stale"], ["clean"]]) {
      writeFileSync(hook, "#!/bin/sh\nexit 1\n", { mode: 0o755 });
      expect(repository.tryGit(...merge, "clean").code).not.toBe(0);
      repository.git("merge", "--abort");
      rmSync(hook);
      hooksRun();
      const merged = repository.tryGit(...merge, "--no-verify", ...branches);
      expect(hooksRun()).toEqual(["post-merge"]);
      const told = branches.includes("stale")
        ? "sessions/stale.yaml:2:9  error  stale-task-id"
        : "";
      expect(merged.stderr).toContain(told);
      repository.git("reset", "--quiet", "--hard", "HEAD~1");
    }
  });

  test.each<[how: string, indexFile: string, secondsAhead: number, ...options: string[]]>([
    ["where the clock was set back", ".git/index", 3600],
    ["with another index", ".git/other", 0],
    ["with another index and strategy", ".git/other", 0, "--strategy=ours"],
  ])("nor of the same one %s", (_, indexFile, secondsAhead, ...options) => {
    const { repository, hooksRun } = watched();
    const there = repository.in({ GIT_INDEX_FILE: join(repository.path, indexFile) });
    there.git("read-tree", "HEAD");
    there.git("update-index", "--refresh");
    const hook = join(repository.path, ".git/hooks/commit-msg");
    writeFileSync(hook, "#!/bin/sh\nexit 1\n", { mode: 0o755 });
    expect(there.tryGit(...merge, ...options, "stale").code).not.toBe(0);
    const note = join(repository.path, ".git/session-assoc/pending-fold.json");
    const noted = statSync(note).mtimeMs / 1000 + secondsAhead;
    utimesSync(note, noted, noted);
    there.git("merge", "--abort");
    rmSync(hook);
    hooksRun();
    const merged = there.tryGit(...merge, "--no-verify", "stale");
    expect(hooksRun()).toEqual(["post-merge"]);
    expect(merged.stderr).toContain("sessions/stale.yaml:2:9  error  stale-task-id");
    expect(there.status()).toBe("");
  });

  test("a fast-forward is looked at", () => {
    const { repository, hooksRun } = watched();
    repository.git(...merge, "clean");
    repository.git("switch", "--quiet", "third");
    hooksRun();
    repository.git(...merge, "--ff-only", "third~1");
    repository.git("switch", "--quiet", "--create", "behind", "main~1");
    repository.git(...merge, "--ff-only", "main");
    expect(hooksRun()).toEqual(["post-merge"]);
  });

  test("in a linked worktree", () => {
    const { repository, hooksRun } = watched();
    repository.git("worktree", "add", "--quiet", "../linked", "-b", "linked");
    repository.run("git", [...merge, "clean"], { in: "../linked" });
    expect(hooksRun()).toEqual(["pre-merge-commit"]);
    repository.run("git", [...merge, "stale"], { in: "../linked" });
    expect(hooksRun()).toEqual(["pre-merge-commit"]);
    expect(repository.show("linked", "sessions/stale.yaml")).toContain("mt#1");
  });
});
