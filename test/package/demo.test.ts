import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sandbox } from "../support/repository.ts";

const root = join(import.meta.dirname, "../..");

test("the demo repairs the merge, stops it where asked to, and prints what the README quotes", () => {
  const { environment } = sandbox();
  const demo = join(root, "examples/demo.js");
  const run = spawnSync(process.execPath, [demo], { env: environment, encoding: "utf8" });
  expect(run.stderr).toBe("");
  expect(run.status).toBe(0);
  expect(run.stdout).toContain(
    "-taskId: md#123   # the login page\n+taskId: mt#123   # the login page",
  );
  expect(run.stdout).toContain("Not committing merge");

  const readme = readFileSync(join(root, "README.md"), "utf8");
  const [, quoted = ""] = /<!-- from the demo -->\n```\n(.*?)```/s.exec(readme) ?? [];
  expect(quoted).not.toBe("");
  expect(run.stdout).toContain(quoted);
});
