import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  cli,
  createRepository,
  session,
  type TestRepository,
  task,
} from "../support/repository.ts";

// After a merge in which nothing had to be rewritten the hook's script ends without starting node: only
// where git has made just the merge that pre-merge-commit has looked at.

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

  test("a merge with something to rewrite starts it twice", () => {
    const { repository, hooksRun } = watched();
    repository.git(...merge, "stale");
    expect(hooksRun()).toEqual(both);
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
    expect(hooksRun()).toEqual(both);
    expect(repository.show("linked", "sessions/stale.yaml")).toContain("mt#1");
  });
});
