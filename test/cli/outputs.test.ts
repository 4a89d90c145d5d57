import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Output, outputsOf } from "../../src/cli/output-options.ts";
import { createRepository, session, type TestRepository, task } from "../support/repository.ts";

function createStale(): TestRepository {
  return createRepository({
    ...task("mt#1", "migratedFrom: [md#1]\n"),
    ...session("a", "md#1"),
  });
}

describe("--format and --output", () => {
  const parse = (line: string): readonly Output[] =>
    outputsOf(
      line.split(" ").flatMap(word => {
        const [option = "", value] = word.split("=");
        return value === undefined ? [] : [{ option: option as "format" | "output", value }];
      }),
    );
  test.each<[string, readonly Output[]]>([
    ["", [{ format: "text", file: undefined }]],
    ["format=json", [{ format: "json", file: undefined }]],
    ["output=a", [{ format: "text", file: "a" }]],
    ["output=a format=json", [{ format: "json", file: "a" }]],
    [
      "format=sarif output=a format=github",
      [
        { format: "sarif", file: "a" },
        { format: "github", file: undefined },
      ],
    ],
    [
      "format=text format=sarif output=a",
      [
        { format: "text", file: undefined },
        { format: "sarif", file: "a" },
      ],
    ],
    [
      "format=text output=a format=text output=b",
      [
        { format: "text", file: "a" },
        { format: "text", file: "b" },
      ],
    ],
    ["format=json output=-", [{ format: "json", file: "-" }]],
  ])("%s", (line, outputs) => {
    expect(parse(line)).toEqual(outputs);
  });
  test.each([
    ["format=text format=json", "two formats would go to stdout"],
    ["format=text output=- format=json", "two formats would go to stdout"],
    ["format=text output=a format=json output=a", "two formats would go to one file"],
    ["format=text output=a output=b", "has no --format of its own"],
    ["output=a output=b", "two formats|has no --format"],
  ])("%s is refused", (line, message) => {
    expect(() => parse(line)).toThrow(new RegExp(message));
  });
});

test("several formats come out of one run, each where it was sent", () => {
  const repository = createStale();
  const run = repository.sa(
    ...[
      "check",
      "--format",
      "sarif",
      "--output",
      "a.sarif",
      "--format",
      "gitlab",
      "--output",
      "b.json",
    ],
    ...["--format", "markdown", "--output", "c.md", "--color", "--format", "json"],
  );
  expect(run).toMatchObject({ code: 1, stderr: "" });
  expect(JSON.parse(run.stdout)).toMatchObject({ summary: { findings: 1 } });
  expect(JSON.parse(repository.read("a.sarif"))).toMatchObject({ version: "2.1.0" });
  expect(JSON.parse(repository.read("b.json"))).toHaveLength(1);
  expect(repository.read("c.md")).toMatch(/^### ❌ /);
  expect(repository.read("c.md")).not.toContain("\x1b");
});

test("a report in a file is plain, and stdout stays empty", () => {
  const repository = createStale();
  const run = repository.sa("--color", "check", "--output", "report.txt");
  expect(run).toEqual({ code: 1, stdout: "", stderr: "" });
  expect(repository.read("report.txt")).toContain("sessions/a.yaml:2:9  error  stale-task-id");
  expect(repository.read("report.txt")).not.toContain("\x1b");
});

describe("--format github", () => {
  test("adds the Markdown report to the summary of the job", () => {
    const repository = createStale();
    const summary = join(repository.path, "../summary.md");
    writeFileSync(summary, "before\n");
    const options = { env: { GITHUB_STEP_SUMMARY: summary } };
    const args = (...words: string[]): string[] => [
      join(import.meta.dirname, "../../dist/cli.js"),
      ...words,
    ];
    const run = repository.run(process.execPath, args("check", "--format", "github"), options);
    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(/^::error file=sessions\/a\.yaml,line=2,col=9,endColumn=13,title=/);
    const written = repository.read("../summary.md");
    expect(written).toMatch(/^before\n### ❌ session-assoc: 1 error, 1 fixable\n/);
    repository.run(process.execPath, args("check", "--format", "json"), options);
    expect(repository.read("../summary.md")).toBe(written);
  });

  test("says what fix did in the summary, and what is left as annotations", () => {
    const repository = createStale();
    const summary = join(repository.path, "../summary.md");
    const cli = join(import.meta.dirname, "../../dist/cli.js");
    const run = repository.run(process.execPath, [cli, "fix", "--format", "github"], {
      env: { GITHUB_STEP_SUMMARY: summary },
    });
    expect(run).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(repository.read("../summary.md")).toContain("| `sessions/a.yaml:2:9` | `md#1 → mt#1` |");
  });
});

describe("a report is not written", () => {
  test("through a symbolic link that a branch may have brought", () => {
    const repository = createStale();
    const outside = join(repository.path, "../outside");
    mkdirSync(outside);
    writeFileSync(join(outside, "canary"), "alive");
    symlinkSync(join(outside, "canary"), join(repository.path, "report.sarif"));
    symlinkSync(outside, join(repository.path, "reports"));
    for (const path of ["report.sarif", "reports/new.sarif", "reports/../reports/canary"]) {
      const run = repository.sa("check", "--format", "sarif", "--output", path);
      expect(run).toMatchObject({ code: 3, stdout: "" });
      expect(run.stderr).toMatch(/not a regular file|leads out of the working tree/);
    }
    expect(readdirSync(outside)).toEqual(["canary"]);
    expect(repository.read("../outside/canary")).toBe("alive");
  });

  test("into a folder that is not there, and then nothing goes to stdout", () => {
    const repository = createStale();
    const run = repository.sa("check", "--format", "json", "--format", "sarif", "--output", "no/a");
    expect(run).toMatchObject({ code: 3, stdout: "" });
    expect(run.stderr).toContain("cannot be written");
    expect(existsSync(join(repository.path, "no"))).toBe(false);
  });
});

test("fix --dry-run prints every format of what it would do, and changes nothing", () => {
  const repository = createStale();
  const run = repository.sa(
    "fix",
    "--dry-run",
    "--format",
    "text",
    "--format",
    "sarif",
    "--output",
    "a.sarif",
  );
  expect(run.code).toBe(1);
  expect(run.stdout).toContain("-taskId: md#1\n+taskId: mt#1");
  expect(JSON.parse(repository.read("a.sarif"))).toMatchObject({
    runs: [{ results: [{ ruleId: "stale-task-id" }] }],
  });
  expect(repository.read("sessions/a.yaml")).toContain("md#1");
});
