import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { executeUnits } from "../../src/migrate/execute-units.ts";
import { planMigration } from "../../src/migrate/plan.ts";
import { readAnew } from "../../src/migrate/read-anew.ts";
import { validate } from "../../src/migrate/validate.ts";
import type { Backend } from "../../src/model/task-id.ts";
import { openWorktree } from "../../src/open-worktree.ts";
import { createRepository, session, task } from "../support/repository.ts";

/** Migrates two tasks, lets somebody edit a session, and looks at what is there then. */
async function lookAfter(edit: string | undefined) {
  const files = {
    ...{ ...task("md#1"), ...task("md#2") },
    ...{ ...session("a", "md#1"), ...session("b", "md#2"), ...session("c", "2") },
  };
  const { path } = createRepository(files, { hooks: [] });
  const worktree = await openWorktree(path, {});
  const [from, to] = ["md", "mt"] as Backend[] as [Backend, Backend];
  const request = { from, to, wishes: new Map(), keepSource: false };
  const { plan, work } = await planMigration(worktree, request, false);
  const place = { root: path, commonDirectory: worktree.repository.commonDirectory };
  await executeUnits(place, work, worktree.settings);
  if (edit !== undefined) writeFileSync(join(path, "sessions/b.yaml"), edit);
  const anew = await readAnew(worktree, plan.meanings);
  const held = anew.project.references.map(({ file }) => file);
  return { held, proved: anew.proved.size, validation: validate(plan.moves, plan.meanings, anew) };
}

test("sessions that mean what they were to mean are not held", async () => {
  const { held, proved, validation } = await lookAfter(undefined);
  expect(held).toEqual([]);
  expect(proved).toBe(3);
  expect(validation).toEqual({ passed: ["md#1", "md#2"], failed: [] });
});

test.each([
  ["another task", "session: b\ntaskId: mt#1\n", "meaning"],
  ["a task that nobody knows", "session: b\ntaskId: mt#9\n", "meaning"],
  ["nothing", "session: b\n", "meaning"],
  ["nothing that can be read", "taskId: [\n", "meaning"],
  ["the old ID", "session: b\ntaskId: md#2\n", "stale"],
])("a session that names %s is found", async (_, edit, kind) => {
  const { validation } = await lookAfter(edit);
  expect(validation.failed).toMatchObject([{ id: "md#2", problem: { kind } }]);
  expect(validation.passed).toEqual(["md#1"]);
});
