import { describe, expect, test } from "vitest";
import { renderFileDiff } from "../../src/report/diff.ts";

const diff = (path: string, before: string, after: string): string =>
  renderFileDiff({
    ...{ entry: { path }, before: Buffer.from(before), after: Buffer.from(after), rewrites: [] },
  });

/** The lines of the hunks alone. */
const hunks = (before: string, after: string) => diff("a", before, after).split("\n").slice(3);

test("a diff is one that git apply takes", () => {
  const before = "session: fix-login\ntaskId: md#123\nbackend: md\n";
  expect(diff("sessions/a.yaml", before, before.replace("md#", "mt#"))).toBe(`\
diff --git a/sessions/a.yaml b/sessions/a.yaml
--- a/sessions/a.yaml
+++ b/sessions/a.yaml
@@ -1,3 +1,3 @@
 session: fix-login
-taskId: md#123
+taskId: mt#123
 backend: md
`);
});

describe("a line is shown with all that it is", () => {
  test.each([
    [
      "a carriage return",
      "a: md#1\r\n",
      "a: mt#1\r\n",
      ["@@ -1,1 +1,1 @@", "-a: md#1\r", "+a: mt#1\r", ""],
    ],
    [
      "no line break at the end of the file",
      "a: md#1",
      "a: mt#1",
      [
        "@@ -1,1 +1,1 @@",
        "-a: md#1",
        "\\ No newline at end of file",
        "+a: mt#1",
        "\\ No newline at end of file",
        "",
      ],
    ],
    [
      "a byte order mark",
      "\uFEFFa: md#1\n",
      "\uFEFFa: mt#1\n",
      ["@@ -1,1 +1,1 @@", "-\uFEFFa: md#1", "+\uFEFFa: mt#1", ""],
    ],
    [
      "a space at its end",
      "a: md#1 \nb: 2\n",
      "a: mt#1 \nb: 2\n",
      ["@@ -1,2 +1,2 @@", "-a: md#1 ", "+a: mt#1 ", " b: 2", ""],
    ],
  ])("%s", (_, before, after, lines) => {
    expect(hunks(before, after)).toEqual(lines);
  });
});

test("places far from each other are hunks of their own", () => {
  const text = (id: string) => `a: ${id}\n${"x\n".repeat(20)}b: ${id}\n`;
  const marks = hunks(text("md#1"), text("mt#1")).filter(line => line.startsWith("@@"));
  expect(marks).toHaveLength(2);
});

test.each([
  ["a b.yaml", "a/a b.yaml"],
  ["it's.yaml", "a/it's.yaml"],
  ["ä.yaml", '"a/\\303\\244.yaml"'],
  ['"q".yaml', '"a/\\"q\\".yaml"'],
  ["back\\slash", '"a/back\\\\slash"'],
  ["line\nbreak\u001b", '"a/line\\012break\\033"'],
])("the path %j is written as git does: %s", (path, name) => {
  expect(diff(path, "a\n", "b\n")).toContain(`--- ${name}\n`);
});
