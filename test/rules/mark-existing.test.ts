import { describe, expect, test } from "vitest";
import { markExisting } from "../../src/mark-existing.ts";
import { fails } from "../../src/model/finding.ts";
import { findingsIn, type Texts } from "../support/memory.ts";

/** The findings after a change: `file:line`, with `new` for those that the base does not have. */
function compared(base: Texts, head: Texts, config = ""): readonly string[] {
  const marked = markExisting(findingsIn(head, config), findingsIn(base, config));
  return marked.map(({ place, existing }) => {
    return `${place.file}:${place.position.line}${existing ? "" : " new"}`;
  });
}

const unknown = "session: a\ntaskId: md#9\n";
const b = "session: b\ntaskId: md#9\n";

describe("a finding that the base has too is existing", () => {
  const cases: [name: string, base: Texts, head: Texts, findings: string[]][] = [
    [
      "in the same place",
      { "sessions/a.yaml": unknown },
      { "sessions/a.yaml": unknown },
      ["sessions/a.yaml:2"],
    ],
    [
      "on another line, in other quotes",
      { "sessions/a.yaml": unknown },
      { "sessions/a.yaml": "# more\n\ntaskId: 'md#9'\nsession: a\n" },
      ["sessions/a.yaml:3"],
    ],
    [
      "in a renamed file",
      { "sessions/a.yaml": unknown },
      { "sessions/z/new.yaml": unknown },
      ["sessions/z/new.yaml:2"],
    ],
    [
      "in a renamed file that names the session",
      { "sessions/a.yaml": "taskId: md#9" },
      { "sessions/z.yaml": "taskId: md#9" },
      ["sessions/z.yaml:1"],
    ],
    [
      "in a task that got another ID",
      { "tasks/md.yaml": "id: md#1\nparent: md#9" },
      { "tasks/mt.yaml": "id: mt#1\nmigratedFrom: md#1\nparent: md#9" },
      ["tasks/mt.yaml:3"],
    ],
    [
      "but not with another ID",
      { "sessions/a.yaml": unknown },
      { "sessions/a.yaml": "session: a\ntaskId: md#8" },
      ["sessions/a.yaml:2 new"],
    ],
    [
      "and one more of its kind is new",
      { "sessions/a.yaml": unknown },
      { "sessions/a.yaml": unknown, "sessions/b.yaml": b },
      ["sessions/a.yaml:2", "sessions/b.yaml:2 new"],
    ],
    [
      "the one in the same file being the old one",
      { "sessions/b.yaml": unknown },
      { "sessions/a.yaml": unknown, "sessions/b.yaml": unknown },
      ["sessions/a.yaml:2 new", "sessions/b.yaml:1 new", "sessions/b.yaml:2"],
    ],
    [
      "each once",
      { "tasks/t.yaml": "id: md#1\ndependsOn: [md#9]" },
      { "tasks/t.yaml": "id: md#1\ndependsOn:\n- md#9\n- md#9" },
      ["tasks/t.yaml:3", "tasks/t.yaml:4 new"],
    ],
    [
      "bad files by their names",
      { "sessions/a.yaml": "[", "sessions/b.yaml": "{}" },
      { "sessions/a.yaml": "[", "sessions/b.yaml": "[" },
      ["sessions/a.yaml:1", "sessions/b.yaml:1 new"],
    ],
    ["and what the base alone has is gone", { "sessions/a.yaml": unknown }, {}, []],
  ];
  test.each(cases)("%s", (_, base, head, findings) => {
    expect(compared(base, head)).toEqual(findings);
  });
});

test("a finding fails the check when it is an error and new", () => {
  const [finding] = findingsIn({ "sessions/a.yaml": unknown });
  if (finding === undefined) throw new Error("a finding");
  expect(fails(finding)).toBe(true);
  expect(fails({ ...finding, existing: true })).toBe(false);
  expect(fails({ ...finding, severity: "warn" })).toBe(false);
});
