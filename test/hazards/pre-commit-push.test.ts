import { expect, test } from "vitest";
import {
  createRepository,
  type Run,
  session,
  type TestRepository,
  task,
} from "../support/repository.ts";
import { branchOff, createClone, createServer, said } from "../support/server.ts";

const stale = session("fix-login", "md#123");
const lost = session("lost", "md#404");

/** Runs the hook as the framework `pre-commit` does: nothing to read, and variables that tell. */
function runHook(
  repository: TestRepository,
  told: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Run {
  const env = Object.fromEntries(
    Object.entries(told).map(([name, value]) => [`PRE_COMMIT_${name}`, value]),
  );
  return repository.run("session-assoc", ["hook", "pre-push", ...args], { env, input: "" });
}

const origin = { REMOTE_NAME: "origin", REMOTE_URL: "somewhere" };

test("pre-commit tells of an updated branch: it is compared with the old tip", () => {
  const { repository } = createClone({ files: lost });
  const from = repository.git("rev-parse", "HEAD");
  const told = { ...origin, FROM_REF: from, REMOTE_BRANCH: "refs/heads/main" };
  const harmless = repository.commit("a task", task("mt#7"));
  const accepted = runHook(repository, { ...told, TO_REF: harmless });
  expect(accepted.code).toBe(0);
  expect(accepted.stderr).toContain("(existing)");
  const wrong = repository.commit("stale", stale);
  const stopped = runHook(repository, { ...told, TO_REF: wrong });
  expect(stopped.code).toBe(1);
  expect(said(stopped)[0]).toBe(`session-assoc: refs/heads/main (${wrong.slice(0, 10)}):`);
});

test("pre-commit tells of a new branch: it is compared with what it merged last", () => {
  const { repository } = createClone({});
  const from = repository.git("rev-parse", "HEAD");
  branchOff(repository, "feature", task("mt#7"));
  repository.git("switch", "--quiet", "main");
  repository.commit("wrong on main", lost);
  repository.git("push", "--quiet", "origin", "main");
  repository.git("switch", "--quiet", "feature");
  repository.git("merge", "--quiet", "--no-edit", "main");
  const told = { ...origin, FROM_REF: from, REMOTE_BRANCH: "refs/heads/feature" };
  const accepted = runHook(repository, { ...told, TO_REF: repository.git("rev-parse", "HEAD") });
  expect(accepted.code).toBe(0);
  expect(accepted.stderr).toContain("sessions/lost.yaml:2:9  error  unknown-task-id  (existing)");
});

test("pre-commit tells of a first push by the branch alone, and of a run by hand by two revisions alone", () => {
  const repository = createRepository({ ...lost }, { hooks: [] });
  createServer(repository);
  const first = { ...origin, LOCAL_BRANCH: "refs/heads/main", REMOTE_BRANCH: "refs/heads/main" };
  expect(runHook(repository, first).code).toBe(1);
  repository.commit("no worse", task("mt#7"));
  const byHand = runHook(repository, { FROM_REF: "HEAD~", TO_REF: "HEAD" });
  expect(byHand.code).toBe(0);
  expect(byHand.stderr).toContain("(existing)");
  const missing = runHook(repository, { FROM_REF: "HEAD~", TO_REF: "--all" });
  expect(missing.code).toBe(2);
  expect(missing.stderr).toContain('there is no commit "--all"');
});

test("a runner that passes nothing on is told so; git with nothing to push is not", () => {
  const { repository, server } = createClone({});
  const untold = runHook(repository, {});
  expect(untold.code).toBe(2);
  expect(untold.stderr).toContain("lefthook: use_stdin: true");
  expect(runHook(repository, {}, ["origin", server.path])).toMatchObject({ code: 0, stderr: "" });
});
