import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { planFixes } from "../../src/fix/plan.ts";
import type { Fix } from "../../src/model/verdict.ts";
import { rewriteText } from "../../src/yaml/rewrite.ts";
import { fixedSession, projectOf, settingsFrom } from "../support/memory.ts";

/** `md#123` is `mt#456` today; a task `gh#123` makes the plain ID `123` in need of a backend. */
const tasks = "id: mt#456\nmigratedFrom: md#123\n";
const manyTasks = `${tasks}---\nid: gh#123\n---\nid: gh#456\n`;

describe("only the ID changes", () => {
  test.each([
    ["taskId: md#123", "taskId: mt#456"],
    ["taskId: md#123 # was md#123\n", "taskId: mt#456 # was md#123\n"],
    ["# md#123\ntaskId:   md#123   \n\n\n", "# md#123\ntaskId:   mt#456   \n\n\n"],
    ["taskId: 'md#123'", "taskId: 'mt#456'"],
    ['taskId: "md#123"', 'taskId: "mt#456"'],
    ['taskId: "\\u006dd\\x23123"', 'taskId: "mt#456"'],
    ['taskId: "md#\\\n  123"', 'taskId: "mt#456"'],
    ["'taskId' : md#123", "'taskId' : mt#456"],
    ["? taskId\n: md#123\n", "? taskId\n: mt#456\n"],
    ["taskId:\n    md#123\n", "taskId:\n    mt#456\n"],
    [
      "a: 0123\r\ntaskId: md#123\r\nb:  [ 1,2 ]\r\n",
      "a: 0123\r\ntaskId: mt#456\r\nb:  [ 1,2 ]\r\n",
    ],
    ["\uFEFFtaskId: md#123\n", "\uFEFFtaskId: mt#456\n"],
    ["\uFEFF- session: a\n  taskId: md#123\n", "\uFEFF- session: a\n  taskId: mt#456\n"],
    ["🎉: 👩‍👧\ntaskId: md#123 # 🎉\n", "🎉: 👩‍👧\ntaskId: mt#456 # 🎉\n"],
    ["taskId: &id md#123\n", "taskId: &id mt#456\n"],
    ["taskId: !!str md#123\n", "taskId: !!str mt#456\n"],
    ["taskId: !mine 'md#123'\n", "taskId: !mine 'mt#456'\n"],
    ["taskId: &a !!str md#123\n", "taskId: &a !!str mt#456\n"],
    ["{session: a,taskId: md#123,x: [1,2]}", "{session: a,taskId: mt#456,x: [1,2]}"],
    ['{"taskId":"md#123"}', '{"taskId":"mt#456"}'],
    ['{"taskId":md#123}', '{"taskId":mt#456}'],
    ["taskId: |\n  md#123\n", "taskId: |\n  mt#456\n"],
    ["taskId: >- # md#123\n    md#123\n\nx: 1\n", "taskId: >- # md#123\n    mt#456\n\nx: 1\n"],
    ["taskId: |2+\r\n  md#123\r\n\r\n", "taskId: |2+\r\n  mt#456\r\n\r\n"],
    [
      "---\ntaskId: md#123\n---\ntaskId: x#1\n...\n---\ntaskId: md#123",
      "---\ntaskId: mt#456\n---\ntaskId: x#1\n...\n---\ntaskId: mt#456",
    ],
    [
      "%YAML 1.2\n%TAG ! tag:x,1:\n---\ntaskId: md#123\n",
      "%YAML 1.2\n%TAG ! tag:x,1:\n---\ntaskId: mt#456\n",
    ],
    [
      "- taskId: md#123\n- - a\n- taskId:  'md#123'\n",
      "- taskId: mt#456\n- - a\n- taskId:  'mt#456'\n",
    ],
    [
      "notes: md#123\nlist: [md#123]\ntaskId: md#123\n",
      "notes: md#123\nlist: [md#123]\ntaskId: mt#456\n",
    ],
    ["inner:\n  taskId: md#123\ntaskId: md#123\n", "inner:\n  taskId: md#123\ntaskId: mt#456\n"],
    ["taskId: md#123\nTaskId: md#123\n", "taskId: mt#456\nTaskId: md#123\n"],
    ["text: |\n  taskId: md#123\ntaskId: md#123", "text: |\n  taskId: md#123\ntaskId: mt#456"],
  ])("%j becomes %j", (text, expected) => {
    expect(fixedSession(text, tasks)).toBe(expected);
  });
});

describe("a plain ID keeps its form, or becomes qualified", () => {
  test.each([
    ["taskId: 123", "taskId: 456", "taskId: mt#456"],
    ["taskId: '123'", "taskId: '456'", "taskId: 'mt#456'"],
    ['taskId: "#123"', 'taskId: "#456"', 'taskId: "mt#456"'],
    ["taskId: task#123", "taskId: task#456", "taskId: mt#456"],
  ])("%j becomes %j, or %j where others have the number", (text, plain, qualified) => {
    expect(fixedSession(text, tasks)).toBe(plain);
    expect(fixedSession(text, manyTasks, "defaultBackend: md")).toBe(qualified);
  });
  test.each([
    ["backend: md # old\ntaskId: 123\n", "backend: mt # old\ntaskId: 456\n"],
    ["taskId: '123'\nbackend: \"markdown\"\n", "taskId: '456'\nbackend: \"minsky\"\n"],
    ["{taskId: 123, backend: md}", "{taskId: 456, backend: mt}"],
    ["taskId: md#123\nbackend: md\n", "taskId: mt#456\nbackend: md\n"],
    ["x: &b md\ntaskId: 123\nbackend: *b\n", "x: &b md\ntaskId: mt#456\nbackend: *b\n"],
  ])("with a backend beside it, %j becomes %j", (text, expected) => {
    expect(fixedSession(text, manyTasks)).toBe(expected);
  });
});

describe("an ID that would change its meaning unquoted gets quotes", () => {
  test.each([
    ["456", "456"],
    ["0123", '"0123"'],
    ["1e3", '"1e3"'],
    ["1_000", '"1_000"'],
    ["12:30", '"12:30"'],
    ["0x1F", '"0x1F"'],
    ["1.50", '"1.50"'],
    ["+1", '"+1"'],
    ["true", '"true"'],
    ["no", '"no"'],
    ["null", '"null"'],
    ["~", '"~"'],
    ["2024-01-02", '"2024-01-02"'],
    ["99999999999999999999", '"99999999999999999999"'],
    ["trail:", '"trail:"'],
    ["-", '"-"'],
    ["?", '"?"'],
    ["@a", '"@a"'],
    ["*a", '"*a"'],
    ["&a", '"&a"'],
    ["!a", '"!a"'],
    ["[a]", '"[a]"'],
    ["'a", '"\'a"'],
    ['"a', '"\\"a"'],
    ["a\\b", "a\\b"],
    ["a,b", "a,b"],
    ["-a", "-a"],
    ["日本🎉", "日本🎉"],
  ])("the local ID %s is written %s", (localId, written) => {
    const quoted = `'${localId.replaceAll("'", "''")}'`;
    const target = `id: 'md#${localId.replaceAll("'", "''")}'\nmigratedFrom: 'md#x'\n`;
    expect(fixedSession("taskId: x # c\n", target)).toBe(`taskId: ${written} # c\n`);
    expect(fixedSession("taskId: 'x'\n", target)).toBe(`taskId: ${quoted}\n`);
    expect(fixedSession('taskId: "x"\n', target)).toBe(`taskId: ${JSON.stringify(localId)}\n`);
  });
  test.each(["a,b", "a]", "a[b", "a{b", "a}b", ","])("so does %s in flow style only", localId => {
    const target = `id: 'md#${localId}'\nmigratedFrom: md#x\n`;
    expect(fixedSession("{taskId: x}", target)).toBe(`{taskId: "${localId}"}`);
    expect(fixedSession("[{taskId: md#x}]", target)).toBe(`[{taskId: "md#${localId}"}]`);
    expect(fixedSession("taskId: md#x", target)).toBe(`taskId: md#${localId}`);
  });
});

describe("what must not be rewritten is not", () => {
  test.each([
    "taskId: mt#456",
    "taskId: md#1234",
    "taskId: MD#123",
    "taskId: #md#123",
    "taskId: md #123",
    "x: &a md#123\ntaskId: *a\n",
    "taskId: &a md#123\nx: *a\n",
    "x: &a { taskId: md#123 }\n<<: *a\n",
    "- &a { taskId: md#123 }\n- *a\n",
    "taskId: md#123\ntaskId: md#123\n",
    "taskId: md#123\nx: [\n",
    "session: a\n<<<<<<< HEAD\ntaskId: md#123\n=======\ntaskId: mt#456\n>>>>>>> b\n",
  ])("%j", text => {
    expect(fixedSession(text, tasks)).toBe(text);
  });
});

test("a value that no alias repeats is rewritten though another of the anchor's name is", () => {
  const text = "taskId: &a md#123\ny: &a z\nx: *a\n";
  expect(fixedSession(text, tasks)).toBe("taskId: &a mt#456\ny: &a z\nx: *a\n");
});

test("references in task files are rewritten, their own and former IDs are not", () => {
  const text =
    "id: mt#456\nmigratedFrom: [md#123]\n---\nid: mt#7\nparent: md#123\ndependsOn: [ 'md#123', mt#7,md#123]\n";
  const project = projectOf({ "tasks/t.yaml": text });
  const rewritten = rewriteText(
    text,
    planFixes(project).get("tasks/t.yaml") ?? [],
    "task",
    project.settings,
  );
  expect(rewritten).toBe(
    "id: mt#456\nmigratedFrom: [md#123]\n---\nid: mt#7\nparent: mt#456\ndependsOn: [ 'mt#456', mt#7,mt#456]\n",
  );
});

describe("rewriting", () => {
  const settings = settingsFrom("");
  const fixesFor = (text: string): readonly Fix[] =>
    planFixes(projectOf({ "sessions/s.yaml": text, "tasks/t.yaml": tasks })).get(
      "sessions/s.yaml",
    ) ?? [];

  test("is refused when the result would not read as meant", () => {
    const text = "taskId: md#123\n";
    const [fix] = fixesFor(text);
    if (fix === undefined) throw new Error("a fix");
    const bad = { ...fix, rewrite: { taskId: "mt#456", backend: undefined } };
    const moved = { ...fix.reference.scalar, span: { start: 0, end: 6 } };
    const shifted = { ...bad, reference: { ...fix.reference, scalar: moved } };
    expect(() => rewriteText(text, [shifted], "session", settings)).toThrow();
  });
  test("twice changes nothing the second time", () => {
    const text = fixedSession("- taskId: 123\n- taskId: 'md#123'\n", tasks);
    expect(fixedSession(text, tasks)).toBe(text);
  });
  test("nothing changes nothing", () => {
    expect(rewriteText("taskId:  md#1 \r\n", [], "session", settings)).toBe("taskId:  md#1 \r\n");
  });
  test("5,000 references of one file is quick", () => {
    const text = "- taskId: md#123\n".repeat(5000);
    const fixes = fixesFor(text);
    expect(rewriteText(text, fixes, "session", settings)).toBe("- taskId: mt#456\n".repeat(5000));
  });
});

describe("in any file", () => {
  const word = fc
    .stringMatching(/^[a-zé🎉]{1,6}$/u)
    .filter(text => !["null", "taskid"].includes(text));
  const comment = fc.constantFrom("", "", " # md#123", '\t# it\'s "so": [', "   ");
  const value = fc.oneof(
    word,
    fc.constantFrom(
      "0123",
      "'it''s'",
      '"\\x23 \\""',
      "[1,  {a: b}]",
      "{ x: y}",
      "*known",
      "md#123",
    ),
    fc.constantFrom(
      "!!str 7",
      "&other z",
      "~",
      "|\n    md#123\n    # no comment",
      ">-\n    two\n    lines",
    ),
  );
  const quotes = fc.constantFrom("", "'", '"');
  const ids = fc.constantFrom("md#123", "md#9", "mt#456", "gh#1", "nobody#7");

  interface Line {
    readonly source: string;
    readonly fixed: string;
  }
  const same = (source: string): Line => ({ source, fixed: source });
  const idLine: fc.Arbitrary<Line> = fc
    .tuple(ids, quotes, fc.constantFrom(" ", "  ", " !!str ", " &t "), comment, quotes)
    .map(([id, quote, gap, end, keyQuote]) => {
      const line = (text: string) =>
        `${keyQuote}taskId${keyQuote}:${gap}${quote}${text}${quote}${end}`;
      return { source: line(id), fixed: line(migrated(id)) };
    });
  const otherLine = fc
    .tuple(word, value, comment)
    .map(([key, text, end]) => `k${key}: ${text}${/[|>]/.test(text) ? "" : end}`);

  /** A mapping in block style, each of its keys once. */
  const block: fc.Arbitrary<readonly Line[]> = fc
    .tuple(fc.uniqueArray(otherLine, { selector: keyOf, maxLength: 4 }), idLine, fc.nat(4))
    .map(([others, id, at]) => [
      same("known: &known value # anchor"),
      ...others.map(same).toSpliced(Math.min(at, others.length), 0, id),
    ]);
  /** A mapping in flow style. */
  const flow: fc.Arbitrary<readonly Line[]> = fc
    .tuple(ids, quotes, fc.constantFrom("", " ", "\n    "))
    .map(([id, quote, gap]) => {
      const line = (text: string) =>
        `{${gap}a: 'md#123',${gap}taskId: ${quote}${text}${quote}${gap}}`;
      return [{ source: line(id), fixed: line(migrated(id)) }];
    });
  const documentOf = (session: fc.Arbitrary<readonly Line[]>) =>
    fc.oneof(
      session,
      fc.array(session, { minLength: 1, maxLength: 3 }).map(sessions => sessions.flatMap(asItem)),
    );
  const file = fc
    .tuple(
      fc.array(documentOf(fc.oneof({ weight: 3, arbitrary: block }, flow)), {
        minLength: 1,
        maxLength: 3,
      }),
      fc.constantFrom("\n", "\r\n"),
      fc.constantFrom("", "\uFEFF"),
      fc.constantFrom("", "# first: md#123\n", "\n\n"),
      fc.boolean(),
    )
    .map(([documents, lineBreak, mark, lead, ends]) => {
      const join = (pick: (line: Line) => string): string => {
        const text = lead + documents.map(lines => lines.map(pick).join("\n")).join("\n---\n");
        return mark + (text + (ends ? "\n" : "")).replaceAll("\n", lineBreak);
      };
      return { source: join(line => line.source), fixed: join(line => line.fixed) };
    });

  function migrated(id: string): string {
    return id === "md#123" ? "mt#456" : id === "md#9" ? "jira#A-9" : id;
  }
  function keyOf(line: string): string {
    return line.slice(0, line.indexOf(":"));
  }
  function asItem(lines: readonly Line[]): readonly Line[] {
    return lines.map((line, i) => {
      const indent = (text: string) =>
        (i === 0 ? "-   " : "    ") + text.replaceAll("\n", "\n    ");
      return { source: indent(line.source), fixed: indent(line.fixed) };
    });
  }
  /** What a reader that keeps all scalars as text makes of a file; references in the given form. */
  function dataOf(text: string, rename: (id: string) => string): unknown {
    const documents = parseAllDocuments(text.replace(/^\uFEFF/, ""), {
      schema: "failsafe",
      uniqueKeys: true,
    });
    if (!Array.isArray(documents)) return [];
    return documents.map(document => {
      expect(document.errors).toEqual([]);
      const data: unknown = document.toJS();
      for (const session of Array.isArray(data) ? data : [data]) {
        if (session?.taskId !== undefined) session.taskId = rename(session.taskId);
      }
      return data;
    });
  }

  test("the text differs in the stale IDs only, and reads the same but for them", () => {
    const allTasks = `${tasks}---\nid: md#9\nmigratedTo: jira#A-9\n---\nid: gh#1\n`;
    fc.assert(
      fc.property(file, ({ source, fixed }) => {
        const rewritten = fixedSession(source, allTasks);
        expect(rewritten).toBe(fixed);
        expect(dataOf(rewritten, id => id)).toEqual(dataOf(source, migrated));
        expect(fixedSession(rewritten, allTasks)).toBe(rewritten);
      }),
      { numRuns: 500 },
    );
  });
});
