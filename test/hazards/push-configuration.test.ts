import { describe, expect, test } from "vitest";
import { createRepository, type Files, session, task } from "../support/repository.ts";
import {
  branchOff,
  type Clone,
  createClone,
  createServer,
  push,
  refOf,
  said,
} from "../support/server.ts";

const lost = session("lost", "md#404");
const config = (text: string): Files => ({ ".session-assoc.yaml": text });
const off = config("rules: { unknown-task-id: off }\n");

describe.each<[string, (files?: Files) => Clone]>([
  ["pre-push", files => createClone({ hooks: ["pre-push"], ...(files && { files }) })],
  ["pre-receive", files => createClone({ serverHooks: ["pre-receive"], ...(files && { files }) })],
])("%s judges by the configuration of the side that receives", (_, create) => {
  test("an updated branch by its old tip's: a push cannot switch off the rule that judges it", () => {
    const { repository, server } = create();
    repository.commit("switch it off and profit", { ...off, ...lost });
    expect(push(repository, "origin", "main").stderr).toContain("error  unknown-task-id");
    repository.git("reset", "--quiet", "--hard", "HEAD~");
    repository.commit("switch it off", off);
    expect(push(repository, "origin", "main").code).toBe(0);
    const next = repository.commit("what is allowed now", lost);
    expect(said(push(repository, "origin", "main"))).toEqual([]);
    expect(refOf(server, "main")).toBe(next);
  });

  test("a new branch by the default branch's, whatever it is built on", () => {
    const { repository } = create();
    const start = branchOff(repository, "lax", off);
    expect(push(repository, "origin", "lax").code).toBe(0);
    repository.commit("something wrong", lost);
    expect(push(repository, "origin", "HEAD:refs/heads/other").code).toBe(1);
    // The very same commit on the branch that allows it.
    expect(push(repository, "origin", "HEAD:refs/heads/lax").code).toBe(0);
    expect(repository.git("rev-parse", "HEAD~")).toBe(start);
  });

  test("one that cannot be read stops what does not repair it, and lets through what does", () => {
    const { repository, server } = create(config("rules: { unknown-task-id: perhaps }\n"));
    const broken = repository.git("rev-parse", "HEAD");
    repository.commit("something else", task("mt#7"));
    const stopped = push(repository, "origin", "main");
    expect(stopped.code).toBe(1);
    expect(said(stopped)[0]).toContain(
      `.session-assoc.yaml in ${broken.slice(0, 10)}:1:10: "rules.unknown-task-id" must be`,
    );
    const repaired = repository.commit("repair it", config("rules: { unknown-task-id: warn }\n"));
    expect(push(repository, "origin", "main").code).toBe(0);
    expect(refOf(server, "main")).toBe(repaired);
  });

  test("one that looks at nothing lets everything through", () => {
    const { repository } = create(config("sessions: []\ntasks: []\n"));
    repository.commit("what nobody looks at", lost);
    const accepted = push(repository, "origin", "main");
    expect({ code: accepted.code, said: said(accepted) }).toEqual({ code: 0, said: [] });
  });

  test("the paths that it names are those that count", () => {
    const { repository } = create(config("sessions: ['work/*.yaml']\n"));
    branchOff(repository, "feature", lost);
    expect(push(repository, "origin", "feature").code).toBe(0);
    repository.commit("at work", { "work/lost.yaml": "taskId: md#404\n" });
    const stopped = push(repository, "origin", "feature");
    expect(stopped.stderr).toContain("work/lost.yaml:1:9  error  unknown-task-id");
  });
});

describe("where the receiving side has no default branch", () => {
  test("a new branch is judged by the nearest commit that is there", () => {
    const { repository, server } = createClone({ serverHooks: ["pre-receive"], files: off });
    server.git("symbolic-ref", "HEAD", "refs/heads/nowhere");
    branchOff(repository, "feature", { ...config(""), ...lost });
    expect(push(repository, "origin", "feature").code).toBe(0);
  });

  test("the first push is judged by its own: an empty server has nothing to protect", () => {
    const repository = createRepository({ ...off, ...lost }, { hooks: ["pre-push"] });
    const server = createServer(repository, { serverHooks: ["pre-receive"] });
    const accepted = push(repository, "origin", "main");
    expect({ code: accepted.code, said: said(accepted) }).toEqual({ code: 0, said: [] });
    expect(refOf(server, "main")).toBe(repository.git("rev-parse", "HEAD"));
  });
});
