import { describe, expect, test } from "vitest";
import { createRepository, session, type TestRepository, task } from "../support/repository.ts";
import {
  branchOff,
  type Clone,
  countInHooks,
  createClone,
  createServer,
  push,
  refOf,
  type ServerOptions,
  said,
} from "../support/server.ts";

const serverHooks = ["pre-receive"];
const stale = session("fix-login", "md#123");
const lost = session("lost", "md#404");
const placeOfStale = "sessions/fix-login.yaml:2:9  error  stale-task-id";

const createGuarded = (options: ServerOptions = {}): Clone =>
  createClone({ serverHooks, ...options });

/** How many objects a repository holds, loose and packed. */
function objectsIn(repository: TestRepository): number {
  return repository.git("cat-file", "--batch-all-objects", "--batch-check").split("\n").length;
}

describe("a push that a server receives", () => {
  test("is refused when it brings a stale reference, leaves no objects behind, and is accepted once it is repaired", () => {
    const { repository, server } = createGuarded();
    const before = objectsIn(server);
    const tip = branchOff(repository, "feature", stale);
    const refused = push(repository, "origin", "feature");
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(`remote: ${placeOfStale}`);
    expect(refused.stderr).toContain("(pre-receive hook declined)");
    expect(said(refused)).toEqual([
      `session-assoc: refs/heads/feature (${tip.slice(0, 10)}):`,
      "session-assoc: the push is refused; repair what is reported in your clone, commit it, and push again; stale IDs with:",
      "session-assoc:   npx session-assoc fix --staged && git commit -m 'Follow migrated tasks'",
    ]);
    expect(refOf(server, "feature")).toBeUndefined();
    expect(objectsIn(server)).toBe(before);

    repository.sa("fix", "--staged");
    repository.git("commit", "--quiet", "-m", "Follow migrated tasks");
    const accepted = push(repository, `file://${server.path}`, "feature");
    expect({ code: accepted.code, said: said(accepted) }).toEqual({ code: 0, said: [] });
    expect(refOf(server, "feature")).toBe(repository.git("rev-parse", "HEAD"));
  });

  test("is judged by what it changes: what the server has is shown, and refuses nothing", () => {
    const { repository, server } = createGuarded({ files: lost });
    repository.commit("a task", task("mt#7"));
    const accepted = push(repository, "origin", "main");
    expect(accepted.code).toBe(0);
    expect(accepted.stderr).toContain("sessions/lost.yaml:2:9  error  unknown-task-id  (existing)");
    branchOff(repository, "docs", { "README.md": "changed\n" });
    expect(said(push(repository, "origin", "docs", "main:refs/heads/same"))).toEqual([]);
    expect(refOf(server, "docs")).toBeDefined();
    repository.commit("worse", session("worse", "md#405"));
    expect(push(repository, "origin", "docs").code).toBe(1);
  });

  test("is compared with the old tip when it is forced, and with nothing when it deletes", () => {
    const { repository, server } = createGuarded();
    const tip = branchOff(repository, "feature", session("fix-login", "mt#123"));
    push(repository, "origin", "feature");
    repository.git("commit", "--quiet", "--amend", "-m", "other words");
    expect(push(repository, "--force", "origin", "feature").code).toBe(0);
    repository.write(stale);
    repository.git("commit", "--quiet", "--amend", "--all", "-m", "stale");
    expect(push(repository, "--force", "origin", "feature").stderr).toContain(placeOfStale);
    expect(refOf(server, "feature")).not.toBe(tip);
    const deleted = push(repository, "origin", "--delete", "feature");
    expect({ code: deleted.code, said: said(deleted) }).toEqual({ code: 0, said: [] });
  });

  test("may bring tags: of commits, which are looked at, and of other things, which are not", () => {
    const { repository, server } = createGuarded();
    repository.git("tag", "-a", "-m", "a file", "blob", "HEAD:README.md");
    repository.git("tag", "-a", "-m", "main", "held", "main");
    branchOff(repository, "feature", stale);
    repository.git("tag", "-a", "-m", "wrong", "wrong");
    repository.git("tag", "light");
    expect(push(repository, "origin", "blob", "held").code).toBe(0);
    expect(push(repository, "origin", "light").stderr).toContain("refs/tags/light");
    expect(push(repository, "origin", "wrong").stderr).toContain(placeOfStale);
    expect(push(repository, "--force", "origin", "wrong:refs/tags/held").code).toBe(1);
    expect(server.git("for-each-ref", "--format=%(refname)")).toBe(
      "refs/heads/main\nrefs/tags/blob\nrefs/tags/held",
    );
  });

  test("may be the first one to an empty server, which has nothing to compare", () => {
    const repository = createRepository({ ...lost }, { hooks: [] });
    const server = createServer(repository, { serverHooks });
    expect(push(repository, "origin", "main").code).toBe(1);
    expect(refOf(server, "main")).toBeUndefined();
    repository.commit("the task", task("md#404"));
    expect(push(repository, "origin", "main", "main:refs/heads/two").code).toBe(0);
    expect(refOf(server, "two")).toBe(repository.git("rev-parse", "HEAD"));
  });

  test("names refs without sending their odd characters to the terminal", () => {
    const { repository } = createGuarded();
    branchOff(repository, "caf\u00e9-\u202egnp", stale);
    const { stderr } = push(repository, "origin", "HEAD");
    expect(stderr).toContain("session-assoc: refs/heads/caf\u00e9-\\u{202e}gnp (");
  });

  test("takes as few git processes for three hundred refs as for one, and names the one that is wrong", () => {
    const { repository, server } = createGuarded();
    const commit = branchOff(repository, "x", { "README.md": "changed\n" });
    const count = countInHooks(repository);
    expect(push(repository, "origin", "x").code).toBe(0);
    const forOne = count();
    const many = (message: string): void => {
      const lines = Array.from({ length: 300 }, (_, i) => {
        const data = `${message}${i}`;
        return `commit refs/heads/many/${i}\ncommitter A <a@b> ${i} +0000\ndata ${data.length}\n${data}\nfrom ${commit}\n\n`;
      });
      repository.run("git", ["fast-import", "--quiet", "--force"], { input: lines.join("") });
      count();
    };
    many("new ");
    expect(push(repository, "--quiet", "origin", "refs/heads/many/*").code).toBe(0);
    expect(count()).toBe(forOne);
    expect(refOf(server, "many/299")).toBeDefined();

    many("updated ");
    branchOff(repository, "zz", stale);
    repository.git("branch", "--force", "many/150", "zz");
    const refused = push(repository, "--quiet", "--force", "origin", "refs/heads/many/*");
    expect(refused.code).toBe(1);
    expect(said(refused)).toHaveLength(3);
    expect(said(refused)[0]).toContain("refs/heads/many/150 (");
    // What it takes to judge one tip, and what it is compared with.
    expect(count()).toBeLessThan(forOne + 20);
  });
});

describe("a server guards", () => {
  test("a repository with a working tree that a push updates", () => {
    const { repository } = createGuarded();
    const server = repository.sibling(`${repository.path}-served`);
    repository.git("clone", "--quiet", repository.path, server.path);
    server.git("config", "receive.denyCurrentBranch", "updateInstead");
    server.installHooks(serverHooks);
    const before = server.git("rev-parse", "HEAD");
    repository.commit("stale", stale);
    const refused = push(repository, server.path, "main");
    expect(refused.stderr).toContain(placeOfStale);
    expect(server.git("rev-parse", "HEAD")).toBe(before);
    repository.commit("repaired", session("fix-login", "mt#123"));
    expect(push(repository, server.path, "main").code).toBe(0);
    expect(server.read("sessions/fix-login.yaml")).toContain("mt#123");
    expect(server.status()).toBe("");
  });

  test("against a shallow clone, whose history it has whole", () => {
    const { repository, server } = createGuarded({ files: lost });
    const shallow = repository.sibling(`${repository.path}-shallow`);
    repository.git("clone", "--quiet", "--depth=1", `file://${server.path}`, shallow.path);
    branchOff(shallow, "fine", session("fine", "mt#123"));
    expect(push(shallow, "origin", "fine").code).toBe(0);
    branchOff(shallow, "feature", stale);
    expect(push(shallow, "origin", "feature").stderr).toContain(placeOfStale);
  });

  test("object IDs of SHA-256", () => {
    const { repository, server } = createGuarded({ objectFormat: "sha256" });
    branchOff(repository, "feature", stale);
    expect(push(repository, "origin", "feature").stderr).toContain(placeOfStale);
    const repaired = repository.commit("repaired", session("fix-login", "mt#123"));
    expect(push(repository, "origin", "feature").code).toBe(0);
    expect(refOf(server, "feature")).toBe(repaired);
    expect(push(repository, "origin", "--delete", "feature").code).toBe(0);
  });

  test("what its hook cannot read: an input of another form is refused", () => {
    const { server } = createGuarded();
    const run = server.run("session-assoc", ["hook", "pre-receive"], { input: "main\n" });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("git does not describe a pushed ref like this: main");
    const zeros = "0".repeat(40);
    const input = `${zeros} ${"1".repeat(40)} refs/heads/x\n`;
    const damaged = server.run("session-assoc", ["hook", "pre-receive"], { input });
    expect(damaged.code).toBe(3);
    expect(damaged.stderr).toContain("is missing from the repository");
  });
});
