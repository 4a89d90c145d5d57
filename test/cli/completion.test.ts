import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { asBashWord, parseBashLine } from "../../src/cli/complete/bash-line.ts";
import { expectedAt, placeholderOf, sources } from "../../src/cli/complete/expected-value.ts";
import { narrow } from "../../src/cli/complete/narrow.ts";
import { buildProgram, commandsOf } from "../../src/cli/program.ts";
import {
  createRepository,
  sandbox,
  session,
  type TestRepository,
  task,
} from "../support/repository.ts";
import { runMain, terminalAt } from "../support/run-main.ts";

const breaks = " \t\n\"'@><=;|&(:";
const program = buildProgram(terminalAt(".").terminal, () => {});

describe("what is expected at the cursor comes from the definition of the commands", () => {
  test("every word of the help that stands for a value is known", () => {
    const takers = [program, ...commandsOf(program)].flatMap(command => [
      ...command.options.filter(option => option.required || option.optional),
      ...command.registeredArguments,
    ]);
    const open = takers.filter(taker => taker.argChoices === undefined).map(placeholderOf);
    expect(open.filter(word => !(word in sources))).toEqual([]);
  });

  test.each<[line: string, source: string | undefined, some: readonly string[]]>([
    ["", undefined, ["check", "tasks", "completion"]],
    ["check --", undefined, ["--staged", "--cwd", "--help"]],
    ["check --format ", undefined, ["text", "sarif"]],
    ["check --format=", undefined, ["text", "sarif"]],
    ["check --rev ", "refs", []],
    ["check --rev=", "refs", []],
    ["check --output ", "files", []],
    ["--cwd ", "directories", []],
    ["--config x check --merge ", "refs", []],
    ["fix ", "files", []],
    ["update ", "tasks", []],
    ["update md#1 ", "tasks", []],
    ["update md#1 mt#1 a ", "files", []],
    ["history ", "sessions-and-tasks", []],
    ["tasks ", undefined, ["migrate-backend"]],
    ["tasks migrate-backend --from ", "backends", []],
    ["tasks migrate-backend --limit ", undefined, []],
    ["explain ", "codes", []],
    ["schema ", undefined, ["session", "task", "config"]],
    ["resolve -- --", "tasks", []],
    ["check ", undefined, []],
  ])("session-assoc %j", (line, source, some) => {
    const expected = expectedAt(program, line.split(" "));
    expect(expected.source).toBe(source);
    const words = expected.words.map(({ value }) => value);
    expect(words).toEqual(expect.arrayContaining([...some]));
    expect(words.some(word => word.startsWith("__"))).toBe(false);
  });
});

test("too many answers are cut to their beginnings, so that no shell completes to a wrong one", () => {
  const all = ["md", "mt"].flatMap(backend =>
    Array.from({ length: 5000 }, (_, i) => ({ value: `${backend}#${i}`, description: "" })),
  );
  const { candidates, isWhole } = narrow(all, "");
  expect(isWhole).toBe(false);
  expect(candidates.length).toBeLessThanOrEqual(200);
  for (const { value } of all) {
    expect(candidates.some(one => value.startsWith(one.value))).toBe(true);
  }
  expect(narrow(all, "md#12").candidates).toHaveLength(111);
});

test("what a shell would show as something else is no offer", () => {
  const values = ["a\nb", "a\tb", "a\x1b[2J", "a\u202eb", "ab"];
  const { candidates } = narrow(
    values.map(value => ({ value, description: "" })),
    "a",
  );
  expect(candidates.map(({ value }) => value)).toEqual(["ab"]);
});

test.each<[line: string, value: string, put: string | undefined]>([
  ["x resolve md#1", "md#12", "md#12"],
  ["x history ", "#7", "\\#7"],
  ["x history fix\\ l", "fix login", "fix\\ login"],
  ["x history 'fix l", "fix login", "fix login"],
  ["x history '", "it's", undefined],
  ['x history "', "$HOME", undefined],
  ['x history "', "a 'b'", "a 'b'"],
  ["x history ", "$(a)`b`;c&d|e>f", "\\$\\(a\\)\\`b\\`\\;c\\&d\\|e\\>f"],
  ["x resolve gh#a:", "gh#a:b", "b"],
  ["x resolve gh#a\\:", "gh#a:b", "gh#a:b"],
  ["x --format=s", "--format=sarif", "sarif"],
  ["x history ", "~root", "\\~root"],
])("in bash %j is completed to %j by %j", (line, value, put) => {
  expect(asBashWord(value, parseBashLine(line, breaks))).toBe(put);
});

const hostile = "$(touch canary)`touch canary`'\"; touch canary #";

function createAnswers(): TestRepository {
  return createRepository({
    ...task("md#123"),
    ...task("mt#7", "migratedFrom: [md#7, 'gh#a:b']\n"),
    ...session("a", "md#123"),
    "sessions/a.yaml": "session: fix login\ntaskId: md#123\n",
    "sessions/b.yaml": `session: '${hostile.replaceAll("'", "''")}'\n`,
    "sessions/no-name.yaml": "taskId: md#123\n",
    "sessions/tricky.yaml": 'session: "tricky\\nname"\n',
  });
}

test("answers come from the repository of --cwd, and there are none where nothing can be read", async () => {
  const { path } = createAnswers();
  const ask = async (...words: readonly string[]) => {
    const { code, stdout, stderr } = await runMain(path, "__complete", "zsh", "--", ...words);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    return stdout.trimEnd().split("\n");
  };
  expect(await ask("resolve", "m")).toEqual(["values", "md#123\ttask", "mt#7\ttask", "md#7\ttask"]);
  expect(await ask("history", "")).toEqual([
    "values",
    ...["md#123", "mt#7", "md#7", "gh#a:b"].map(id => `${id}\ttask`),
    ...["fix login", hostile, "no-name"].map(name => `${name}\tsession`),
  ]);
  expect(await ask("review", "main..m")).toEqual(["values", "main..main"]);
  expect(await ask("tasks", "migrate-backend", "--to", "m")).toContain("mt\tminsky");
  expect(await ask("--cwd", "sessions", "sessions", "mt#")).toEqual(["values", "mt#7\ttask"]);
  expect(await ask("--cwd", "/", "sessions", "mt#")).toEqual(["values"]);
  expect(await ask("--config", "none.yaml", "sessions", "mt#")).toEqual(["values"]);
});

/** Whether a shell is there; CI has all, so that nothing is left out there. */
function has(shell: string): boolean {
  const isThere = spawnSync(shell, ["-c", "exit 0"]).status === 0;
  if (!isThere && process.env.CI_SHELLS === "1") throw new Error(`${shell} is not installed`);
  return isThere;
}

const typed = [
  ["resolve md#12", "md#123 is a live task"],
  ["resolve gh#a:", "gh#a:b is mt#7 today"],
  ["history fix", "fix login"],
  ["history $", ""],
] as const;

describe("a real terminal, in which somebody types and presses Tab", () => {
  /** What is on the screen once lines were typed, each ended by Tab and Enter. */
  function screenOf(shell: string, args: string, home: TestRepository): string {
    const keys = typed.map(([line]) => `session-assoc --no-color ${line}\t\n`).join("");
    const { stdout } = home.run(
      "timeout",
      ["50", "script", "-qec", `${shell} ${args}`, "/dev/null"],
      {
        input: `${keys}echo the e''nd\nexit\n`,
        env: { TERM: "dumb", ZDOTDIR: join(home.path, ".."), PS1: "$ " },
      },
    );
    return stdout;
  }

  test.skipIf(!has("bash"))("bash", () => {
    const repository = createAnswers();
    repository.sibling(join(repository.path, "..")).write({
      rc: "source <(session-assoc completion bash)\n",
    });
    const screen = screenOf("bash", "--noprofile --rcfile ../rc -i", repository);
    for (const [, answer] of typed) expect(screen).toContain(answer);
    expect(screen).toContain(`no session and no task ${hostile}`);
    expect(screen).toContain("the end");
    expect(existsSync(join(repository.path, "canary"))).toBe(false);
  });

  test.skipIf(!has("zsh"))("zsh", () => {
    const repository = createAnswers();
    repository.sibling(join(repository.path, "..")).write({
      ".zshrc":
        "autoload -Uz compinit; compinit -u -D\nsource <(session-assoc completion zsh)\nunsetopt beep\n",
    });
    const screen = screenOf("zsh", "-i", repository);
    for (const [, answer] of typed) expect(screen).toContain(answer);
    expect(screen).toContain("the end");
    expect(existsSync(join(repository.path, "canary"))).toBe(false);
  });

  test.skipIf(!has("fish"))("fish", () => {
    const repository = createAnswers();
    const script = `session-assoc completion fish | source
for line in "session-assoc res" "session-assoc resolve md#1" "session-assoc history " "session-assoc fix sess"
  complete -C $line
end`;
    const { stdout, stderr } = repository.run("fish", ["--no-config", "-c", script]);
    expect(stderr).toBe("");
    expect(stdout).toContain("resolve\tsay what a task ID means today");
    expect(stdout).toContain("\nmd#123\ttask\n");
    expect(stdout).toContain(`${hostile}\tsession\n`);
    expect(stdout).toContain("\nsessions/\n");
    expect(existsSync(join(repository.path, "canary"))).toBe(false);
  });
});

test("outside of a repository commands and options are completed all the same", () => {
  const nowhere = createRepository().sibling(sandbox().path);
  const { code, stdout, stderr } = nowhere.sa(
    "__complete",
    "bash",
    "--",
    "session-assoc res",
    breaks,
  );
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "values\nresolve\n", stderr: "" });
});
