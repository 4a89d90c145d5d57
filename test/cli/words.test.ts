import type { Command } from "commander";
import { describe, expect, test } from "vitest";
import { main } from "../../src/cli/main.ts";
import { buildProgram, commandsOf, nameOf } from "../../src/cli/program.ts";
import { createRepository, sandbox, session, task } from "../support/repository.ts";
import { runMain, terminalAt } from "../support/run-main.ts";
import { expectParses } from "../support/typed.ts";

describe("the help of every command has examples", () => {
  const { terminal } = terminalAt(".");
  const names = [buildProgram(terminal, () => {}), ...visible()].map(nameOf);

  function visible(): readonly Command[] {
    return commandsOf(buildProgram(terminal, () => {})).filter(
      command => command.name() !== "help" && !command.name().startsWith("__"),
    );
  }

  test.each(names)("%s --help: the examples can be typed, and fit on a screen", async name => {
    const help = await runMain(".", ...name.split(" ").slice(1), "--help");
    expect({ ...help, stdout: "" }).toEqual({ code: 0, stdout: "", stderr: "" });
    const [, examples = ""] = help.stdout.split("\nExamples:\n");
    const lines = examples.split("\n").filter(line => line.startsWith("  session-assoc "));
    expect(lines.length).toBeGreaterThan(0);
    for (const line of examples.split("\n")) expect(line.length).toBeLessThanOrEqual(92);
    for (const line of lines) {
      expect(`${line} `.startsWith(`  ${name} `), line).toBe(true);
      await expectParses(line.trim());
    }
  });
});

describe("a wrong use is told what is wrong, and what to type next", () => {
  const uses: readonly (readonly [line: string, code: number, stderr: string])[] = [
    [
      "chek",
      2,
      "unknown command 'chek'\n  next: did you mean check? If not, session-assoc --help shows how it is used",
    ],
    ["zzzzzz", 2, "unknown command 'zzzzzz'\n  next: session-assoc --help shows how it is used"],
    [
      "check --stagd",
      2,
      "unknown option '--stagd'\n  next: did you mean --staged? If not, session-assoc check --help shows how it is used",
    ],
    [
      "check one",
      2,
      "too many arguments for 'check'. Expected 0 arguments but got 1.\n  next: session-assoc check --help shows how it is used",
    ],
    [
      "check --rev",
      2,
      "option '--rev <commit>' argument missing\n  next: session-assoc check --help shows how it is used",
    ],
    [
      "check --rev nowhere",
      2,
      'there is no commit "nowhere"\n  next: name a branch, a tag or an object ID; a remote branch may have to be fetched first',
    ],
    [
      "check --staged --rev HEAD",
      2,
      "--staged and --rev exclude each other\n  next: run the command once for each of them",
    ],
    [
      "check --into main",
      2,
      "--into names where --merge goes, and there is no --merge\n  next: session-assoc check --merge <ref> --into <ref>",
    ],
    [
      "check --format xml",
      2,
      "option '--format <format>' argument 'xml' is invalid. Allowed choices are text, json, sarif, github, gitlab, markdown.\n  next: session-assoc check --help shows how it is used",
    ],
    [
      "check --format json --format sarif",
      2,
      "two formats would go to stdout at once\n  next: --output <file> after a --format says where it goes",
    ],
    [
      "check --format json --output a --format sarif --output a",
      2,
      "two formats would go to a at once\n  next: give each --format an --output of its own",
    ],
    [
      "check --output --format",
      2,
      '--output needs a file, and "--format" is none\n  next: name a file, or - for stdout: --format sarif --output findings.sarif',
    ],
    [
      "check --output none/here.txt",
      3,
      "$PWD/none/here.txt cannot be written: there is no folder $PWD/none\n  next: make the folder first",
    ],
    [
      "check --config none.yaml",
      2,
      "$PWD/none.yaml cannot be read: there is no such file\n  next: --config names a file that can be read, from the current directory or --cwd",
    ],
    [
      "check --config wrong.yaml",
      2,
      '$PWD/wrong.yaml:1:1: unknown key "onstale"; did you mean "onStale"?\n  next: correct it; session-assoc schema config prints all keys and what may stand there',
    ],
    [
      "--cwd none check",
      2,
      "there is no directory $PWD/none\n  next: --cwd <directory> names one that is there",
    ],
    [
      "fix README.md",
      2,
      "README.md is no session or task file, and holds none\n  next: name a file that the globs `sessions` or `tasks` of the configuration match",
    ],
    [
      "fix ../x.yaml",
      2,
      "../x.yaml is outside the repository\n  next: name a file below $PWD, or another repository with --cwd <directory>",
    ],
    [
      "resolve",
      2,
      "missing required argument 'id'\n  next: session-assoc resolve --help shows how it is used",
    ],
    [
      "resolve md#",
      2,
      "Invalid task ID format: md#\n  next: an ID is backend#number or a number, without white space",
    ],
    [
      "update md#1",
      2,
      "an old and a new task ID are needed\n  next: session-assoc update <old> <new>, or update --map <file>",
    ],
    [
      "update --map none.yaml",
      2,
      "none.yaml cannot be read: there is no such file\n  next: --map names a file that can be read, from the current directory or --cwd",
    ],
    [
      "history 7",
      2,
      "7 may mean md#7 (tasks/md/7.yaml), mt#7 (tasks/mt/7.yaml)\n  next: name the task with its backend, as in session-assoc history md#123",
    ],
    [
      "tasks migrate-backend --from md",
      2,
      "required option '--to <backend>' not specified\n  next: session-assoc tasks migrate-backend --help shows how it is used",
    ],
    [
      "tasks migrate-backend --from md --to md",
      2,
      "tasks of md cannot be migrated to md itself\n  next: name two backends with --from and --to",
    ],
    [
      "tasks migrate-backend --from md --to mt --commit",
      2,
      "--commit needs --execute: a dry run changes nothing\n  next: add --execute, or leave --commit away",
    ],
    [
      "tasks migrate-backend --from md --to mt --limit 0",
      2,
      "--limit must be a whole number of at least 1\n  next: write --limit 10, or leave it away to migrate all",
    ],
    [
      "hook pre-comit",
      2,
      'there is no hook "pre-comit"\n  next: name one of pre-merge-commit, post-merge, pre-commit, pre-push, post-rewrite, pre-receive',
    ],
    [
      "schema sessions",
      2,
      "'sessions' is no kind. Allowed choices are session, task, config.\n  next: session-assoc schema --help shows how it is used",
    ],
  ];

  test("in a repository, without a stack", async () => {
    const { path } = createRepository({
      ...task("md#7"),
      ...task("mt#7"),
      ...session("a", "md#7"),
      "wrong.yaml": "onstale: fix\n",
    });
    for (const [line, code, stderr] of uses) {
      expect(await runMain(path, ...line.split(" ")), line).toEqual({
        code,
        stdout: "",
        stderr: `session-assoc: ${stderr.replaceAll("$PWD", path)}\n`,
      });
    }
  });

  test("outside of a repository", async () => {
    const { path } = sandbox();
    const { code, stdout, stderr } = await runMain(path, "check");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(
      /^session-assoc: .* is in no repository that git would use: fatal: not a git repository .*\n {2}next: --cwd <directory> names another place\n$/,
    );
  });

  test("what the user typed is not sent to the terminal raw", async () => {
    const { stderr } = await runMain(".", "\x1b[2Jcheck");
    expect(stderr).toContain("unknown command '\\u{1b}[2Jcheck'");
  });
});

describe("a bug", () => {
  const broken = (...argv: readonly string[]) => {
    const { terminal, written } = terminalAt(".");
    const stdout = {
      write: () => {
        throw new TypeError("x is not a function\x07\nand more");
      },
    };
    return main(argv, { ...terminal, stdout: stdout as unknown as NodeJS.WriteStream }).then(
      code => ({ code, stderr: written.stderr }),
    );
  };
  const said =
    "session-assoc: this is a bug of session-assoc: TypeError: x is not a function\\u{7}\n  next: report it, with what the same command prints with --debug\n";

  test("is called one, in one line and without its stack", async () => {
    expect(await broken("explain")).toEqual({ code: 3, stderr: said });
  });

  test("shows its stack with --debug", async () => {
    const { code, stderr } = await broken("--debug", "explain");
    expect(code).toBe(3);
    expect(stderr).toContain(`${said}TypeError: x is not a function\\u{7}\nand more\n    at `);
  });
});
