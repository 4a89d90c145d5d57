import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { cli } from "../support/repository.ts";
import { disturbStep, prepare, prepareFolder } from "./disturb.js";
import { everyDisturbance, tellingDisturbances } from "./every-step.js";
import { scenarios } from "./scenarios.js";

// A part of what `npm run kills -- --every` does.

const folder = realpathSync(mkdtempSync(join(tmpdir(), "session-assoc-")));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
prepareFolder(folder, cli);

test.concurrent.each(["fix --staged", "a merge", "a migration", "a merge by keys"])(
  "%s",
  async name => {
    const scenario = scenarios[name];
    if (scenario === undefined) throw new Error(`there is no ${name}`);
    const prepared = await prepare(folder, name, scenario);
    const few = tellingDisturbances(prepared);
    expect(few.length).toBeGreaterThan(5);
    expect(everyDisturbance(prepared).length).toBeGreaterThan(3 * few.length);
    for (const [at, how] of few) await disturbStep(prepared, at, how);
  },
  300_000,
);
