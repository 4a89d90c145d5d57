import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { expectEveryHook } from "../support/every-hook.ts";
import { recipe, root } from "../support/recipes.ts";
import { createStaleMerge } from "../support/stale-merge.ts";

test("husky's lines guard merges, commits, amended commits and pushes", () => {
  const names = readdirSync(join(root, "examples/husky"));
  const lines = names.map(name => [`.husky/${name}`, recipe(`examples/husky/${name}`)] as const);
  const repository = createStaleMerge({ hooks: [], base: Object.fromEntries(lines) });
  const husky = repository.run(process.execPath, [join(root, "node_modules/husky/bin.js")]);
  expect(husky).toEqual({ code: 0, stdout: "", stderr: "" });
  expectEveryHook(repository);
});
