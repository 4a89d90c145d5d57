import { describe, expect, test } from "vitest";
import type { FileKind } from "../../../src/model/record.ts";
import { mergeKeys, mergeResult } from "../../support/merge.ts";

/** Base, ours, theirs, and what becomes of them. */
type Case = readonly [base: string, ours: string, theirs: string, merged: string];

const base = "session: a\ntaskId: md#1\nbackend: md\nstatus: open\nowner: ada\n";

/** The base with some of its lines replaced. */
const but = (...changes: readonly [from: string, to: string][]): string =>
  changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`nothing to replace: ${from}`);
    return text.replace(from, to);
  }, base);

const marked = (ours: string, theirs: string): string =>
  `<<<<<<< ours\n${ours}=======\n${theirs}>>>>>>> theirs\n`;

const tasks = {
  "tasks/mt/1.yaml": "id: mt#1\nmigratedFrom: [md#1]\n",
  "tasks/gh/1.yaml": "id: gh#7\nmigratedFrom: [md#7, mt#7]\n",
  "tasks/md/2.yaml": "id: md#2\n",
};

const merges = (kind: FileKind = "session") => {
  return async (_: string, [old, ours, theirs, merged]: Case): Promise<void> => {
    expect(await mergeKeys({ base: old, ours, theirs }, kind, tasks)).toBe(merged);
  };
};

describe("what one side did to a key is done", () => {
  test.each<[string, Case]>([
    [
      "neighbouring keys changed",
      [base, but(["open", "done"]), but(["ada", "bob"]), but(["open", "done"], ["ada", "bob"])],
    ],
    [
      "a key added, its neighbour changed",
      [
        base,
        but(["open\n", "open\nnew: 1\n"]),
        but(["ada", "bob"]),
        but(["open\n", "open\nnew: 1\n"], ["ada", "bob"]),
      ],
    ],
    [
      "a key removed, its neighbour changed",
      [
        base,
        but(["status: open\n", ""]),
        but(["ada", "bob"]),
        but(["status: open\n", ""], ["ada", "bob"]),
      ],
    ],
    [
      "keys added at one place: ours come first",
      [base, `${base}x: 1\ny: 2\n`, `${base}z: 3\n`, `${base}x: 1\ny: 2\nz: 3\n`],
    ],
    [
      "a key added at the top, above ours",
      [base, `x: 1\n${but(["ada", "bob"])}`, `y: 2\n${base}`, `x: 1\ny: 2\n${but(["ada", "bob"])}`],
    ],
    [
      "a key behind one that we removed",
      [
        base,
        but(["status: open\n", ""]),
        but(["open\n", "open\nnew: 1\n"]),
        but(["status: open\n", "new: 1\n"]),
      ],
    ],
    [
      "the same change on both sides, and one more",
      [
        base,
        but(["open", "done"]),
        but(["open", "done"], ["ada", "bob"]),
        but(["open", "done"], ["ada", "bob"]),
      ],
    ],
    [
      "the same key added by both",
      [
        "session: a\n",
        "session: a\nx: 1\n",
        "session: a\nx: 1\ny: 2\n",
        "session: a\nx: 1\ny: 2\n",
      ],
    ],
    [
      "a comment above a key, and its value",
      [
        base,
        but(["status", "# of the work\nstatus"]),
        but(["open", "done"]),
        but(["status: open", "# of the work\nstatus: done"]),
      ],
    ],
    [
      "a comment above one key, and the value of the one above",
      [
        base,
        but(["status", "\n# of the work\nstatus"]),
        but(["backend: md", "backend: mt"]),
        but(["backend: md\n", "backend: mt\n\n# of the work\n"]),
      ],
    ],
    [
      "a key with its comment removed, a value below changed",
      [
        "session: a\n# why\nx: 1\ny: 2\n",
        "session: a\ny: 2\n",
        "session: a\n# why\nx: 1\ny: 3\n",
        "session: a\ny: 3\n",
      ],
    ],
    [
      "nested values, with the comments in them",
      [
        "session: a\nlinks:\n  - one\n  # more\nnotes: |\n  text\n\n  more\nend: 1\n",
        "session: a\nlinks:\n  - one\n  - two\n  # more\nnotes: |\n  text\n\n  more\nend: 1\n",
        "session: a\nlinks:\n  - one\n  # more\nnotes: |\n  text\n\n  changed\n\nend: 2\n",
        "session: a\nlinks:\n  - one\n  - two\n  # more\nnotes: |\n  text\n\n  changed\n\nend: 2\n",
      ],
    ],
    [
      "a long text changed in two places",
      [
        "session: a\nnotes: |\n  1\n  2\n  3\n  4\n  5\n",
        "session: a\nnotes: |\n  one\n  2\n  3\n  4\n  5\n",
        "session: a\nnotes: |\n  1\n  2\n  3\n  4\n  five\n",
        "session: a\nnotes: |\n  one\n  2\n  3\n  4\n  five\n",
      ],
    ],
    [
      "quotes, values without a value, and keys with spaces",
      [
        "session: 'a'\n\"two words\":\nz: ~\nemoji: 🙂\n",
        "session: 'a'\n\"two words\": x\nz: ~\nemoji: 🙂\n",
        "session: 'a'\n\"two words\":\nz: 🙃 # now\nemoji: 🙂🙂\n",
        "session: 'a'\n\"two words\": x\nz: 🙃 # now\nemoji: 🙂🙂\n",
      ],
    ],
  ])("%s", merges());
});

describe("how a text is written down is merged like what it says", () => {
  const ours = but(["open", "done"]);
  const both = but(["open", "done"], ["ada", "bob"]);
  const theirs = but(["ada", "bob"]);
  const crlf = (text: string): string => text.replaceAll("\n", "\r\n");
  const bom = (text: string): string => `\uFEFF${text}`;
  const open = (text: string): string => text.slice(0, -1);
  test.each<[string, Case]>([
    ["CRLF stays", [crlf(base), crlf(ours), crlf(theirs), crlf(both)]],
    ["our CRLF stays", [base, crlf(ours), theirs, crlf(both)]],
    ["their CRLF is taken", [base, ours, crlf(theirs), crlf(both)]],
    ["a byte order mark stays", [bom(base), bom(ours), bom(theirs), bom(both)]],
    ["their byte order mark is taken", [base, ours, bom(theirs), bom(both)]],
    ["a missing last line break stays missing", [open(base), open(ours), open(theirs), open(both)]],
    ["a last line break that they added is there", [open(base), open(ours), theirs, both]],
    [
      "a key behind a line without a line break gets its own line",
      [open(base), open(`${base}x: 1\n`), open(`${base}y: 2\n`), open(`${base}x: 1\ny: 2\n`)],
    ],
    [
      "conflicts are marked in lines that end as the others",
      [
        crlf(base),
        crlf(ours),
        crlf(but(["open", "shut"])),
        crlf(but(["status: open\n", marked("status: done\n", "status: shut\n")])),
      ],
    ],
    ["a text that mixes line ends is not touched", [base, `${crlf(ours)}x: 1\n`, theirs, "cannot"]],
  ])("%s", merges());
});

describe("two IDs of one task are no conflict", () => {
  const twice = (was: string, our: string, their: string, merged: string): Case => {
    const session = (lines: string): string => `session: a\n${lines}\nstatus: open\n`;
    return [session(was), session(our), session(their), session(merged)];
  };
  test.each<[string, Case]>([
    [
      "ours is the present one",
      twice("taskId: md#9", "taskId: mt#1", "taskId: md#1", "taskId: mt#1"),
    ],
    ["theirs is", twice("taskId: md#9", "taskId: md#1", "taskId: mt#1", "taskId: mt#1")],
    [
      "both are old: ours stays",
      twice("taskId: md#9", "taskId: mt#7", "taskId: md#7", "taskId: mt#7"),
    ],
    [
      "without a common ancestor",
      [
        "",
        "session: a\ntaskId: md#1\nx: 1\n",
        "session: a\ntaskId: mt#1\n",
        "session: a\ntaskId: mt#1\nx: 1\n",
      ],
    ],
    [
      "with the backend beside a plain one",
      twice(
        "taskId: 9\nbackend: md",
        "taskId: 1\nbackend: md",
        "taskId: 1\nbackend: mt",
        "taskId: 1\nbackend: mt",
      ),
    ],
    [
      "plain on one side, qualified on the other",
      twice("taskId: 9\nbackend: md", "taskId: 1\nbackend: md", "taskId: mt#1", "taskId: mt#1"),
    ],
    [
      "with their quotes and our comment",
      twice("taskId: md#9", "taskId: md#1 # login", 'taskId: "mt#1"', "taskId: mt#1 # login"),
    ],
    [
      "with our quotes, where they changed nothing but the ID",
      twice("taskId: md#9", "taskId: 'md#1'", "taskId: mt#1", "taskId: 'mt#1'"),
    ],
    [
      "with a comment that we wrote behind the old one",
      twice("taskId: md#1", "taskId: md#1 # login", "taskId: mt#1", "taskId: mt#1 # login"),
    ],
    [
      "with comments above, of both sides",
      twice(
        "# one\n\ntaskId: md#9",
        "# one of ours\n\ntaskId: md#1",
        "# one\n\n# theirs\ntaskId: mt#1",
        "# one of ours\n\n# theirs\ntaskId: mt#1",
      ),
    ],
  ])("%s", merges());

  test("in a task's references, too", () =>
    merges("task")("", [
      "id: md#3\nparent: md#9\n",
      "id: md#3\nparent: md#1\n",
      "id: md#3\nparent: mt#1\n",
      "id: md#3\nparent: mt#1\n",
    ]));
});

test("what is said to be decided is what was", async () => {
  const decided = async (old: string, ours: string, theirs: string): Promise<number> => {
    const result = await mergeResult({ base: old, ours, theirs }, "session", tasks);
    return result?.decided.length ?? -1;
  };
  const session = (taskId: string): string => `session: a\ntaskId: ${taskId}\n`;
  expect(await decided(session("md#9"), session("md#1"), session("mt#1"))).toBe(1);
  // Each has a comment to lose, so that their lines conflict.
  expect(await decided(session("md#9"), session("md#1 # x"), session("mt#1 # y"))).toBe(0);
  expect(await decided(session("md#9"), session("md#2"), session("mt#1"))).toBe(0);
});

describe("what cannot be decided is marked", () => {
  test.each<[string, Case]>([
    [
      "two tasks",
      [
        base,
        but(["md#1", "mt#1"]),
        but(["md#1", "md#2"]),
        but(["taskId: md#1\n", marked("taskId: mt#1\n", "taskId: md#2\n")]),
      ],
    ],
    [
      "an ID on one side and the backend beside it on the other, wherever they stand",
      [
        "taskId: 1\nsession: a\nx: 1\ny: 2\nbackend: md\n",
        "taskId: 2\nsession: a\nx: 1\ny: 2\nbackend: md\n",
        "taskId: 1\nsession: a\nx: 1\ny: 2\nbackend: mt\n",
        `${marked("taskId: 2\nbackend: md\n", "taskId: 1\nbackend: mt\n")}session: a\nx: 1\ny: 2\n`,
      ],
    ],
    [
      "one task, with different comments of both sides",
      [
        "session: a\ntaskId: md#9\n",
        "session: a\ntaskId: md#1 # ours\n",
        "session: a\ntaskId: mt#1 # theirs\n",
        `session: a\n${marked("taskId: md#1 # ours\n", "taskId: mt#1 # theirs\n")}`,
      ],
    ],
    [
      "a value changed by both; the neighbours are merged",
      [
        base,
        but(["open", "done"], ["ada", "bob"]),
        but(["open", "shut"], ["md#1", "mt#1"]),
        but(
          ["md#1", "mt#1"],
          ["status: open\n", marked("status: done\n", "status: shut\n")],
          ["ada", "bob"],
        ),
      ],
    ],
    [
      "a key removed by us and changed by them",
      [
        base,
        but(["status: open\n", ""]),
        but(["open", "done"]),
        but(["status: open\n", marked("", "status: done\n")]),
      ],
    ],
    [
      "a key changed by us and removed by them",
      [
        base,
        but(["open", "done"]),
        but(["status: open\n", ""]),
        but(["status: open\n", marked("status: done\n", "")]),
      ],
    ],
    [
      "a long text changed by both in one place",
      [
        "session: a\nnotes: |\n  1\n  2\n  3\n",
        "session: a\nnotes: |\n  1\n  two\n  3\n",
        "session: a\nnotes: |\n  1\n  zwei\n  3\n",
        `session: a\nnotes: |\n  1\n${marked("  two\n", "  zwei\n")}  3\n`,
      ],
    ],
    [
      "one key added by both with different values",
      [
        "session: a\n",
        "session: a\nx: 1\n",
        "session: a\nx: 2\n",
        `session: a\n${marked("x: 1\n", "x: 2\n")}`,
      ],
    ],
  ])("%s", merges());

  test.each<[string, Case]>([
    [
      "two migrations of one task",
      [
        "id: md#1\ntitle: t\n",
        "id: mt#1\nmigratedFrom: [md#1]\ntitle: t\n",
        "id: gh#1\nmigratedFrom: [md#1]\ntitle: t\nstatus: x\n",
        `${marked("id: mt#1\n", "id: gh#1\n")}migratedFrom: [md#1]\ntitle: t\nstatus: x\n`,
      ],
    ],
    [
      "a new ID on one side, and where the old one went on the other",
      [
        "id: md#1\ntitle: t\n",
        "id: mt#1\nmigratedFrom: [md#1]\ntitle: t\n",
        "id: md#1\ntitle: t\nmigratedTo: gh#1\n",
        `${marked("id: mt#1\nmigratedFrom: [md#1]\n", "id: md#1\nmigratedTo: gh#1\n")}title: t\n`,
      ],
    ],
  ])("%s", merges("task"));

  test.each<[string, FileKind, string, string, string]>([
    [
      "a session that became another one",
      "session",
      "session: a\ntaskId: md#1\nbranch: a\n",
      "session: b\ntaskId: md#1\nbranch: b\n",
      "session: a\ntaskId: md#2\nbranch: a\n",
    ],
    [
      "a task that gave its file to another one",
      "task",
      "id: md#1\ntitle: Login\nstatus: TODO\n",
      "id: md#9\ntitle: Pay\nstatus: TODO\n",
      "id: md#1\ntitle: Login\nstatus: DONE\n",
    ],
    [
      "two sessions that were added under one name",
      "session",
      "",
      "session: a\ntaskId: md#1\n",
      "session: b\nmore: keys\n",
    ],
    [
      "a removed record to which a comment was added",
      "session",
      "session: a\ntaskId: md#1\n---\nsession: b\ntaskId: md#2\n",
      "session: a\ntaskId: md#1\n",
      "session: a\ntaskId: md#1\n---\nsession: b\ntaskId: md#2\n# KEEP\n",
    ],
  ])("%s is left to git", async (_, kind, old, ours, theirs) => {
    expect(await mergeKeys({ base: old, ours, theirs }, kind, tasks)).toBe("cannot");
  });

  test("a migration on one side and a change on the other are no conflict", () =>
    merges("task")("", [
      "id: md#1\ntitle: t\n",
      "id: mt#1\nmigratedFrom: [md#1]\ntitle: t\n",
      "id: md#1\ntitle: better\n",
      "id: mt#1\nmigratedFrom: [md#1]\ntitle: better\n",
    ]));
});

describe("a file of several records", () => {
  test.each<[string, Case]>([
    [
      "documents: each is merged by itself, and both may add some",
      [
        "session: a\nx: 1\n---\nsession: b\nx: 1\n",
        "session: a\nx: 2\n---\nsession: b\nx: 1\n---\n# of ours\nsession: c\n",
        "session: a\nx: 1\n---\nsession: b\nx: 1\ny: 2\n---\nsession: d\n",
        "session: a\nx: 2\n---\nsession: b\nx: 1\ny: 2\n---\n# of ours\nsession: c\n---\nsession: d\n",
      ],
    ],
    [
      "a list: each item is merged by itself, and both may add some",
      [
        "# all\n- session: a\n  x: 1\n\n- session: b\n  x: 1\n",
        "# all\n- session: a\n  x: 2\n\n- session: b\n  x: 1\n- session: c\n",
        "# all\n- session: a\n  x: 1\n  y: 2\n\n- session: b\n  x: 1\n- session: d\n",
        "# all\n- session: a\n  x: 2\n  y: 2\n\n- session: b\n  x: 1\n- session: c\n- session: d\n",
      ],
    ],
    [
      "a record that one side removed",
      [
        "- session: a\n- session: b\n- session: c\n  x: 1\n",
        "- session: a\n- session: c\n  x: 1\n",
        "- session: a\n- session: b\n- session: c\n  x: 2\n",
        "- session: a\n- session: c\n  x: 2\n",
      ],
    ],
    [
      "the first document removed",
      [
        "session: a\n---\nsession: b\nx: 1\n",
        "---\nsession: b\nx: 1\n",
        "session: a\n---\nsession: b\nx: 2\n",
        "---\nsession: b\nx: 2\n",
      ],
    ],
    [
      "a record removed by one side and changed by the other cannot be merged",
      [
        "- session: a\n- session: b\n  x: 1\n",
        "- session: a\n",
        "- session: a\n- session: b\n  x: 2\n",
        "cannot",
      ],
    ],
    [
      "two records of one name cannot be told apart",
      [
        "- session: a\n- session: a\n",
        "- session: a\n- session: a\n  x: 1\n",
        "- session: a\n  x: 1\n- session: a\n",
        "cannot",
      ],
    ],
    [
      "a list that one side indented and the other added to cannot be one",
      [
        "- session: a\n- session: b\n",
        "  - session: a\n  - session: b\n",
        "- session: a\n- session: b\n- session: c\n",
        "cannot",
      ],
    ],
    [
      "a key above the one that stood behind the dash",
      [
        "- session: a\n  x: 1\n",
        "- session: a\n  x: 2\n",
        "- y: 1\n  session: a\n  x: 1\n",
        "- y: 1\n  session: a\n  x: 2\n",
      ],
    ],
    [
      "keys of both sides above it would make two records of one",
      ["- session: a\n", "- x: 1\n  session: a\n", "- y: 1\n  session: a\n", "cannot"],
    ],
  ])("%s", merges());
});

describe("what is anything but keys in lines of their own cannot be merged by keys", () => {
  test.each<[string, Case]>([
    ["flow style", ["{session: a}\n", "{session: b}\n", "{session: a, x: 1}\n", "cannot"]],
    ["no YAML", [base, `${base}: [\n`, but(["ada", "bob"]), "cannot"]],
    [
      "conflict marks in the base",
      [marked(base, base), but(["open", "done"]), but(["ada", "bob"]), "cannot"],
    ],
    [
      "an alias",
      [
        "session: a\nx: &x 1\ny: *x\n",
        "session: a\nx: &x 2\ny: *x\n",
        "session: a\nx: &x 1\ny: *x\nz: 1\n",
        "cannot",
      ],
    ],
    [
      "a merge key",
      [
        "session: a\n<<: {x: 1}\n",
        "session: a\n<<: {x: 2}\n",
        "session: b\n<<: {x: 1}\n",
        "cannot",
      ],
    ],
    [
      "a question mark",
      ["? session\n: a\n", "? session\n: b\n", "? session\n: a\nx: 1\n", "cannot"],
    ],
    ["a key twice", [base, `${base}owner: x\n`, but(["open", "done"]), "cannot"]],
    [
      "keys that one side moved about",
      [
        "session: a\nx: 1\ny: 2\n",
        "session: a\ny: 2\nx: 1\n",
        "session: a\nx: 1\ny: 3\n",
        "cannot",
      ],
    ],
    ["a text without records", [base, "# nothing\n", but(["open", "done"]), "cannot"]],
    ["a list of texts", ["- a\n", "- b\n", "- a\n- c\n", "cannot"]],
    [
      "a document with something behind its dashes",
      ["--- !x\na: 1\n", "--- !x\na: 2\n", "--- !x\na: 1\nb: 1\n", "cannot"],
    ],
    [
      "a comment that would stand there twice",
      ["session: a\n# end\n", "session: a\n# end\nx: 1\n", "session: a\n# end\ny: 1\n", "cannot"],
    ],
    [
      "more than 32 keys changed by both",
      [manyKeys("base"), manyKeys("ours"), manyKeys("theirs"), "cannot"],
    ],
  ])("%s", merges());
});

function manyKeys(value: string): string {
  return Array.from({ length: 33 }, (_, i) => `key${i}: ${value}\n`).join("");
}
