import { describe, expect, test } from "vitest";
import type { FileKind } from "../../src/model/record.ts";
import { openPlain } from "../../src/yaml/plain-document.ts";
import { parseFile, readFile } from "../../src/yaml/read-file.ts";
import { settingsFrom } from "../support/memory.ts";

const settings = settingsFrom("");

/** What is wrong with a text is told alike too. */
function expectSameAsParsed(text: string): void {
  for (const kind of ["session", "task"] as const satisfies FileKind[]) {
    const parsed = parseFile("a/b.yaml", kind, text, settings);
    expect(readFile("a/b.yaml", kind, text, settings)).toStrictEqual(parsed);
  }
}

describe("an ordinary session or task needs no parser", () => {
  test.each([
    "session: s1\nrepoName: local/app\ncreatedAt: 2026-01-02T10:00:00Z\ntaskId: md#1\nbranch: task-1\n",
    "id: md#1\ntitle: Task number 1 of the plan\nstatus: TODO\ndependsOn: [md#4]\n",
    "id: mt#1\nmigratedFrom: [md#1, gh#2]\nparent: md#2\n",
    "id: mt#1\nmigratedFrom:\n  - md#1\n  - 'gh#2'\ndependsOn:\n- md#4\n",
    "id: md#123\nmigratedTo: mt#123",
    "---\n# Who works on what\n\nsession: fix-login\n\ntaskId: 123 # later 124\n",
    "session: a\r\ntaskId: '#7'\r\nbackend: \"md\"\r\n",
    "id: md#1\ntitle: Là-bas, 🙂 & co. (see #4, http://example.org)\nstatus:\nnotes:  \nparent: md#2",
    "session: a\ntaskId: md #123\n",
    "id: md#1\ndependsOn: []\nparent: [ 'a#b' , \"c\", task#4 ]   # why\n",
    "title: no ID, which is reported where the mapping starts\n",
    "id: 5\ndependsOn: [5/#, a#b#c]\n",
  ])("%j", text => {
    expect(openPlain(text)).toBeDefined();
    expectSameAsParsed(text);
  });
});

describe("what is not certainly plain is left to the parser", () => {
  test.each<[why: string, ...texts: string[]]>([
    ["there is no key", "", "\n", "# only a comment\n", "---\n", "null\n", "md#1"],
    ["a byte order mark", "\uFEFFid: md#1", "id: \uFEFFmd#1", "# \uFEFF\nid: md#1"],
    [
      "a tab or another control character",
      "id:\tmd#1",
      "id: md#1\t",
      "id: a\u0000b",
      "# \u0007\nid: a",
    ],
    [
      "a carriage return that ends no line",
      "id: a\rb: c\n",
      "id: a\r",
      "# why\rid: b\n",
      "id: 'a\rb'",
    ],
    [
      "a value on several lines",
      "id:\n  md#1\n",
      "id: md#1\n  more\n",
      "id: md#1\n\n  more\n",
      "id: 'a\n  b'",
    ],
    ["a line further in", " id: md#1\n", "id: md#1\n  # why\n", "id: md#1\n  \n", "id: a\n a: b\n"],
    [
      "a mapping in a line",
      "id: a: b",
      "id: a:",
      "id: {a: b}",
      "id: [a: b]",
      "id:\n- a: b\n",
      "{id: a}",
    ],
    ["a block scalar", "id: |\n  a\n", "id: >-\n  a\n"],
    [
      "an anchor, alias or tag",
      "id: &a b",
      "id: *a",
      "id: !!str a",
      "&a id: b",
      "id: [*a]",
      "id: [&a b]",
    ],
    ["a merge of mappings", "<<: a", "a: b\n<<: {id: c}\n"],
    [
      "several documents, or directives",
      "id: a\n---\nid: b\n",
      "id: a\n...\n",
      "%YAML 1.2\n---\nid: a\n",
    ],
    ["something beside ---", "--- a", "--- # why\nid: a\n", "--- \nid: a\n"],
    ["a sequence", "- id: a\n", "- a\n", "[a]"],
    ["the same key twice", "id: a\nid: b\n", "id: a\nid:\n"],
    ["a conflict", "<<<<<<< a\nid: a\n=======\nid: b\n>>>>>>> b\n", "id: a\n=======\n"],
    [
      "a key that is not just letters",
      "'id': a",
      '"id": a',
      "a b: c",
      "1: a",
      "é: a",
      "? a\n: b",
      ": a",
      "id : a",
    ],
    ["no space after the colon", "id:a", "id:'a'", "id:[a]"],
    ["a comment in place of a value", "taskId: #123", "taskId: # why\n", "taskId:\n# why\n- a\n"],
    [
      "an unquoted nothing",
      "taskId: ~",
      "taskId: null",
      "taskId: NULL # 1",
      "dependsOn: [null]",
      "dependsOn:\n- ~\n",
    ],
    [
      "an indicator first",
      "id: -a",
      "id: - a",
      "id: ?a",
      "id: :a",
      "id: %a",
      "id: @a",
      "id: `a",
      "id: ,a",
      "id: ]",
    ],
    ["an escape in quotes", "id: 'it''s'", 'id: "a\\u0062"', 'id: "\\""', "id: ['it''s']"],
    [
      "quotes that do not end, or too soon",
      "id: 'a",
      'id: "a',
      "id: 'a' b",
      "id: 'a'b",
      "id: 'a'#b",
      "id: 'a': b",
    ],
    [
      "brackets that do not end, or too soon",
      "id: [a",
      "id: [a\n]",
      "id: [a] b",
      "id: [a]#b",
      "id: [a]: b",
      "id: a\n]",
    ],
    [
      "a list of more than words",
      "id: [a b]",
      "id: [[a]]",
      "id: [{a: b}]",
      "id: [a,]",
      "id: [,]",
      "id: [a #b]",
      "id: [é]",
    ],
    ["a wide character before another value", "id: ['🙂', md#1]", 'id: ["é", md#1]'],
    [
      "a list of more than lines",
      "id:\n- - a\n",
      "id:\n-\n",
      "id:\n- a\n  b\n",
      "id:\n-\ta\n",
      "id:\n- a # why\n",
    ],
    [
      "a list that changes its indentation",
      "id:\n  - a\n - b\n",
      "id:\n- a\n  - b\n",
      "id:\n  - a\n- b\n",
    ],
    ["a list under a value", "id: a\n- b\n", "id: a\n  - b\n", "id: [a]\n- b\n"],
  ])("%s", (_, ...texts) => {
    for (const text of texts) {
      expect(openPlain(text), JSON.stringify(text)).toBeUndefined();
      expectSameAsParsed(text);
    }
  });

  test("more keys than anybody compares with each other", () => {
    const some = Array.from({ length: 64 }, (_, i) => `k${i}: v\n`).join("");
    expect(openPlain(some)).toBeDefined();
    expectSameAsParsed(some);
    expect(openPlain(`${some}id: md#1\n`)).toBeUndefined();
  });
});
