import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { type QualifiedId, qualify } from "../../src/model/task-id.ts";
import { editTasks, type TaskEdit } from "../../src/yaml/move-task.ts";
import { id, settingsFrom } from "../support/memory.ts";

/** Moves or buries tasks of a text; throws where one is refused. */
function edited(text: string, kind: TaskEdit["kind"], to = "mt#2", from = "md#1", config = "") {
  const edits = new Map([[id(from), { kind, to: id(to) }]]);
  const result = editTasks(text, edits, settingsFrom(config));
  return result.refused.size > 0 ? [...result.refused.values()][0] : result.text;
}

describe("a moved task gets its new ID, and the old one in migratedFrom; nothing else changes", () => {
  test.each([
    ["id: md#1", "id: mt#2\nmigratedFrom: [md#1]"],
    ["id: md#1\n", "id: mt#2\nmigratedFrom: [md#1]\n"],
    [
      "# top\nid: md#1   # its ID\ntitle:  'x'\n",
      "# top\nid: mt#2   # its ID\nmigratedFrom: [md#1]\ntitle:  'x'\n",
    ],
    ["title: x\nid: 'md#1'", "title: x\nid: 'mt#2'\nmigratedFrom: [md#1]"],
    ['id: "md#1"\r\nx: 0123\r\n', 'id: "mt#2"\r\nmigratedFrom: [md#1]\r\nx: 0123\r\n'],
    ["id: md#1\r\nx: 1", "id: mt#2\r\nmigratedFrom: [md#1]\r\nx: 1"],
    ["x: 1\r\nid: md#1", "x: 1\r\nid: mt#2\r\nmigratedFrom: [md#1]"],
    ["\uFEFFid: md#1\n", "\uFEFFid: mt#2\nmigratedFrom: [md#1]\n"],
    [
      "- id: md#1\n  x: 1\n- id: md#3\n",
      "- id: mt#2\n  migratedFrom: [md#1]\n  x: 1\n- id: md#3\n",
    ],
    ["\uFEFF-   x: 1\n    id: md#1", "\uFEFF-   x: 1\n    id: mt#2\n    migratedFrom: [md#1]"],
    ["-\n  id: md#1\n", "-\n  id: mt#2\n  migratedFrom: [md#1]\n"],
    ["? id\n: md#1\nx: 1\n", "? id\n: mt#2\nmigratedFrom: [md#1]\nx: 1\n"],
    ["id:\n  md#1 # c\nx: 1\n", "id:\n  mt#2 # c\nmigratedFrom: [md#1]\nx: 1\n"],
    ["id: |\n  md#1\nx: 1\n", "id: |\n  mt#2\nmigratedFrom: [md#1]\nx: 1\n"],
    ["id: >-\n  md#1\n\nx: 1\n", "id: >-\n  mt#2\nmigratedFrom: [md#1]\n\nx: 1\n"],
    ["id: |\n  md#1", "id: |\n  mt#2\nmigratedFrom: [md#1]"],
    ["id: &a md#1\n", "id: &a mt#2\nmigratedFrom: [md#1]\n"],
    ["&k id: md#1\n", "&k id: mt#2\nmigratedFrom: [md#1]\n"],
    ["---\nid: md#1\n...\n", "---\nid: mt#2\nmigratedFrom: [md#1]\n...\n"],
    ["id: gh#5\n---\nid: md#1\n---\n", "id: gh#5\n---\nid: mt#2\nmigratedFrom: [md#1]\n---\n"],
    ["{id: md#1, x: [1,2]}", "{id: mt#2, migratedFrom: [md#1], x: [1,2]}"],
    ["{ id: md#1 }\n", "{ id: mt#2, migratedFrom: [md#1] }\n"],
    ['{"id":"md#1","x":1}', '{"id":"mt#2", "migratedFrom": ["md#1"],"x":1}'],
    ["{\n  id: md#1 # c\n}\n", "{\n  id: mt#2, migratedFrom: [md#1] # c\n}\n"],
    ["[{id: md#1}]\n", "[{id: mt#2, migratedFrom: [md#1]}]\n"],
    ["id: md#1\nnotes: |\n  id: md#1\n", "id: mt#2\nmigratedFrom: [md#1]\nnotes: |\n  id: md#1\n"],
    ["id: md#1\n🎉: md#1 # 🎉\n", "id: mt#2\nmigratedFrom: [md#1]\n🎉: md#1 # 🎉\n"],
    ["id: md#1\nparent: md#1\n", "id: mt#2\nmigratedFrom: [md#1]\nparent: md#1\n"],
    // A tombstone with the same ID stays what it is.
    [
      "id: md#1\n---\nid: md#1\nmigratedTo: mt#9\n",
      "id: mt#2\nmigratedFrom: [md#1]\n---\nid: md#1\nmigratedTo: mt#9\n",
    ],
    ["id: md#1\nmigratedTo:\n", "id: mt#2\nmigratedFrom: [md#1]\nmigratedTo:\n"],
  ])("%j becomes %j", (text, expected) => {
    expect(edited(text, "move")).toBe(expected);
  });
});

describe("the old ID goes to the end of the list that is there", () => {
  test.each([
    ["md#0", "[md#0, md#1]"],
    ["md#0 # c", "[md#0, md#1] # c"],
    ["'md#0'", "['md#0', 'md#1']"],
    ['"md#0"', '["md#0", "md#1"]'],
    ["md#a,b", '["md#a,b", md#1]'],
    ["\n  md#0", "\n  [md#0, md#1]"],
    ["&x md#0", "&x [md#0, md#1]"],
    ["[md#0]", "[md#0, md#1]"],
    ["[ md#0 , 'gh#7' ] # c", "[ md#0 , 'gh#7', 'md#1' ] # c"],
    ["[md#0,]", "[md#0, md#1,]"],
    ["[\n  md#0, # c\n  md#9 # d\n  ]", "[\n  md#0, # c\n  md#9, md#1 # d\n  ]"],
    ["\n- md#0", "\n- md#0\n- md#1"],
    ["\n  - md#0 # c\n  - md#9\n  # d", "\n  - md#0 # c\n  - md#9\n  - md#1\n  # d"],
    ["\n    -   'md#0'\n", "\n    -   'md#0'\n    - 'md#1'\n"],
    ["\n  -\n    md#0", "\n  -\n    md#0\n  - md#1"],
    ["\n  - md#0\n  -", "\n  - md#0\n  -\n  - md#1"],
    ["", " [md#1]"],
    [" # c", " [md#1] # c", ""],
    ["~ # c", "[md#1] # c"],
    ["null", "[md#1]"],
    ["[]", "[md#1]"],
    ["[ ]", "[md#1 ]"],
    ["[md#1, mt#7]", "[md#1, mt#7]"],
    ["md#1", "md#1"],
  ])("%j becomes %j", (list, expected, gap = " ") => {
    const space = list === "" ? "" : gap;
    for (const lineBreak of ["\n", "\r\n"]) {
      const join = (...lines: readonly string[]) => lines.join("\n").replaceAll("\n", lineBreak);
      expect(edited(join("id: md#1", `migratedFrom:${space}${list}`, "x: 1"), "move")).toBe(
        join("id: mt#2", `migratedFrom:${list === "" ? "" : gap}${expected}`, "x: 1"),
      );
    }
  });

  test.each([
    ["{id: md#1, migratedFrom}", "{id: mt#2, migratedFrom: [md#1]}"],
    ["{id: md#1, migratedFrom: }", "{id: mt#2, migratedFrom: [md#1] }"],
    ["{id: md#1, migratedFrom: md#0, x: 1}", "{id: mt#2, migratedFrom: [md#0, md#1], x: 1}"],
    ["- migratedFrom:\n  - md#0\n  id: md#1", "- migratedFrom:\n  - md#0\n  - md#1\n  id: mt#2"],
  ])("in %j too", (text, expected) => {
    expect(edited(text, "move")).toBe(expected);
  });

  test("with the key names of the configuration, quoted where they need it", () => {
    const config = "fields: { task: { id: key, migratedFrom: 'was: before' } }";
    expect(edited("key: md#1\nid: md#1\n", "move", "mt#2", "md#1", config)).toBe(
      'key: mt#2\n"was: before": [md#1]\nid: md#1\n',
    );
  });

  test("quoted where it would be something else", () => {
    expect(edited("id: md#a,b\n", "move", "mt#2", "md#a,b")).toBe(
      'id: mt#2\nmigratedFrom: ["md#a,b"]\n',
    );
    expect(edited("{id: md#1}", "move", "mt#a]")).toBe('{id: "mt#a]", migratedFrom: [md#1]}');
  });
});

describe("a buried task keeps its ID and says where it went", () => {
  test.each([
    ["id: md#1 # c\nx: 1\n", "id: md#1 # c\nmigratedTo: mt#2\nx: 1\n"],
    ["id: md#1", "id: md#1\nmigratedTo: mt#2"],
    ["- x: 1\r\n  id: md#1\r\n", "- x: 1\r\n  id: md#1\r\n  migratedTo: mt#2\r\n"],
    ["{id: md#1}", "{id: md#1, migratedTo: mt#2}"],
    ['{"id": "md#1"}', '{"id": "md#1", "migratedTo": "mt#2"}'],
    ["id: md#1\nmigratedTo: # c\n", "id: md#1\nmigratedTo: mt#2 # c\n"],
    ["id: md#1\nmigratedTo: ~\n", "id: md#1\nmigratedTo: mt#2\n"],
    ["id: md#1\nmigratedFrom: gh#1\n", "id: md#1\nmigratedTo: mt#2\nmigratedFrom: gh#1\n"],
  ])("%j becomes %j", (text, expected) => {
    expect(edited(text, "bury")).toBe(expected);
  });
});

describe("what cannot be edited alone is refused, and the text stays as it is", () => {
  test.each([
    ["id: md#3\n", { kind: "gone" }],
    ["id: md#1\nmigratedTo: mt#5\n", { kind: "gone" }],
    ["x: [\n", { kind: "gone" }],
    // To some readers the new line would stand in the next record.
    ["- id: md#1 # why\r- id: md#2\r", { kind: "gone" }],
    ["x: &a md#1\nid: *a\n", { kind: "shared", key: "id" }],
    ["id: &a md#1\nx: *a\n", { kind: "shared", key: "id" }],
    ["- &a { id: md#1 }\n- *a\n", { kind: "shared", key: "id" }],
    ["x: &a { id: md#1 }\n<<: *a\n", { kind: "shared", key: "id" }],
    ["x: &a [md#0]\nid: md#1\nmigratedFrom: *a\n", { kind: "shared", key: "migratedFrom" }],
    ["id: md#1\nmigratedFrom: &a [md#0]\nx: *a\n", { kind: "shared", key: "migratedFrom" }],
    ["x: &a { migratedFrom: md#0 }\n<<: *a\nid: md#1\n", { kind: "shared", key: "migratedFrom" }],
    ["id: md#1\nmigratedFrom: { a: b }\n", { kind: "not-a-list", key: "migratedFrom" }],
    ["id: md#1\nmigratedFrom: |\n  md#0\n", { kind: "not-a-list", key: "migratedFrom" }],
    ["id: md#1\nmigratedFrom: !!str md#0\n", { kind: "not-a-list", key: "migratedFrom" }],
    ["[id: md#1]", { kind: "misread" }],
  ])("%j", (text, refusal) => {
    expect(edited(text, "move")).toEqual(refusal);
  });

  test("others in the same text are edited all the same", () => {
    const text = "- id: &a md#1\n- x: *a\n  id: md#2\n";
    const edits = new Map([id("md#1"), id("md#2")].map(one => [one, moveTo("mt", one)]));
    const result = editTasks(text, edits, settingsFrom(""));
    expect(result.text).toBe("- id: &a md#1\n- x: *a\n  id: mt#2\n  migratedFrom: [md#2]\n");
    expect([...result.refused]).toEqual([["md#1", { kind: "shared", key: "id" }]]);
  });

  test("a key with two meanings is no place for two values", () => {
    const config = "fields: { task: { migratedFrom: id } }";
    expect(edited("id: md#1\n", "move", "mt#2", "md#1", config)).toEqual({ kind: "misread" });
  });
});

function moveTo(backend: string, from: QualifiedId): TaskEdit {
  const to = qualify(backend as never, from.slice(from.indexOf("#") + 1) as never);
  return { kind: "move", to };
}

describe("whatever a file looks like", () => {
  const comment = fc.constantFrom("", " # md#1", "  # c");
  const quote = fc.constantFrom("", "'", '"');
  const lines: readonly string[] = [
    "title: Fix it # now",
    "status: 'TODO'",
    "k: [ md#1,2 ]",
    "n: |\n  id: md#1\n\n  md#1",
    "d: { id: md#1 }",
    "dependsOn:\n- md#1\n- 'x#2'",
    "🎉: 0123 # 🎉",
    "# only a comment",
  ];
  const others = fc.uniqueArray(fc.constantFrom(...lines), { maxLength: 5 });
  /** What stands there for `migratedFrom`, and what should. */
  const former = fc
    .tuple(
      fc.constantFrom(
        ["", ""],
        ["migratedFrom: gh#7", "migratedFrom: [gh#7, @]"],
        ["migratedFrom: [gh#7, 'gh#8']", "migratedFrom: [gh#7, 'gh#8', '@']"],
        ["migratedFrom:\n  - gh#7", "migratedFrom:\n  - gh#7\n  - @"],
        ["migratedFrom: []", "migratedFrom: [@]"],
        ["migratedFrom:", "migratedFrom: [@]"],
      ),
      fc.constantFrom("", " # was"),
    )
    .map(([[source = "", meant = ""], end]) => {
      if (source === "" || source === "migratedFrom:") return [source, meant] as const;
      // Behind the last item of a block list a comment stays where it is.
      const [head = "", ...tail] = meant.split(/(?=\n {2}- @)/);
      return [source + end, head + end + tail.join("")] as const;
    });
  const record = fc.tuple(others, former, quote, comment, fc.nat(5), fc.nat(5));

  /** A file of records `md#1`, `md#2`, … before and after all of them moved to `mt`. */
  const file = fc
    .tuple(
      fc.array(record, { minLength: 1, maxLength: 3 }),
      fc.constantFrom("documents", "sequence", "indented sequence"),
      fc.constantFrom("\n", "\r\n"),
      fc.constantFrom("", "\uFEFF"),
      fc.constantFrom("", "# first: md#1\n", "\n\n"),
      fc.boolean(),
    )
    .map(([records, shape, lineBreak, mark, lead, ends]) => {
      const made = records.map(([lines, [listBefore, listAfter], q, end, at, listAt], i) => {
        const build = (own: string, list: string): string => {
          const all = lines.toSpliced(at, 0, own);
          return (list === "" ? all : all.toSpliced(listAt, 0, list)).join("\n");
        };
        const [was, is] = [`md#${i + 1}`, `mt#${i + 1}`];
        const added = listBefore === "" ? `\nmigratedFrom: [${was}]` : "";
        const before = build(`id: ${q}${was}${q}${end}`, listBefore);
        const after = build(`id: ${q}${is}${q}${end}${added}`, listAfter.replace("@", was));
        return [before, after] as const;
      });
      const whole = (pick: 0 | 1): string => {
        const bodies = made.map(pair => pair[pick]);
        const body =
          shape === "documents"
            ? bodies.join("\n---\n")
            : bodies.map(one => asItem(one, shape === "sequence" ? "" : "  ")).join("\n");
        const text = `${lead}${body}${ends ? "\n" : ""}`;
        return mark + text.replaceAll("\n", lineBreak);
      };
      // A single line without an end does not tell which line break the file would use.
      const [before, after] = [whole(0), whole(1)];
      const isOneLine = !before.includes("\n");
      return {
        before,
        after: isOneLine ? after.replaceAll("\r", "") : after,
        count: made.length,
      };
    });

  function asItem(text: string, margin: string): string {
    const lines = text.split("\n");
    // A comment cannot be the first thing behind a dash: the item begins below it.
    const head = lines[0]?.startsWith("#")
      ? [`${margin}-`, `${margin}  ${lines[0]}`]
      : [`${margin}- ${lines[0]}`];
    return [...head, ...lines.slice(1).map(line => (line === "" ? "" : `${margin}  ${line}`))].join(
      "\n",
    );
  }

  test("only IDs and lists of former IDs change, and it reads as meant", () => {
    fc.assert(
      fc.property(file, ({ before, after, count }) => {
        const ids = Array.from({ length: count }, (_, i) => id(`md#${i + 1}`));
        const edits = new Map(ids.map(one => [one, moveTo("mt", one)]));
        const result = editTasks(before, edits, settingsFrom(""));
        expect([...result.refused]).toEqual([]);
        expect(result.text).toBe(after);
        const documents = [parseAllDocuments(result.text.replace(/^\uFEFF/, ""))].flat();
        expect(
          documents.flatMap(document => ("errors" in document ? document.errors : [])),
        ).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
