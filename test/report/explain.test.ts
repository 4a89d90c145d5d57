import picocolors from "picocolors";
import stringWidth from "string-width";
import { describe, expect, test } from "vitest";
import { renderPageText } from "../../src/report/explain.ts";
import { pages } from "../../src/report/pages/index.ts";
import type { Files } from "../../src/report/pages/page.ts";
import { type RuleCode, rules } from "../../src/report/rules.ts";
import { findingsIn, linesOf } from "../support/memory.ts";
import { createRepository, sandbox, type TestRepository } from "../support/repository.ts";
import { review } from "../support/review.ts";

const codes = Object.keys(pages) as RuleCode[];
const plain = picocolors.createColors(false);

/** What is wrong in files that exist in memory only. */
function foundIn(files: Files): readonly string[] {
  const { ".session-assoc.yaml": config = "", ...others } = files;
  const present = Object.entries(others).filter(([, text]) => text !== undefined);
  return linesOf(findingsIn(Object.fromEntries(present) as Record<string, string>, config));
}

function put(repository: TestRepository, files: Files, message: string): void {
  for (const [path, text] of Object.entries(files)) {
    if (text === undefined) repository.remove(path);
    else repository.write({ [path]: text });
  }
  repository.commit(message);
}

function run(repository: TestRepository, command: string) {
  const [, , ...args] = command.split(" ");
  return repository.sa(...args);
}

describe("the example of a page is true", () => {
  const edited = codes.filter(code => "edit" in pages[code].repair);
  test.each(edited)("%s: is reported where the page says, until the edit is made", code => {
    const { before, change, reported, repair } = pages[code];
    const broken = { ...before, ...change };
    expect(foundIn(before)).toEqual([]);
    expect(foundIn(broken)).toEqual(reported.map(place => `${place} ${code}`));
    expect(foundIn({ ...broken, ...("edit" in repair ? repair.edit : {}) })).toEqual([]);
  });

  const commanded = codes.filter(code => "command" in pages[code].repair);
  test.each(commanded)("%s: is reported where the page says, until the command is run", code => {
    const { before, change, reported, repair } = pages[code];
    const repository = createRepository();
    put(repository, before, "before");
    expect(repository.findings()).toEqual([]);
    put(repository, change, "change");
    if (code === "repointed-session") {
      expect(repository.findings()).toEqual([]);
      const { repointed = [] } = review(repository).commits[0] ?? {};
      expect(repointed).toMatchObject([{ file: reported[0]?.split(":")[0] }]);
    } else {
      const found = repository.findings().map(one => `${one.file}:${one.line}:${one.column}`);
      expect(found).toEqual(reported);
      expect(repository.findings().map(one => one.code)).toEqual(reported.map(() => code));
    }
    expect(run(repository, "command" in repair ? repair.command : "").code).toBe(0);
    expect(repository.findings()).toEqual([]);
    const { ".session-assoc.yaml": _, ...files } = before;
    const unchanged = Object.keys(files).every(path => repository.read(path) === files[path]);
    expect(unchanged, "the rest of the example stays as it was").toBe(true);
  });
});

test.each(codes)("the page of %s is not wider than 80 columns, nor than the terminal", code => {
  const lines = renderPageText(code, plain, 200).split("\n");
  expect(Math.max(...lines.map(line => stringWidth(line)))).toBeLessThanOrEqual(80);
  const prose = renderPageText(code, plain, 60).split("\nExample\n")[0] ?? "";
  expect(
    Math.max(
      ...prose
        .split("\n")
        .slice(1)
        .map(line => stringWidth(line)),
    ),
  ).toBeLessThanOrEqual(60);
});

test("a page says what, why, and what to type, in this order", () => {
  expect(renderPageText("stale-task-id", plain)).toBe(`\
stale-task-id: A reference names a retired task ID

What it means
  The task has another ID today, and where it lives is known. The reference
  still names the old ID, so whoever follows it finds a tombstone or nothing.

How it comes about
  The main branch migrates task \`md#123\` to another backend, where it is
  \`mt#123\`. A branch that was begun before adds a session for \`md#123\`. Git
  merges the two without a conflict.

Example
  tasks/mt/123.yaml
    id: mt#123
    title: Fix the login page
    migratedFrom: [md#123]

  --- /dev/null
  +++ b/sessions/fix-login.yaml
  @@ -0,0 +1,2 @@
  +session: fix-login
  +taskId: md#123

  \`npx session-assoc check\` says:
  sessions/fix-login.yaml:2:9  stale-task-id

How to get out
  Run \`npx session-assoc fix\`: it rewrites the ID and nothing else. A YAML
  alias, and a value that aliases repeat, must be changed by hand.

  In the example:
  npx session-assoc fix sessions/fix-login.yaml

Severity
  error. \`rules: { stale-task-id: warn }\` in \`.session-assoc.yaml\` makes it a
  warning, \`off\` silences it.
`);
});

test("explain needs no repository, lists the codes, and suggests one for a slip", () => {
  const { path } = sandbox();
  const nowhere = createRepository().sibling(path);
  const { code, stdout } = nowhere.sa("explain", "stale-task-id");
  expect({ code, stdout }).toEqual({ code: 0, stdout: renderPageText("stale-task-id", plain) });
  const list = nowhere.sa("explain").stdout;
  for (const one of codes) expect(list).toContain(`${one.padEnd(21)}  ${rules[one].title}\n`);
  expect(
    JSON.parse(nowhere.sa("explain", "invalid-file", "--format", "json").stdout),
  ).toMatchObject({
    code: "invalid-file",
    level: "error",
    example: { reported: ["sessions/fix-login.yaml:2:9"] },
    repair: { diff: expect.stringContaining('+taskId: "#123"') },
  });
  expect(nowhere.sa("explain", "stale-taskid")).toEqual({
    code: 2,
    stdout: "",
    stderr:
      'session-assoc: there is no code "stale-taskid" of a finding\n  next: session-assoc explain stale-task-id\n',
  });
});
