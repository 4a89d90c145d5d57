import { describe, expect, test } from "vitest";
import { createRepository, session, type TestRepository, task } from "../support/repository.ts";
import { said } from "../support/server.ts";

const hooks = ["post-rewrite"];
const lost = session("lost", "md#404");

/** main migrates `md#123`; feature is checked out and has sessions that name it. */
function createStaleRebase(): TestRepository {
  const repository = createRepository({ ...task("md#123"), ...lost }, { hooks });
  repository.git("switch", "--quiet", "--create", "feature");
  repository.commit("one", session("one", "md#123"));
  repository.commit("two", session("two", "md#123"));
  repository.git("switch", "--quiet", "main");
  repository.migrate("md#123", "mt#123");
  repository.git("switch", "--quiet", "feature");
  return repository;
}

/** Runs an interactive rebase whose list of commits is edited by `sed`. */
function rebase(repository: TestRepository, edit: string, ...args: readonly string[]) {
  const env = { GIT_SEQUENCE_EDITOR: `sed -i -e '${edit}'` };
  return repository.run("git", ["rebase", "--quiet", "--interactive", ...args], { env });
}

describe("a rebase that leaves references stale", () => {
  test.each(["--merge", "--apply"])("says so, and what to type (%s)", backend => {
    const repository = createStaleRebase();
    const rebased = repository.tryGit("rebase", "--quiet", backend, "main");
    expect(rebased.code).toBe(0);
    expect(rebased.stderr).toContain("sessions/one.yaml:2:9  error  stale-task-id");
    expect(rebased.stderr).toContain("sessions/two.yaml:2:9  error  stale-task-id");
    // It was there before.
    expect(rebased.stderr).not.toContain("sessions/lost.yaml");
    expect(said(rebased)).toEqual([
      "session-assoc: this rebase brought in what is reported above, and no hook could stop it. To repair it:",
      "session-assoc:   npx session-assoc fix --staged && git commit -m 'Follow migrated tasks'",
    ]);
    expect(repository.status()).toBe("");
    expect(repository.git("log", "-1", "--format=%s", "main..feature")).toBe("two");

    expect(repository.sa("fix", "--staged").code).toBe(1); // what was there before is left
    repository.git("commit", "--quiet", "-m", "Follow migrated tasks");
    expect(repository.show("HEAD", "sessions/two.yaml")).toContain("mt#123");
  });

  test("says so in a linked worktree", () => {
    const repository = createStaleRebase();
    repository.git("switch", "--quiet", "main");
    repository.git("worktree", "add", "--quiet", "../linked", "feature");
    const linked = repository.sibling(`${repository.path}/../linked`);
    const rebased = linked.tryGit("rebase", "--quiet", "main");
    expect(rebased.stderr).toContain("sessions/two.yaml:2:9  error  stale-task-id");
  });
});

describe("what a rebase is compared with", () => {
  test("is the branch as it was, whatever becomes of the order of its commits", () => {
    const repository = createRepository({ ...task("md#123") }, { hooks });
    repository.commit("harmless", task("md#7"));
    repository.commit("wrong", lost);
    const swapped = rebase(repository, "1{h;d};2G", "HEAD~2");
    expect(repository.git("log", "-1", "--format=%s")).toBe("harmless");
    expect({ code: swapped.code, said: said(swapped) }).toEqual({ code: 0, said: [] });
  });

  test("is what HEAD was made of where the last commits are dropped", () => {
    const repository = createStaleRebase();
    const dropped = rebase(repository, "2d", "main");
    expect(repository.git("log", "-1", "--format=%s")).toBe("one");
    expect(dropped.stderr).toContain("sessions/one.yaml:2:9  error  stale-task-id");
    expect(dropped.stderr).not.toContain("sessions/lost.yaml");
  });

  test("is what HEAD was made of where a command on the way moved ORIG_HEAD", () => {
    const repository = createStaleRebase();
    const rebased = rebase(repository, "$a exec git reset --quiet --hard HEAD", "main");
    expect(rebased.code).toBe(0);
    expect(rebased.stderr).toContain("sessions/two.yaml:2:9  error  stale-task-id");
    expect(rebased.stderr).not.toContain("sessions/lost.yaml");
  });
});

describe("an amended commit", () => {
  test("is reported when it brings in what was not there, and else not", () => {
    const repository = createRepository({ ...task("md#123"), ...lost }, { hooks });
    const reworded = repository.tryGit("commit", "--amend", "--quiet", "-m", "other words");
    expect({ code: reworded.code, said: said(reworded) }).toEqual({ code: 0, said: [] });
    repository.write(session("worse", "md#405"));
    repository.git("add", "--all");
    const worse = repository.tryGit("commit", "--amend", "--quiet", "--no-edit");
    expect(worse.code).toBe(0);
    expect(worse.stderr).toContain("sessions/worse.yaml:2:9  error  unknown-task-id");
    expect(worse.stderr).not.toContain("sessions/lost.yaml");
    expect(said(worse)[0]).toContain("this amend brought in what is reported above");
  });

  test("in the middle of a rebase is compared with the commit that it replaces", () => {
    const repository = createStaleRebase();
    const stopped = rebase(repository, "1s/^pick/edit/", "main");
    expect(stopped.code).toBe(0);
    const same = repository.tryGit("commit", "--amend", "--quiet", "-m", "other words");
    expect(said(same)).toEqual([]);
    repository.write(session("worse", "md#405"));
    repository.git("add", "--all");
    const worse = repository.tryGit("commit", "--amend", "--quiet", "--no-edit");
    expect(worse.stderr).toContain("sessions/worse.yaml:2:9  error  unknown-task-id");
    expect(worse.stderr).not.toContain("sessions/one.yaml");
    const continued = repository.tryGit("rebase", "--continue");
    expect(continued.code).toBe(0);
    for (const name of ["one", "two", "worse"]) {
      expect(continued.stderr).toContain(`sessions/${name}.yaml:2:9  error`);
    }
  });
});
