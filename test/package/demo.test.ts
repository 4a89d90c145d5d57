import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { testSinceGit } from "../support/git-version.ts";
import { sandbox } from "../support/repository.ts";

const root = join(import.meta.dirname, "../..");

/** Runs an example, which must succeed; returns what it prints. */
function run(name: string): string {
  const { environment } = sandbox();
  const example = join(root, "examples", `${name}.js`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [example], {
    env: environment,
    encoding: "utf8",
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return stdout;
}

/** What the README quotes from an example, each must be printed just so. */
function expectQuoted(name: string, printed: string): void {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const quotes = [...readme.matchAll(/<!-- from the (\w+) -->\n```\n(.*?)```/gs)]
    .filter(([, example]) => example === name)
    .map(([, , quote = ""]) => quote);
  expect(quotes.length).toBeGreaterThan(0);
  for (const quote of quotes) expect(printed).toContain(quote);
}

testSinceGit(38)(
  "the demo repairs the merge, stops it where asked to, and prints what the README quotes",
  () => {
    const printed = run("demo");
    expect(printed).toContain(
      "-taskId: md#123   # the login page\n+taskId: mt#123   # the login page",
    );
    expect(printed).toContain("Not committing merge");
    expectQuoted("demo", printed);
  },
);

testSinceGit(38)("the migration goes from dry run to merged commit, as the README quotes", () => {
  const printed = run("migration");
  expect(printed).toContain("md#123 is mt#123 today");
  expect(printed).toContain("✓ nothing to report (2 sessions, 2 tasks)");
  expectQuoted("migration", printed);
});
