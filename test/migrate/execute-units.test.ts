import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { executeUnits } from "../../src/migrate/execute-units.ts";
import { planMigration } from "../../src/migrate/plan.ts";
import type { Backend } from "../../src/model/task-id.ts";
import { openWorktree } from "../../src/open-worktree.ts";
import { createRepository, session, task } from "../support/repository.ts";

const files = {
  ...task("md#1", "parent: md#2\n"),
  ...task("md#2"),
  ...session("a", "md#1"),
};

/** Plans a migration, lets somebody do something, and carries it out. */
async function migrateAfter(
  keepSource: boolean,
  isDryRun: boolean,
  meanwhile: (topLevel: string) => void,
) {
  const repository = createRepository(files, { hooks: [] });
  const worktree = await openWorktree(repository.path, {});
  const { settings, topLevel } = worktree;
  const request = {
    from: "md" as Backend,
    to: "mt" as Backend,
    wishes: new Map(),
    keepSource,
  };
  const { plan, work } = await planMigration(worktree, request, isDryRun);
  meanwhile(topLevel);
  const place = { root: topLevel, commonDirectory: worktree.repository.commonDirectory };
  const failure = await executeUnits(place, work, settings).catch((error: Error) => error.message);
  return { plan, work, failure, read: (path: string) => repository.read(path) };
}

test.each([false, true])("what nobody changed is migrated; with copies: %j", async keepSource => {
  const { failure, read } = await migrateAfter(keepSource, false, () => {});
  expect(failure).toBeUndefined();
  expect(read("tasks/mt/1.yaml")).toContain("parent: mt#2");
  expect(read("sessions/a.yaml")).toContain("mt#1");
});

test.each([
  ["a task", "tasks/md/1.yaml", "id: md#1\nparent: md#2\nmine: 1\n"],
  ["a session, which still says the same", "sessions/a.yaml", "session: a\ntaskId: md#1\nx: 1\n"],
])("%s that changed since the plan was made is left alone", async (_, path, mine) => {
  for (const keepSource of [false, true]) {
    const { failure, read } = await migrateAfter(keepSource, false, topLevel =>
      writeFileSync(join(topLevel, path), mine),
    );
    expect(failure).toBe(`${path} changed since it was read; it was left alone`);
    expect(read(path)).toBe(mine);
  }
});

test.each(["tasks/md/1.yaml", "sessions/a.yaml"])("%s is gone meanwhile", async path => {
  const { failure } = await migrateAfter(false, false, topLevel => rmSync(join(topLevel, path)));
  expect(failure).toBe(`${path} changed since it was read; it was left alone`);
});

test("of a dry run nothing is kept that could be carried out", async () => {
  const { plan, work, read } = await migrateAfter(false, true, () => {});
  expect([...work.units, ...work.references]).toEqual([]);
  expect(plan.moves.map(({ to }) => to)).toEqual(["mt#1", "mt#2"]);
  expect(read("sessions/a.yaml")).toContain("md#1");
});
