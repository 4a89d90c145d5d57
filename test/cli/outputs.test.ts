import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { outputsOf } from "../../src/cli/output-options.ts";
import { limits } from "../../src/limits.ts";
import {
  cli,
  createRepository,
  type Files,
  type JsonReport,
  type Run,
  session,
  type TestRepository,
  task,
} from "../support/repository.ts";

const moved = task("mt#123", "migratedFrom: [md#123]\n");
const clean: Files = { ...task("md#1"), ...session("a", "md#1") };

/** One session that `fix` can repair, and one that it cannot. */
function wrongRepository(files: Files = {}): TestRepository {
  return createRepository({
    ...moved,
    ...session("stale", "md#123"),
    ...session("unknown", "md#404"),
    ...files,
  });
}

interface Sarif {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly version: string } };
      readonly results: readonly { readonly ruleId: string; readonly baselineState?: string }[];
    },
  ];
}

const resultsIn = (text: string) => (JSON.parse(text) as Sarif).runs[0].results;
const rulesIn = (text: string): readonly string[] => resultsIn(text).map(({ ruleId }) => ruleId);
const checksIn = (text: string): readonly string[] =>
  (JSON.parse(text) as readonly { readonly check_name: string }[]).map(one => one.check_name);
const commandsIn = (text: string): readonly (string | undefined)[] =>
  text
    .trimEnd()
    .split("\n")
    .map(line => /^::(\w+) .*title=([^:]*)::/.exec(line)?.slice(1).join(" "));

describe("the options", () => {
  const words = (...all: readonly string[]) =>
    all.flatMap((value, i) => {
      const option = all[i - 1];
      return option === "--format" || option === "--output"
        ? [{ option: option.slice(2) as "format" | "output", value }]
        : [];
    });

  test.each<[args: string, outputs: [format: string, file: string | undefined][]]>([
    ["", [["text", undefined]]],
    ["--format json", [["json", undefined]]],
    ["--output report.txt", [["text", "report.txt"]]],
    ["--output -", [["text", undefined]]],
    ["--output a.sarif --format sarif", [["sarif", "a.sarif"]]],
    [
      "--format sarif --output a --format gitlab --output b --format text",
      [
        ["sarif", "a"],
        ["gitlab", "b"],
        ["text", undefined],
      ],
    ],
    [
      "--format sarif --output a --format text --output -",
      [
        ["sarif", "a"],
        ["text", undefined],
      ],
    ],
    [
      "--format sarif --output a --format sarif --output b",
      [
        ["sarif", "a"],
        ["sarif", "b"],
      ],
    ],
  ])("give each format its place: %j", (args, outputs) => {
    const expected = outputs.map(([format, file]) => ({ format, file }));
    expect(outputsOf(words(...args.split(" ")))).toEqual(expected);
  });

  test.each<[args: string, reason: RegExp]>([
    ["--format sarif --format text", /stdout at once/],
    ["--format sarif --output - --format text", /stdout at once/],
    ["--format sarif --output a --output b", /b has no --format/],
    ["--output a --output b --format sarif", /b has no --format/],
    ["--format sarif --output a --format text --output ./x/../a", /go to \.\/x\/\.\.\/a at once/],
    ["--format sarif --output a --format text --output /here/a", /go to \/here\/a at once/],
    ["--format sarif --output --quiet", /needs a file/],
    ["--format sarif --output ", /needs a file/],
  ])("refuse %j", (args, reason) => {
    expect(() => outputsOf(words(...args.split(" ")), "/here")).toThrow(reason);
  });

  test.each([
    ["check", "--format", "xml"],
    ["check", "--format", "html"],
    ["fix", "--format", "html"],
    ["check", "--output"],
    ["fix", "--format", "text", "--output", "a", "--format", "json", "--output", "./a"],
  ])("are judged before anything is done: %j", (...args) => {
    const repository = wrongRepository();
    const { code, stdout, stderr } = repository.sa(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/text, json, sarif|argument missing|at once/);
    expect(repository.status()).toBe("");
  });

  test.each(["check", "fix"])("of %s are in its help, with choices and default", command => {
    const help = createRepository().sa(command, "--help").stdout.replaceAll(/\s+/g, " ");
    expect(help).toContain('"text", "json", "sarif", "github", "gitlab", "markdown"');
    expect(help).toContain('default: "text"');
    expect(help).toMatch(/--output <file>.*stdout/);
  });
});

test("a check tells the same in every format, at once, each in its place", () => {
  const repository = wrongRepository();
  const files = ["sarif", "github", "gitlab", "markdown", "json", "text"];
  const args = files.flatMap(format => ["--format", format, "--output", `out/${format}`]);
  mkdirSync(join(repository.path, "sessions/out"));
  const alone = repository.sa("check");
  // Colours are for stdout; files are found from --cwd, and findings wherever one stands.
  const run = repository.sa("check", "--color", "--cwd", "sessions", ...args);
  expect(run).toEqual({ code: 1, stdout: "", stderr: "" });

  const read = (format: string): string => repository.read(`sessions/out/${format}`);
  expect(rulesIn(read("sarif"))).toEqual(["stale-task-id", "unknown-task-id"]);
  expect(checksIn(read("gitlab"))).toEqual(["stale-task-id", "unknown-task-id"]);
  expect(commandsIn(read("github"))).toEqual(["error stale-task-id", "error unknown-task-id"]);
  expect(read("markdown")).toMatch(/^### ✗ .*2 errors[\s\S]*stale-task-id[\s\S]*unknown-task-id/);
  expect((JSON.parse(read("json")) as JsonReport).summary).toMatchObject({ findings: 2 });
  expect(read("text")).toBe(alone.stdout);
  expect(files.map(read).join("")).not.toContain("\u001b");
  expect(readdirSync(join(repository.path, "sessions/out")).sort()).toEqual([...files].sort());

  // A file that is there is replaced, and stdout has the other format to itself.
  const again = repository.sa("check", "--format", "json", "--output", "sessions/out/text");
  expect(again).toEqual({ code: 1, stdout: "", stderr: "" });
  expect(read("text")).toBe(read("json"));
  const both = repository.sa(
    ...["check", "--format", "sarif", "--output", "sessions/out/x", "--format", "json"],
  );
  expect(both).toEqual({ code: 1, stdout: read("json"), stderr: "" });
  expect(read("x")).toBe(read("sarif"));
});

test("with nothing to report and --quiet, people hear nothing, while machines and files get theirs", () => {
  const repository = createRepository(clean);
  const said = (format: string): string => {
    const { code, stdout, stderr } = repository.sa("check", "--quiet", "--format", format);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    return stdout;
  };
  expect(["text", "markdown", "github"].map(said)).toEqual(["", "", ""]);
  expect(rulesIn(said("sarif"))).toEqual([]);
  expect(checksIn(said("gitlab"))).toEqual([]);
  repository.write({ "report.md": "old news" });
  repository.sa("check", "--quiet", "--format", "markdown", "--output", "report.md");
  expect(repository.read("report.md")).toMatch(/^### ✓ session-assoc: nothing to report/);
});

test("what the base has too stays in the list, as unchanged in SARIF and a notice on GitHub", () => {
  const repository = wrongRepository();
  repository.write(session("new", "md#405"));
  const args = (format: string) => ["--format", format, "--output", `../${format}`];
  const formats = ["sarif", "gitlab", "github"];
  const run = repository.sa("check", "--against", "HEAD", ...formats.flatMap(args));
  expect(run).toEqual({ code: 1, stdout: "", stderr: "" });
  expect(
    resultsIn(repository.read("../sarif")).map(one => [one.ruleId, one.baselineState]),
  ).toEqual([
    ["unknown-task-id", "new"],
    ["stale-task-id", "unchanged"],
    ["unknown-task-id", "unchanged"],
  ]);
  expect(checksIn(repository.read("../gitlab"))).toHaveLength(3);
  expect(commandsIn(repository.read("../github"))).toEqual([
    "error unknown-task-id",
    "notice stale-task-id (existing)",
    "notice unknown-task-id (existing)",
  ]);
  // With nothing wrong on either side, a base was still given.
  repository.commit("as it is");
  const same = repository.sa("check", "--against", "HEAD", "--format", "sarif");
  expect(same.code).toBe(0);
  expect(resultsIn(same.stdout).every(one => one.baselineState === "unchanged")).toBe(true);
});

test("fix lists what is left; what it fixed is a notice on GitHub and a row in Markdown", () => {
  const repository = wrongRepository();
  const formats = ["sarif", "gitlab", "github", "markdown"];
  const args = formats.flatMap(format => ["--format", format, "--output", `../${format}`]);
  const read = (format: string): string => repository.read(`../${format}`);

  expect(repository.sa("fix", "--dry-run", ...args)).toEqual({ code: 1, stdout: "", stderr: "" });
  expect(repository.status()).toBe("");
  expect(rulesIn(read("sarif"))).toEqual(["stale-task-id", "unknown-task-id"]);
  expect(checksIn(read("gitlab"))).toEqual(["stale-task-id", "unknown-task-id"]);
  expect(commandsIn(read("github"))).toEqual(["error stale-task-id", "error unknown-task-id"]);
  expect(read("markdown")).not.toContain("fixed |");

  expect(repository.sa("fix", ...args)).toEqual({ code: 1, stdout: "", stderr: "" });
  expect(repository.read("sessions/stale.yaml")).toContain("taskId: mt#123");
  expect(rulesIn(read("sarif"))).toEqual(["unknown-task-id"]);
  expect(checksIn(read("gitlab"))).toEqual(["unknown-task-id"]);
  expect(commandsIn(read("github"))).toEqual(["error unknown-task-id", "notice fixed"]);
  expect(read("markdown")).toContain("| place | fixed | how we know |");
  expect(read("markdown")).toContain("`md#123` → `mt#123`");
});

test("a dry run writes its diff to a file, and says the rest on stderr", () => {
  const repository = wrongRepository();
  const { stdout } = repository.sa("fix", "--dry-run");
  const run = repository.sa("fix", "--dry-run", "--output", "../fix.diff");
  expect({ code: run.code, stdout: run.stdout }).toEqual({ code: 1, stdout: "" });
  expect(run.stderr).toContain("unknown-task-id");
  expect(repository.read("../fix.diff")).toBe(stdout);
  repository.git("apply", "../fix.diff");
  expect(repository.read("sessions/stale.yaml")).toContain("taskId: mt#123");
});

describe("a file that cannot be written", () => {
  const repeat = (repository: TestRepository, command: string, ...files: readonly string[]): Run =>
    repository.sa(
      command,
      ...files.flatMap(file => ["--format", "sarif", "--output", file]),
      ...["--format", "gitlab", "--output", "../good", "--format", "json"],
    );

  test("stops nothing else from being printed by check, and exits with 3", () => {
    const repository = wrongRepository();
    const { code, stdout, stderr } = repeat(repository, "check", "none/a", "sessions");
    expect(code).toBe(3);
    expect((JSON.parse(stdout) as JsonReport).findings).toHaveLength(2);
    expect(checksIn(repository.read("../good"))).toHaveLength(2);
    expect(stderr).toMatch(/none\/a cannot be written: there is no folder .*none\n/);
    expect(stderr).toMatch(/sessions is not a regular file/);
    expect(stderr).not.toMatch(/\n {4}at /);
    expect(repository.sa("check", "--output", "none/a").stderr).toContain("next: make the folder");
  });

  test("stops fix before it has changed anything", () => {
    const repository = wrongRepository();
    const { code, stdout, stderr } = repeat(repository, "fix", "none/a");
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    expect(stderr).toContain("there is no folder");
    expect(repository.status()).toBe("");
    expect(existsSync(join(repository.path, "../good"))).toBe(false);
  });
});

describe("a report that is written", () => {
  test("takes the place of an old one with its permissions, and leaves nothing else anywhere", () => {
    const repository = wrongRepository({ "report.json": "an old one\n" });
    chmodSync(join(repository.path, "report.json"), 0o640);
    expect(repository.sa("check", "--format", "json", "--output", "report.json").code).toBe(1);
    expect((JSON.parse(repository.read("report.json")) as JsonReport).findings).toHaveLength(2);
    expect(statSync(join(repository.path, "report.json")).mode & 0o777).toBe(0o640);
    expect(repository.status()).toBe(" M report.json");
    expect(readdirSync(join(repository.path, ".git/session-assoc/scratch"))).toEqual([]);
  });

  test("belongs to the group of a folder that gives its own", () => {
    const repository = wrongRepository();
    const folder = join(repository.path, "../shared");
    mkdirSync(folder);
    chmodSync(folder, 0o2775);
    repository.sa("check", "--output", "../shared/report.txt");
    expect(statSync(join(folder, "report.txt")).gid).toBe(statSync(folder).gid);
  });

  test("needs no place in the git directory, where there may be none", () => {
    const repository = wrongRepository();
    repository.write({ ".git/session-assoc/scratch": "a file\n" });
    const run = repository.sa("check", "--format", "json", "--output", "../report.json");
    expect(run).toEqual({ code: 1, stdout: "", stderr: "" });
    expect((JSON.parse(repository.read("../report.json")) as JsonReport).findings).toHaveLength(2);
    const names = readdirSync(join(repository.path, ".."));
    expect(names.filter(name => name.startsWith(".session-assoc-"))).toEqual([]);
  });
});

describe("a symbolic link that a branch may have brought", () => {
  test("is not followed, be it the file or on the way to it", () => {
    const repository = wrongRepository();
    const outside = join(repository.path, "../outside");
    mkdirSync(outside);
    writeFileSync(join(outside, "victim"), "precious");
    symlinkSync(join(outside, "victim"), join(repository.path, "file.sarif"));
    symlinkSync(join(outside, "none"), join(repository.path, "dangling.sarif"));
    symlinkSync(outside, join(repository.path, "reports"));
    symlinkSync(".git/hooks", join(repository.path, "within"));
    const hooks = readdirSync(join(repository.path, ".git/hooks"));
    const names = [
      "file.sarif",
      "dangling.sarif",
      "reports/a",
      "within/pre-push",
      "reports/victim",
    ];
    const args = names.flatMap(name => ["--format", "sarif", "--output", name]);
    const { code, stderr } = repository.sa("check", ...args);
    expect(code).toBe(3);
    for (const name of names) expect(stderr).toContain(`${join(repository.path, name)} `);
    expect(stderr.match(/no report is written to it/g)).toHaveLength(names.length);
    expect(readdirSync(outside)).toEqual(["victim"]);
    expect(readFileSync(join(outside, "victim"), "utf8")).toBe("precious");
    expect(readdirSync(join(repository.path, ".git/hooks"))).toEqual(hooks);
  });

  test("is another thing than the user's own that leads to the repository, or is nowhere near it", () => {
    const repository = wrongRepository();
    symlinkSync(repository.path, join(repository.path, "../link"));
    mkdirSync(join(repository.path, "../elsewhere"));
    symlinkSync("elsewhere", join(repository.path, "../other"));
    const { code } = repository.sa(
      ...["check", "--format", "sarif", "--output", "../link/a.sarif"],
      ...["--format", "gitlab", "--output", "../other/b.json"],
    );
    expect(code).toBe(1);
    expect(rulesIn(repository.read("a.sarif"))).toHaveLength(2);
    expect(checksIn(repository.read("../elsewhere/b.json"))).toHaveLength(2);
  });

  test("and none of that needs a working tree", () => {
    const repository = wrongRepository();
    repository.git("clone", "--quiet", "--bare", ".", "../bare.git");
    const bare = repository.sibling(join(repository.path, "../bare.git"));
    const args = ["--rev", "HEAD", "--format", "sarif", "--output", "../bare.sarif"];
    expect(bare.sa("check", ...args)).toEqual({ code: 1, stdout: "", stderr: "" });
    expect(rulesIn(repository.read("../bare.sarif"))).toHaveLength(2);
  });
});

describe("the summary of a job on GitHub", () => {
  const inJob = (repository: TestRepository, ...args: readonly string[]): Run =>
    repository.run(process.execPath, [cli, ...args], {
      env: { GITHUB_STEP_SUMMARY: join(repository.path, "../summary") },
    });
  const summaryOf = (repository: TestRepository): string => repository.read("../summary");

  test("gets the report once, below what is there, where the format is github", () => {
    const repository = wrongRepository();
    repository.write({ "../summary": "| a |\n| - |\n| b |" });
    for (const format of ["text", "json", "markdown"])
      inJob(repository, "check", "--format", format);
    expect(summaryOf(repository)).toBe("| a |\n| - |\n| b |");

    const args = ["--format", "markdown", "--output", "../report.md", "--format", "github"];
    const { code, stdout, stderr } = inJob(repository, "check", ...args);
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(commandsIn(stdout)).toEqual(["error stale-task-id", "error unknown-task-id"]);
    const report = repository.read("../report.md");
    expect(report).toContain("unknown-task-id");
    expect(summaryOf(repository)).toBe(`| a |\n| - |\n| b |\n\n${report}`);
  });

  test("lists what fix did, and nothing of a quiet run that found nothing", () => {
    const repository = createRepository({ ...moved, ...session("stale", "md#123") });
    inJob(repository, "fix", "--format", "github");
    const summary = summaryOf(repository);
    expect(summary).toMatch(/^### ✓ session-assoc: 1 fixed, nothing left/);
    inJob(repository, "check", "--quiet", "--format", "github");
    expect(summaryOf(repository)).toBe(summary);
    inJob(repository, "check", "--format", "github");
    expect(summaryOf(repository)).toMatch(/\n\n### ✓ session-assoc: nothing to report .*\n$/);
  });

  test("is left alone where GitHub would refuse it for its size", () => {
    const repository = wrongRepository();
    const full = "x".repeat(limits.jobSummaryBytes - 10);
    repository.write({ "../summary": full });
    const { code, stdout, stderr } = inJob(repository, "check", "--format", "github");
    expect(code).toBe(1);
    expect(commandsIn(stdout)).toHaveLength(2);
    expect(stderr).toMatch(/job summary is full/);
    expect(summaryOf(repository)).toBe(full);
  });

  test("that cannot be written fails the run, which prints all the same", () => {
    const repository = wrongRepository();
    mkdirSync(join(repository.path, "../summary"));
    const { code, stdout, stderr } = inJob(repository, "check", "--format", "github");
    expect(code).toBe(3);
    expect(commandsIn(stdout)).toHaveLength(2);
    expect(stderr).toMatch(/summary is not a regular file/);
  });
});

test.skipIf(!existsSync("/dev/full"))("a full disk behind stdout ends with 3, and says so", () => {
  const repository = wrongRepository();
  for (const format of ["text", "json"]) {
    const command = `exec "${process.execPath}" "${cli}" check --format ${format} >/dev/full`;
    const { code, stderr } = repository.run("sh", ["-c", command]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/^session-assoc: nothing more can be printed: ENOSPC.*\n$/);
  }
});

test("a git directory in which nothing can be made keeps no report from being written", () => {
  const repository = wrongRepository();
  repository.write({ ".git/session-assoc/scratch": "no folder" });
  expect(repository.sa("check", "--format", "json", "--output", "../report.json").code).toBe(1);
  expect(JSON.parse(repository.read("../report.json"))).toHaveProperty("findings");
  expect(readdirSync(join(repository.path, "..")).filter(name => /^\./.test(name))).toEqual([
    ".gitconfig",
  ]);
});
