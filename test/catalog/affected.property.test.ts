import fc from "fast-check";
import { expect, test } from "vitest";
import { planFixes } from "../../src/fix/plan.ts";
import { compareText } from "../../src/model/finding.ts";
import { buildProject } from "../../src/model/project.ts";
import { findingsOf } from "../../src/rules/index.ts";
import { affectedIn } from "../support/catalog.ts";
import { projectOf, settingsFrom } from "../support/memory.ts";
import { change, config } from "../support/random-states.ts";

const numRuns = Number(process.env.CASES ?? 6_000);

test("what a catalog leaves out changes no finding, no fix and no count", async () => {
  let left = 0;
  await fc.assert(
    fc.asyncProperty(change, config, async ({ base, after }, text) => {
      const settings = settingsFrom(text);
      const records = await affectedIn(base, after, settings);
      const part = buildProject(records, settings);
      // A snapshot is read in the order of the paths.
      const sorted = Object.entries(after).sort(([a], [b]) => compareText(a, b));
      const whole = projectOf(Object.fromEntries(sorted), text);
      if (part.references.length < whole.references.length) left++;
      const comparable = (project: typeof whole) => ({
        findings: findingsOf(project).map(one =>
          // Its advice counts all tasks that moved: then all files are read.
          one.code === "retired-backend" ? { ...one, successor: undefined } : one,
        ),
        plan: [...planFixes(project)].sort(),
      });
      expect(comparable(part)).toEqual(comparable(whole));
      expect(records.counts).toEqual({
        sessions: whole.sessions.length,
        tasks: whole.tasks.length,
      });
    }),
    { numRuns },
  );
  expect(left).toBeGreaterThan(numRuns / 20);
});
