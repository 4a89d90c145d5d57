import { describe, expect, test } from "vitest";
import { createRepository, session, type TestRepository, task } from "../support/repository.ts";

/** main and feature part after a task exists; one migrates it, the other adds a session. */
function diverged(options: { migratesOn: "main" | "feature" }): TestRepository {
  const repository = createRepository({ ...task("md#123") });
  repository.git("branch", "feature");
  const other = options.migratesOn === "main" ? "feature" : "main";
  repository.git("switch", "--quiet", options.migratesOn);
  repository.migrate("md#123", "mt#123");
  repository.git("switch", "--quiet", other);
  repository.commit("add a session", session("fix-login", "md#123"));
  repository.git("switch", "--quiet", "main");
  return repository;
}

function expectRepaired(repository: TestRepository): void {
  expect(repository.show("HEAD", "sessions/fix-login.yaml")).toBe(
    "session: fix-login\ntaskId: mt#123\n",
  );
  expect(repository.read("sessions/fix-login.yaml")).toContain("mt#123");
  expect(repository.parents()).toHaveLength(2);
  expect(repository.status()).toBe("");
  expect(repository.findings()).toEqual([]);
}

describe("a clean merge that would leave a stale ID", () => {
  test("holds the rewritten ID when the branch that is merged adds the session", () => {
    const repository = diverged({ migratesOn: "main" });
    const merge = repository.tryGit("merge", "--no-edit", "feature");
    expect(merge.stderr).toContain("sessions/fix-login.yaml:2:9");
    expect(merge.code).toBe(0);
    expectRepaired(repository);
  });

  test("holds the rewritten ID when the branch that is merged migrates the task", () => {
    const repository = diverged({ migratesOn: "feature" });
    expect(repository.tryGit("merge", "--no-edit", "feature").code).toBe(0);
    expectRepaired(repository);
  });
});
