import { describe, expect, test } from "vitest";
import { fixesOf, planFixes } from "../../src/fix/plan.ts";
import { type Finding, isFixable } from "../../src/model/finding.ts";
import { type HistoryAnswer, noHistory } from "../../src/model/project.ts";
import { findingCodes } from "../../src/model/settings.ts";
import { findingsIn, id, linesOf, projectOf, type Texts } from "../support/memory.ts";

type Arguments = Readonly<Record<string, unknown>>;
type Case = [
  name: string,
  files: Texts,
  /** `file:line:column`, and what else the finding must say. */
  findings: readonly (readonly [place: string, details?: Arguments])[],
  config?: string,
  history?: Partial<HistoryAnswer>,
];

/** All findings of a case must have the one code: nothing else is wrong. */
function table(code: Finding["code"], cases: readonly Case[]): void {
  describe(code, () => {
    test.each(cases)("%s", (_, files, expected, config, history) => {
      const found = findingsIn(files, config, { ...noHistory, ...history });
      expect(linesOf(found)).toEqual(expected.map(([place]) => `${place} ${code}`));
      expect(found).toMatchObject(
        expected.map(([, details = {}]) => ({ ...details, severity: "error", existing: false })),
      );
    });
  });
}

const moved = "id: mt#123\nmigratedFrom: md#123\n";
const live = { "tasks/mt.yaml": moved };
const candidates = (...places: [id: string, file?: string][]) =>
  places.map(([id, file]) => ({ id, file }));

table("stale-task-id", [
  [
    "a session that names the present ID is fine",
    { ...live, "sessions/a.yaml": "taskId: mt#123" },
    [],
  ],
  [
    "a session that names a retired ID is not",
    { ...live, "sessions/a.yaml": "session: fix-login\ntaskId: md#123 # x\n" },
    [
      [
        "sessions/a.yaml:2:9",
        {
          place: { length: 6 },
          holder: { kind: "session", name: "fix-login" },
          key: "taskId",
          taskId: "md#123",
          target: "mt#123",
          rewrite: { taskId: "mt#123", backend: undefined },
          obstacle: undefined,
          steps: [
            {
              from: "md#123",
              to: "mt#123",
              evidence: { kind: "migratedFrom", file: "tasks/mt.yaml" },
            },
          ],
        },
      ],
    ],
  ],
  [
    "columns count characters, also in a file with a byte order mark",
    { ...live, "sessions/a.yaml": "\uFEFF{ '🎉': 'é', taskId: 'md#123' }" },
    [["sessions/a.yaml:1:22"]],
  ],
  [
    "a task's parent and dependencies are references too",
    {
      ...live,
      "tasks/a.yaml": "id: mt#7\nparent: md#123\ndependsOn:\n  - mt#123\n  - md#123\n",
    },
    [
      ["tasks/a.yaml:2:9", { key: "parent", holder: { kind: "task", name: "mt#7" } }],
      ["tasks/a.yaml:5:5", { key: "dependsOn", taskId: "md#123" }],
    ],
  ],
  [
    "a plain ID beside the old backend keeps its form",
    { ...live, "sessions/a.yaml": "backend: markdown\ntaskId: '#123'" },
    [["sessions/a.yaml:2:10", { taskId: "#123", rewrite: { taskId: "#123", backend: "minsky" } }]],
  ],
  [
    "a task outside the repository counts as known",
    {
      "tasks/md.yaml": "id: md#1\nmigratedTo: jira#A-1",
      "sessions/a.yaml": "taskId: md#1",
      "sessions/b.yaml": "taskId: jira#A-1",
    },
    [
      [
        "sessions/a.yaml:1:9",
        { target: "jira#A-1", steps: [{ evidence: { kind: "migratedTo" } }] },
      ],
    ],
  ],
  [
    "history tells where a task went that no file tells of",
    { "tasks/mt.yaml": "id: mt#1", "sessions/a.yaml": "taskId: md#1" },
    [["sessions/a.yaml:1:9", { target: "mt#1", steps: [{ evidence: { commit: "c0ffee" } }] }]],
    "",
    {
      steps: [
        {
          from: id("md#1"),
          to: id("mt#1"),
          evidence: { kind: "history", file: "tasks/mt.yaml", commit: "c0ffee" },
        },
      ],
    },
  ],
  [
    "a value that aliases repeat is reported, with the reason why it is not rewritten",
    { ...live, "sessions/a.yaml": "x: &t md#123\ntaskId: *t" },
    [["sessions/a.yaml:2:9", { obstacle: "alias" }]],
  ],
]);

table("unknown-task-id", [
  ["a session without a task is fine", { "sessions/a.yaml": "session: a\ntaskId:\n" }, []],
  [
    "no task has the ID; those with the same number are similar",
    { "tasks/t.yaml": "- id: mt#5\n- id: gh#5\n- id: gh#6", "sessions/a.yaml": "taskId: md#5" },
    [
      [
        "sessions/a.yaml:1:9",
        { taskId: "md#5", cause: { kind: "never", similar: ["mt#5", "gh#5"] } },
      ],
    ],
  ],
  [
    "IDs are compared exactly",
    {
      "tasks/t.yaml": "id: md#5",
      "sessions/a.yaml": "taskId: md#05\n---\nsession: b\ntaskId: MD#5",
    },
    [["sessions/a.yaml:1:9"], ["sessions/a.yaml:4:9"]],
  ],
  [
    "a plain ID that the session's backend does not have is unknown",
    { "tasks/t.yaml": "id: md#5", "sessions/a.yaml": "taskId: 5\nbackend: gh" },
    [["sessions/a.yaml:1:9", { cause: { kind: "never", similar: ["md#5"] } }]],
  ],
  [
    "a task's own references may be unknown",
    { "tasks/t.yaml": "id: md#5\ndependsOn: [md#5, md#6]" },
    [["tasks/t.yaml:2:19", { key: "dependsOn", holder: { kind: "task", name: "md#5" } }]],
  ],
  [
    "a deleted task is told with its commit",
    { "sessions/a.yaml": "taskId: md#5" },
    [
      [
        "sessions/a.yaml:1:9",
        { cause: { kind: "deleted", id: "md#5", deletion: { commit: "c0ffee" } } },
      ],
    ],
    "",
    { deletions: new Map([[id("md#5"), { file: "tasks/5.yaml", commit: "c0ffee" }]]) },
  ],
  [
    "a shallow clone cannot tell",
    { "sessions/a.yaml": "taskId: md#5" },
    [["sessions/a.yaml:1:9", { cause: { kind: "history-cut" } }]],
    "",
    { isCut: true },
  ],
]);

table("ambiguous-task-id", [
  [
    "a plain ID fits two tasks",
    { "tasks/t.yaml": `${moved}---\nid: gh#123`, "sessions/a.yaml": "taskId: 123" },
    [
      [
        "sessions/a.yaml:1:9",
        { candidates: candidates(["mt#123", "tasks/t.yaml"], ["gh#123", "tasks/t.yaml"]) },
      ],
    ],
  ],
  [
    "a backend, in the session or by default, tells them apart",
    {
      "tasks/t.yaml": "- id: md#123\n- id: gh#123",
      "sessions/a.yaml": "taskId: 123\nbackend: github",
      "sessions/b.yaml": "taskId: 123",
    },
    [],
    "defaultBackend: md",
  ],
  [
    "a candidate may live outside the repository",
    {
      "tasks/t.yaml": "- id: md#1\n  migratedTo: jira#1\n- id: gh#1",
      "sessions/a.yaml": "taskId: 1",
    },
    [["sessions/a.yaml:1:9", { candidates: candidates(["jira#1"], ["gh#1", "tasks/t.yaml"]) }]],
  ],
]);

table("reused-task-id", [
  [
    "a new task has the ID that another one retired; so does who names it",
    {
      "tasks/md.yaml": "title: x\nid: md#123",
      "tasks/mt.yaml": moved,
      "sessions/a.yaml": "taskId: md#123",
      "sessions/b.yaml": "taskId: mt#123",
    },
    [
      [
        "sessions/a.yaml:1:9",
        {
          holder: { kind: "session", name: "a" },
          candidates: candidates(["md#123", "tasks/md.yaml"], ["mt#123", "tasks/mt.yaml"]),
        },
      ],
      ["tasks/md.yaml:2:5", { taskId: "md#123", place: { length: 6 } }],
    ],
  ],
  [
    "a live task with the ID of a tombstone is reused, not a duplicate",
    { "tasks/a.yaml": "id: md#1\nmigratedTo: mt#1", "tasks/b.yaml": "- id: md#1\n- id: mt#1" },
    [["tasks/b.yaml:1:7"]],
  ],
  [
    "a task that moved away and came back has its own ID",
    { "tasks/a.yaml": "id: md#1\nmigratedFrom: [md#1, mt#1]", "sessions/a.yaml": "taskId: md#1" },
    [],
  ],
]);

table("duplicate-task-id", [
  [
    "each task after the first, in the order of the files",
    {
      "tasks/a.yaml": "id: md#1",
      "tasks/b.yaml": "title: x\nid: 'md#1'",
      "tasks/c.yaml": "id: md#1",
    },
    [
      ["tasks/b.yaml:2:6", { taskId: "md#1", first: { file: "tasks/a.yaml" } }],
      ["tasks/c.yaml:1:5", { first: { file: "tasks/a.yaml", position: { line: 1, column: 5 } } }],
    ],
  ],
  [
    "tasks of one file count too",
    { "tasks/a.yaml": "- id: md#1\n- id: md#1" },
    [["tasks/a.yaml:2:7"]],
  ],
  ["other letters make another ID", { "tasks/a.yaml": "- id: md#1\n- id: MD#1\n- id: md#01" }, []],
]);

table("conflicting-migration", [
  [
    "two live tasks say that they had the ID",
    {
      "tasks/a.yaml": "id: a#1\nmigratedFrom: md#1",
      "tasks/b.yaml": "id: b#1\nmigratedFrom: [x#1, md#1]",
    },
    [
      [
        "tasks/a.yaml:2:15",
        {
          taskId: "md#1",
          place: { length: 4 },
          candidates: candidates(["a#1", "tasks/a.yaml"], ["b#1", "tasks/b.yaml"]),
        },
      ],
      ["tasks/b.yaml:2:21", { taskId: "md#1" }],
    ],
  ],
  [
    "a tombstone and a migratedFrom contradict each other",
    {
      "tasks/md.yaml": "id: md#1\nmigratedTo: a#1",
      "tasks/t.yaml": "- id: a#1\n- id: b#1\n  migratedFrom: md#1",
    },
    [["tasks/md.yaml:1:5"], ["tasks/t.yaml:3:17"]],
  ],
  [
    "a tombstone and a migratedFrom that agree are fine",
    { "tasks/md.yaml": "id: md#1\nmigratedTo: a#1", "tasks/a.yaml": "id: a#1\nmigratedFrom: md#1" },
    [],
  ],
  [
    "two ways that meet in one live task are fine",
    {
      "tasks/t.yaml":
        "- {id: md#1, migratedTo: a#1}\n- {id: a#1, migratedTo: c#1}\n- {id: c#1, migratedFrom: [md#1, a#1]}",
    },
    [],
  ],
]);

table("migration-cycle", [
  [
    "tombstones lead round; reported once",
    {
      "tasks/a.yaml": "id: a#1\nmigratedTo: b#1",
      "tasks/b.yaml": "id: b#1\nmigratedTo: c#1",
      "tasks/c.yaml": "id: c#1\nmigratedTo: a#1",
    },
    [["tasks/a.yaml:1:5", { taskId: "a#1", path: ["a#1", "b#1", "c#1"] }]],
  ],
  [
    "a tombstone that names itself",
    { "tasks/a.yaml": "id: a#1\nmigratedTo: a#1" },
    [["tasks/a.yaml:1:5", { path: ["a#1"] }]],
  ],
]);

table("retired-backend", [
  [
    "tombstones of a retired backend are fine",
    { "tasks/a.yaml": "id: md#1\nmigratedTo: mt#1" },
    [],
    "backends: { md: { retired: true } }",
  ],
  [
    "a live task is not; where most of the others went is told",
    {
      "tasks/a.yaml": "id: mt#1\nmigratedFrom: md#1",
      "tasks/b.yaml": "id: mt#2\nmigratedFrom: md#2",
      "tasks/c.yaml": "id: gh#3\nmigratedFrom: md#3",
      "tasks/d.yaml": "title: x\nid: md#4",
    },
    [["tasks/d.yaml:2:5", { taskId: "md#4", backend: "md", successor: "mt" }]],
    "backends: { md: { retired: true } }",
  ],
  [
    "nobody knows where to when nothing has moved yet",
    { "tasks/d.yaml": "id: x#4" },
    [["tasks/d.yaml:1:5", { successor: undefined }]],
    "backends: { x: { retired: true } }",
  ],
]);

table("duplicate-session", [
  [
    "each session after the first, whether named in the file or by the file",
    {
      "sessions/a.yaml": "backend: md",
      "sessions/b.yaml": "taskId:\nsession: a",
      "sessions/sub/a.yml": "{}",
    },
    [
      ["sessions/b.yaml:2:10", { session: "a", first: { file: "sessions/a.yaml" } }],
      ["sessions/sub/a.yml:1:1", { session: "a" }],
    ],
  ],
  ["a task may have a session's name", { "sessions/a.yaml": "{}", "tasks/a.yaml": "id: md#1" }, []],
]);

table("invalid-file", [
  ["an empty file holds nothing", { "sessions/a.yaml": "", "tasks/b.yaml": "# nothing\n" }, []],
  [
    "bad YAML, wrong shapes and bad IDs are told with their places",
    {
      "sessions/a.yaml": "a: [\n",
      "sessions/b.yaml": "taskId: md #1\n",
      "tasks/c.yaml": "- id: 7\n- x\n",
      "tasks/d.yaml": "id: md#1\nmigratedFrom: 7\n",
    },
    [
      ["sessions/a.yaml:2:1", { reason: { kind: "yaml" } }],
      ["sessions/b.yaml:1:9", { reason: { kind: "comment", comment: "#1" } }],
      ["tasks/c.yaml:1:7", { reason: { kind: "not-qualified", text: "7" } }],
      ["tasks/c.yaml:2:3", { reason: { kind: "not-a-mapping" } }],
      ["tasks/d.yaml:2:15", { reason: { kind: "not-qualified", key: "migratedFrom" } }],
    ],
  ],
  [
    "other files are none of our business",
    { "README.md": "[", "tasks.yaml": "[", "sessions/a.txt": "[", "other/sessions/a.yaml": "[" },
    [],
  ],
]);

describe("where several rules speak", () => {
  test("a reference into a circle is unknown, and the circle is a finding of its own", () => {
    const files = {
      "tasks/t.yaml": "- {id: a#1, migratedTo: b#1}\n- {id: b#1, migratedTo: a#1}",
      "sessions/s.yaml": "taskId: b#1",
    };
    const found = findingsIn(files);
    expect(linesOf(found)).toEqual([
      "sessions/s.yaml:1:9 unknown-task-id",
      "tasks/t.yaml:1:8 migration-cycle",
    ]);
    expect(found[0]).toMatchObject({ cause: { kind: "cycle", path: ["b#1", "a#1"] } });
  });
  test("a stale ID whose target two tasks have is not fixable", () => {
    const found = findingsIn({
      "tasks/a.yaml": moved,
      "tasks/b.yaml": "id: mt#123",
      "sessions/s.yaml": "taskId: md#123",
    });
    expect(linesOf(found)).toEqual([
      "sessions/s.yaml:1:9 stale-task-id",
      "tasks/b.yaml:1:5 duplicate-task-id",
    ]);
    expect(found.map(isFixable)).toEqual([false, false]);
  });
  test("findings are sorted by file in code unit order, then line, column and code", () => {
    const session = "taskId: md#123\n---\ntaskId: md#123\n";
    const found = findingsIn({
      "sessions/ä.yaml": "taskId: x#1",
      "sessions/b.yaml": session,
      "sessions/Z.yaml": "[{session: q, taskId: x#1}, {session: q, taskId: x#2}]",
      "sessions/a/c.yaml": "taskId: x#1",
      "sessions/\u{1F389}.yaml": "taskId: x#1",
      "sessions/\uFF01.yaml": "taskId: x#1",
      ...live,
    });
    expect(linesOf(found)).toEqual([
      "sessions/Z.yaml:1:23 unknown-task-id",
      "sessions/Z.yaml:1:39 duplicate-session",
      "sessions/Z.yaml:1:50 unknown-task-id",
      "sessions/a/c.yaml:1:9 unknown-task-id",
      "sessions/b.yaml:1:9 stale-task-id",
      "sessions/b.yaml:3:1 duplicate-session",
      "sessions/b.yaml:3:9 stale-task-id",
      "sessions/ä.yaml:1:9 unknown-task-id",
      "sessions/\u{1F389}.yaml:1:9 unknown-task-id",
      "sessions/\uFF01.yaml:1:9 unknown-task-id",
    ]);
  });
});

/** Files with at least one finding of every code. */
const everything: Texts = {
  "sessions/ambiguous.yaml": "taskId: 9",
  "sessions/bad.yaml": "[",
  "sessions/dup.yaml": "session: stale",
  "sessions/reused.yaml": "taskId: r#1",
  "sessions/stale.yaml": "taskId: md#1",
  "sessions/unknown.yaml": "taskId: md#77",
  "tasks/a.yaml": "- {id: mt#1, migratedFrom: md#1}\n- {id: a#9}\n- {id: b#9}\n- {id: b#9}",
  "tasks/b.yaml": "- {id: x#5, migratedFrom: c#5}\n- {id: y#5, migratedFrom: c#5}",
  "tasks/c.yaml": "- {id: z#1, migratedTo: z#2}\n- {id: z#2, migratedTo: z#1}",
  "tasks/d.yaml": "- {id: r#1}\n- {id: mt#2, migratedFrom: r#1}",
  "tasks/e.yaml": "id: old#1",
};
const retired = "backends: { old: { retired: true } }\n";

describe("the level of a rule", () => {
  test("is error unless configured, for every code", () => {
    const found = findingsIn(everything, retired);
    expect(new Set(found.map(({ code }) => code))).toEqual(new Set(findingCodes));
    expect(new Set(found.map(({ severity }) => severity))).toEqual(new Set(["error"]));
  });
  test.each(findingCodes)("may be warn or off: %s", code => {
    const all = findingsIn(everything, retired);
    const warned = findingsIn(everything, `${retired}rules: { ${code}: warn }`);
    expect(warned).toEqual(
      all.map(finding => (finding.code === code ? { ...finding, severity: "warn" } : finding)),
    );
    const off = findingsIn(everything, `${retired}rules: { ${code}: off }`);
    expect(off).toEqual(all.filter(finding => finding.code !== code));
  });
});

test("what is fixable is what is planned, and with the rule off nothing is", () => {
  const fixable = findingsIn(everything, retired).filter(isFixable);
  const plan = planFixes(projectOf(everything, retired));
  expect(fixesOf(plan).map(({ reference }) => reference.file)).toEqual(
    fixable.map(({ place }) => place.file),
  );
  expect(planFixes(projectOf(everything, "rules: { stale-task-id: off }")).size).toBe(0);
  expect(planFixes(projectOf(everything), file => file !== "sessions/stale.yaml").size).toBe(0);
});
