import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { parseConfig } from "../../src/config/parse-config.ts";
import type { Change } from "../../src/setup/change.ts";
import { addToLefthook, takeOutOfLefthook } from "../../src/setup/lefthook.ts";
import { takeOutLines } from "../../src/setup/marked-lines.ts";
import { addToAttributes } from "../../src/setup/merge-driver.ts";
import { addToPreCommit } from "../../src/setup/pre-commit-framework.ts";
import { lefthookExtension } from "../../src/setup/runner-files.ts";

function textOf(change: Change): string {
  if (!("text" in change) || change.text === undefined) throw new Error(JSON.stringify(change));
  return change.text;
}

describe("lefthook's configuration extends our file, and nothing else in it changes", () => {
  test.each([
    "pre-commit:\n  jobs:\n    - run: x\n",
    "# no end\npre-commit:\n  jobs:\n    - run: x",
    "extends:\n  - a.yml\n  - b.yml # the second\npre-push:\n  jobs: []\n",
    "extends:\n- a.yml",
    "extends: [ a.yml, 'b.yml' ] # two\r\ncolors: false\r\n",
    "extends: []\ncolors: false\n",
    "extends: [ ]\n",
  ])("%j", before => {
    const after = textOf(addToLefthook(before, "lefthook.yml"));
    const { extends: was = [], ...rest } = parse(before);
    expect(parse(after)).toEqual({ ...rest, extends: [...was, lefthookExtension] });
    expect(textOf(addToLefthook(after, "lefthook.yml"))).toBe(after);
    expect(textOf(takeOutOfLefthook(after))).toBe(before);
  });

  test.each([
    ["lefthook.yml", "extends: *a\nx: &a [b]\n"],
    ["lefthook.yml", "extends: a.yml\n"],
    ["lefthook.yml", "{ colors: false }\n"],
    ["lefthook.yml", "pre-commit: [\n"],
    ["lefthook.yml", "colors: false\n...\n"],
    ["lefthook.toml", "colors = false\n"],
  ])("%s is left alone where a line would not do: %j", (file, text) => {
    expect(addToLefthook(text, file)).toMatchObject({
      next: expect.stringContaining(`extends: [${lefthookExtension}]`),
    });
  });
});

test("our item is taken out of lefthook's list wherever somebody has put it", () => {
  const lists = [`[${lefthookExtension}, b]`, `[ a, ${lefthookExtension}, b ]`];
  const rest = lists.map(list => textOf(takeOutOfLefthook(`extends: ${list}\n`)));
  expect(rest).toEqual(["extends: [b]\n", "extends: [ a, b ]\n"]);
});

test("gitattributes name the folders of sessions and tasks, and come back as they were", () => {
  const settings = parseConfig('sessions: ["sitzungen-ü/**/*.yaml"]\ntasks: ["t t/*.yml"]\n', "x");
  for (const before of [undefined, "", "* text=auto", "*.png binary\n"]) {
    const after = textOf(addToAttributes(before, settings));
    expect(after).toContain('"sitzungen-ü/**" merge=session-assoc\n"t t/**" merge=session-assoc\n');
    expect(textOf(addToAttributes(after, settings))).toBe(after);
    expect(takeOutLines(after)).toEqual({ text: before });
  }
  // Between a lost end and the next beginning stand lines of other people's.
  const lost = textOf(addToAttributes("", settings)).replace(/# <<< .*\n/, "*.mine text\n");
  expect(takeOutLines(lost + textOf(addToAttributes("", settings)))).toHaveProperty("reason");
});

describe("the framework pre-commit gets our hooks before the others", () => {
  test.each([
    "repos:\n  - repo: https://example.org/x\n    rev: v1\n    hooks:\n      - id: x\n",
    "# first\nfail_fast: true\nrepos:\n- repo: local\n  hooks: []\n- repo: meta\n  hooks: []",
    "default_install_hook_types: [pre-commit]\nrepos:\n    -   repo: meta\n        hooks:\n        -   id: identity\n",
  ])("%j", before => {
    const after = textOf(addToPreCommit(before));
    const was = parse(before);
    const { repos, default_install_hook_types: types, ...rest } = parse(after);
    expect(repos.slice(1)).toEqual(was.repos);
    expect(repos[0].hooks.map(({ entry }: { entry: string }) => entry)).toContain(
      "node_modules/.bin/session-assoc hook pre-merge-commit",
    );
    expect(types).toEqual(was.default_install_hook_types ?? expect.arrayContaining(["post-merge"]));
    const { repos: _, default_install_hook_types: __, ...others } = was;
    expect(rest).toEqual(others);
    expect(textOf(addToPreCommit(after))).toBe(after);
    expect(textOf(takeOutLines(after))).toBe(before);
  });

  test("a configuration that names our hooks already stays as it is", () => {
    const text =
      "repos:\n  - repo: x\n    rev: v1\n    hooks:\n      - id: session-assoc-pre-commit\n";
    expect(textOf(addToPreCommit(text))).toBe(text);
  });

  test.each(["repos: []\n", "repos:\n", "x: 1\n", "repos:\n  - repo: meta\n...\n"])(
    "is left alone without a list of lines: %j",
    text => {
      expect(addToPreCommit(text)).toHaveProperty("reason");
    },
  );
});
