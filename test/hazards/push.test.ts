import { describe, expect, test } from "vitest";
import { createRepository, session, task } from "../support/repository.ts";
import {
  branchOff,
  countInHooks,
  createClone,
  createServer,
  push,
  refOf,
  said,
} from "../support/server.ts";

const hooks = ["pre-push"];
const stale = session("fix-login", "md#123");
const lost = session("lost", "md#404");
const placeOfStale = "sessions/fix-login.yaml:2:9  error  stale-task-id";

describe("git push", () => {
  test("of a new branch with a stale reference is stopped; what the report says to type repairs it", () => {
    const { repository, server } = createClone({ hooks });
    const tip = branchOff(repository, "feature", stale);
    const stopped = push(repository, "origin", "feature");
    expect(stopped.code).toBe(1);
    expect(stopped.stderr).toContain(placeOfStale);
    expect(said(stopped)).toEqual([
      `session-assoc: refs/heads/feature (${tip.slice(0, 10)}):`,
      "session-assoc: the push is stopped; repair what is reported, commit it, and push again; stale IDs with:",
      "session-assoc:   npx session-assoc fix --staged && git commit -m 'Follow migrated tasks'",
    ]);
    expect(refOf(server, "feature")).toBeUndefined();

    expect(repository.sa("fix", "--staged").code).toBe(0);
    repository.git("commit", "--quiet", "-m", "Follow migrated tasks");
    const accepted = push(repository, "origin", "feature");
    expect({ code: accepted.code, said: said(accepted) }).toEqual({ code: 0, said: [] });
    expect(refOf(server, "feature")).toBe(repository.git("rev-parse", "HEAD"));
  });

  test("of an updated branch is stopped by what is new in it, and not by what was there", () => {
    const { repository, server } = createClone({ hooks, files: lost });
    const harmless = repository.commit("a task", task("mt#7"));
    const accepted = push(repository, "origin", "main");
    expect(accepted.code).toBe(0);
    expect(accepted.stderr).toContain("sessions/lost.yaml:2:9  error  unknown-task-id  (existing)");
    repository.commit("another", session("worse", "md#405"));
    const stopped = push(repository, "origin", "main");
    expect(stopped.code).toBe(1);
    expect(stopped.stderr).toContain("sessions/worse.yaml:2:9  error  unknown-task-id\n");
    // Nothing in it can be fixed by a command.
    expect(said(stopped).at(-1)).toMatch(/push again$/);
    expect(refOf(server, "main")).toBe(harmless);
  });

  test("that is forced is compared with the old tip: undoing a repair is stopped", () => {
    const { repository, server } = createClone({ hooks });
    const before = branchOff(repository, "feature", stale);
    push(repository, "--no-verify", "origin", "feature");
    const repaired = repository.commit("repair", session("fix-login", "mt#123"));
    expect(push(repository, "origin", "feature").code).toBe(0);
    // The remote holds this commit, but its branch does not end there.
    const stopped = push(repository, "--force", "origin", `${before}:refs/heads/feature`);
    expect(stopped.stderr).toContain(placeOfStale);
    expect(refOf(server, "feature")).toBe(repaired);
  });

  test("that deletes a branch has nothing to look at, and is silent", () => {
    const { repository, server } = createClone({ hooks });
    branchOff(repository, "feature", stale);
    push(repository, "--no-verify", "origin", "feature");
    const deleted = push(repository, "origin", "--delete", "feature");
    expect({ code: deleted.code, said: said(deleted) }).toEqual({ code: 0, said: [] });
    expect(refOf(server, "feature")).toBeUndefined();
  });

  test("of tags looks at the commits that they lead to, and passes over those of other things", () => {
    const { repository, server } = createClone({ hooks, files: lost });
    // The remote holds it, with all that is wrong in it.
    repository.git("tag", "-a", "-m", "main", "held", "main");
    repository.git("tag", "-a", "-m", "a file", "blob", "HEAD:README.md");
    repository.git("tag", "tree", "HEAD:tasks");
    const accepted = push(repository, "origin", "--tags");
    expect({ code: accepted.code, said: said(accepted) }).toEqual({ code: 0, said: [] });

    const tip = branchOff(repository, "feature", stale);
    repository.git("tag", "-a", "-m", "inner", "inner", tip);
    repository.git("tag", "-a", "-m", "outer", "outer", "inner");
    repository.git("tag", "light", tip);
    const stopped = push(repository, "origin", "outer", "light", "feature");
    expect(stopped.code).toBe(1);
    expect(said(stopped)[0]).toBe(
      `session-assoc: refs/tags/outer, refs/tags/light, refs/heads/feature (${tip.slice(0, 10)}):`,
    );
    expect(refOf(server, "light")).toBeUndefined();
    // A tag that is moved is an updated ref, whatever it named before.
    expect(push(repository, "--force", "origin", "outer:refs/tags/blob").code).toBe(1);
    expect(push(repository, "--force", "origin", "main:refs/tags/blob").code).toBe(0);
  });

  test("of several refs reports those that bring something wrong, and only those", () => {
    const { repository, server } = createClone({ hooks });
    const bad = branchOff(repository, "bad", stale);
    branchOff(repository, "good", session("good", "mt#123"));
    branchOff(repository, "other", { "README.md": "changed\n" });
    const stopped = push(repository, "origin", "bad", "good", "other");
    expect(stopped.code).toBe(1);
    expect(said(stopped)[0]).toBe(`session-assoc: refs/heads/bad (${bad.slice(0, 10)}):`);
    expect(stopped.stderr).not.toContain("refs/heads/good");
    expect(refOf(server, "good")).toBeUndefined();
    expect(push(repository, "origin", "good", "other").code).toBe(0);
  });

  test("to an empty remote has nothing to be compared with: all that is wrong is new", () => {
    const repository = createRepository({ ...lost }, { hooks });
    const server = createServer(repository);
    expect(push(repository, "origin", "main").code).toBe(1);
    repository.commit("the task", task("md#404"));
    expect(push(repository, "origin", "main").code).toBe(0);
    expect(refOf(server, "main")).toBe(repository.git("rev-parse", "HEAD"));
  });

  test("of a rule that only warns goes through, and says what is wrong", () => {
    const config = "rules: { unknown-task-id: warn }\n";
    const { repository } = createClone({ hooks, files: { ".session-assoc.yaml": config } });
    repository.commit("a session", lost);
    const accepted = push(repository, "origin", "main");
    expect(accepted.code).toBe(0);
    expect(accepted.stderr).toContain("sessions/lost.yaml:2:9  warn  unknown-task-id");
  });

  test("of one tip to very many refs is judged once; SESSION_ASSOC=0 skips it, however much git has to say", () => {
    const { repository, server } = createClone({ hooks });
    const tip = branchOff(repository, "feature", stale);
    const name = "x".repeat(200);
    const creations = Array.from(
      { length: 300 },
      (_, i) => `create refs/heads/${name}${i} ${tip}\n`,
    );
    repository.run("git", ["update-ref", "--stdin"], { input: creations.join("") });
    const args = ["push", "--quiet", "origin", `refs/heads/${name}*:refs/heads/${name}*`];
    const stopped = repository.run("git", args);
    expect(said(stopped)[0]).toContain(` and 297 more (${tip.slice(0, 10)}):`);
    expect(stopped.code).toBe(1);
    const skipped = repository.run("git", args, { env: { SESSION_ASSOC: "0" } });
    expect(skipped.code).toBe(0);
    expect(said(skipped)).toEqual(["session-assoc: pre-push skipped (SESSION_ASSOC=0)"]);
    expect(refOf(server, `${name}299`)).toBe(tip);
  });
});

describe("what a new branch is compared with", () => {
  test("is main as it was merged last: what came from there is not new, what it repaired is not excused", () => {
    const { repository, server } = createClone({ hooks, files: { ...session("old", "md#123") } });
    branchOff(repository, "feature", session("mine", "mt#123"));
    repository.git("switch", "--quiet", "main");
    repository.commit("repair one, break another", { ...session("old", "mt#123"), ...lost });
    push(repository, "--no-verify", "origin", "main");
    repository.git("switch", "--quiet", "feature");
    repository.git("merge", "--quiet", "--no-edit", "main");
    const merged = push(repository, "origin", "feature");
    expect(merged.code).toBe(0);
    expect(merged.stderr).toContain("sessions/lost.yaml:2:9  error  unknown-task-id  (existing)");

    repository.commit("take the old one back", session("old", "md#123"));
    const stopped = push(repository, "origin", "HEAD:refs/heads/again");
    expect(stopped.stderr).toContain("sessions/old.yaml:2:9  error  stale-task-id\n");
    expect(refOf(server, "again")).toBeUndefined();
  });

  test("is each of two branches of the remote where it joins them", () => {
    const { repository } = createClone({ hooks });
    branchOff(repository, "one", lost);
    branchOff(repository, "two", session("lost-too", "md#405"));
    push(repository, "--no-verify", "origin", "one", "two");
    repository.git("merge", "--quiet", "--no-edit", "one");
    const accepted = push(repository, "origin", "HEAD:refs/heads/both");
    expect(accepted.code).toBe(0);
    expect(accepted.stderr.match(/\(existing\)/g)).toHaveLength(2);
  });

  test("is known by the remote's name, or by a URL that a remote has; else everything is new", () => {
    const { repository, server } = createClone({ hooks, files: lost });
    branchOff(repository, "feature", task("mt#7"));
    expect(push(repository, server.path, "feature").code).toBe(0);
    const unknown = push(repository, `file://${server.path}`, "feature:refs/heads/f");
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain("sessions/lost.yaml:2:9  error  unknown-task-id\n");
    repository.git("remote", "add", "again", `file://${server.path}`);
    repository.git("fetch", "--quiet", "again");
    expect(push(repository, `file://${server.path}`, "feature:refs/heads/f").code).toBe(0);
    expect(push(repository, "again", "feature:refs/heads/g").code).toBe(0);
  });

  test("is what was fetched last where somebody else has moved the branch since", () => {
    const { repository, server } = createClone({ hooks, files: lost });
    const other = repository.sibling(`${repository.path}-2`);
    repository.git("clone", "--quiet", server.path, other.path);
    other.commit("unseen", task("mt#8"));
    other.git("push", "--quiet", "origin", "main");
    repository.commit("mine", task("mt#9"));
    expect(push(repository, "--force", "origin", "main").code).toBe(0);
    other.commit("unseen again", task("mt#8"));
    other.git("push", "--quiet", "--force", "origin", "main");
    repository.commit("wrong", stale);
    const stopped = push(repository, "--force", "origin", "main");
    expect(said(stopped)[1]).toContain("the push is stopped");
    expect(stopped.stderr).toContain("(existing)");
    expect(refOf(server, "main")).toBe(other.git("rev-parse", "HEAD"));
  });
});

describe("a push is guarded", () => {
  test("from a linked worktree", () => {
    const { repository } = createClone({ hooks });
    repository.git("worktree", "add", "--quiet", "../linked", "-b", "feature");
    const linked = repository.sibling(`${repository.path}/../linked`);
    linked.commit("a session", stale);
    const stopped = push(linked, "origin", "feature");
    expect(stopped.code).toBe(1);
    expect(stopped.stderr).toContain(placeOfStale);
  });

  test("from a shallow clone, from a subdirectory of it", () => {
    const { repository, server } = createClone({ hooks, files: lost });
    const shallow = repository.sibling(`${repository.path}-shallow`);
    repository.git("clone", "--quiet", "--depth=1", `file://${server.path}`, shallow.path);
    shallow.installHooks(hooks);
    branchOff(shallow, "harmless", session("fine", "mt#123"));
    expect(push(shallow, "origin", "harmless").code).toBe(0);
    branchOff(shallow, "feature", stale);
    const stopped = shallow.run("git", ["push", "origin", "feature"], { in: "sessions" });
    expect(stopped.code).toBe(1);
    expect(stopped.stderr).toContain(placeOfStale);
  });

  test("from a bare repository, where object IDs are SHA-256", () => {
    const { repository, server } = createClone({ objectFormat: "sha256" });
    const bare = repository.sibling(`${repository.path}.git`);
    branchOff(repository, "feature", stale);
    repository.git("clone", "--quiet", "--bare", repository.path, bare.path);
    bare.installHooks(hooks);
    bare.git("remote", "set-url", "origin", server.path);
    const stopped = push(bare, "origin", "feature", "main");
    expect(stopped.code).toBe(1);
    expect(stopped.stderr).toContain(placeOfStale);
    expect(refOf(server, "feature")).toBeUndefined();
  });

  test("with as many git processes for three hundred refs as for one", () => {
    const { repository, server } = createClone({ hooks });
    const commit = branchOff(repository, "x", { "README.md": "changed\n" });
    const count = countInHooks(repository);
    expect(push(repository, "origin", "x").code).toBe(0);
    const forOne = count();
    const lines = Array.from({ length: 300 }, (_, i) => {
      return `commit refs/heads/many/${i}\ncommitter A <a@b> ${i} +0000\ndata 1\n.\nfrom ${commit}\n\n`;
    });
    repository.run("git", ["fast-import", "--quiet"], { input: lines.join("") });
    count();
    expect(push(repository, "--quiet", "origin", "refs/heads/many/*").code).toBe(0);
    expect(count()).toBe(forOne);
    expect(forOne).toBeLessThan(10);
    expect(refOf(server, "many/299")).toBeDefined();
  });
});
