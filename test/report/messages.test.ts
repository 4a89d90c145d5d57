import { describe, expect, test } from "vitest";
import type { Finding } from "../../src/model/finding.ts";
import { noHistory } from "../../src/model/project.ts";
import type { ProblemReason } from "../../src/model/record.ts";
import { findingCodes } from "../../src/model/settings.ts";
import { messageOf } from "../../src/report/messages.ts";
import { findingsIn, id, type Texts } from "../support/memory.ts";

const moved = "id: mt#123\nmigratedFrom: md#123\n";
const session = (text: string): Texts => ({ "sessions/a.yaml": text });
type Case = [Finding["code"], Texts, message: RegExp, help: RegExp, config?: string];

const cases: Case[] = [
  [
    "stale-task-id",
    { ...session("taskId: md#123"), "tasks/t.yaml": moved },
    /^session a names md#123, which is mt#123 today: .*migratedFrom in tasks\/t\.yaml/,
    /^npx session-assoc fix sessions\/a\.yaml$/,
  ],
  [
    "stale-task-id",
    { ...session("{backend: md, taskId: 123}"), "tasks/t.yaml": moved },
    /names 123, which is mt#123 today.* backend mt/,
    /session-assoc fix/,
  ],
  [
    "stale-task-id",
    { "sessions/it's a.yaml": "taskId: md#123", "tasks/t.yaml": moved },
    /^session it's a names/,
    /fix 'sessions\/it'\\''s a\.yaml'$/,
  ],
  [
    "stale-task-id",
    { ...session("{x: &a md#123, taskId: *a}"), "tasks/t.yaml": moved },
    /mt#123 today/,
    /alias/,
  ],
  [
    "stale-task-id",
    { ...session("{taskId: &a md#123, x: *a}"), "tasks/t.yaml": moved },
    /mt#123 today/,
    /by hand/,
  ],
  [
    "stale-task-id",
    { "tasks/t.yaml": `${moved}---\nid: mt#7\nparent: md#123` },
    /^parent of task mt#7 names md#123/,
    /fix tasks\/t\.yaml/,
  ],
  ["unknown-task-id", session("taskId: md#9"), /md#9.*no task, now or in history/, /correct/i],
  [
    "unknown-task-id",
    { ...session("taskId: md#123"), "tasks/t.yaml": "id: mt#123" },
    /md#123/,
    /did you mean mt#123\?/,
  ],
  [
    "unknown-task-id",
    {
      ...session("taskId: a#1"),
      "tasks/t.yaml": "- {id: a#1, migratedTo: b#1}\n- {id: b#1, migratedTo: a#1}",
    },
    /a#1 → b#1 → a#1/,
    /./,
  ],
  [
    "ambiguous-task-id",
    { ...session("taskId: 1"), "tasks/t.yaml": "- id: a#1\n- id: b#1" },
    /names 1, .*a#1 \(tasks\/t\.yaml\), b#1 \(tasks\/t\.yaml\)/,
    /^for a#1: npx session-assoc update 1 a#1 sessions\/a\.yaml:1; for b#1: npx .* 1 b#1 sessions/,
  ],
  [
    "reused-task-id",
    { ...session("taskId: md#123"), "tasks/t.yaml": `${moved}---\nid: md#123` },
    /session a names md#123.*used twice/,
    /^for the new md#123: give that task .*; for mt#123: npx .* md#123 mt#123 sessions\/a\.yaml:1$/,
  ],
  [
    "duplicate-task-id",
    { "tasks/a.yaml": "id: a#1", "tasks/b.yaml": "id: a#1" },
    /a#1.*tasks\/a\.yaml:1/,
    /./,
  ],
  [
    "conflicting-migration",
    { "tasks/t.yaml": "- {id: a#1, migratedFrom: c#1}\n- {id: b#1, migratedFrom: c#1}" },
    /c#1.*a#1.*b#1/,
    /migratedFrom/,
  ],
  [
    "migration-cycle",
    { "tasks/t.yaml": "- {id: a#1, migratedTo: a#1}" },
    /a#1 → a#1/,
    /migratedTo/,
  ],
  [
    "retired-backend",
    { "tasks/t.yaml": "- {id: mt#1, migratedFrom: md#1}\n- {id: md#2}" },
    /md#2.*md.*retired/,
    /^npx session-assoc tasks migrate-backend --from md --to mt --execute$/,
    "backends: { md: { retired: true } }",
  ],
  [
    "duplicate-session",
    { ...session("{}"), "sessions/b.yaml": "session: a" },
    /a.*sessions\/a\.yaml:1/,
    /name/,
  ],
  ["invalid-file", session("["), /not valid YAML: /, /./],
  ["invalid-file", session("taskId: #123"), /#123/, /quotes/],
  ["invalid-file", session('taskId: "a\\tb"'), /"a\\tb" is not a task ID/, /./],
];

describe("what is wrong, and what to do next", () => {
  test.each(cases)("%s %j", (code, files, message, help, config) => {
    const finding = findingsIn(files, config).find(one => one.code === code);
    if (finding === undefined) throw new Error(`no ${code}`);
    const text = messageOf(finding);
    expect(text.message).toMatch(message);
    expect(text.help).toMatch(help);
  });
  test("is said for every code", () => {
    expect(new Set(cases.map(([code]) => code))).toEqual(new Set(findingCodes));
  });
});

test("a deleted task is told with the commit, or as not committed yet", () => {
  const message = (commit?: string) => {
    const deletion = { file: "tasks/9.yaml", ...(commit === undefined ? {} : { commit }) };
    const deletions = new Map([[id("md#9"), deletion]]);
    const [finding] = findingsIn(session("taskId: md#9"), "", { ...noHistory, deletions });
    return finding && messageOf(finding).message;
  };
  expect(message("0123456789abcdef")).toMatch(/md#9 was deleted in 0123456789 \(tasks\/9\.yaml\)/);
  expect(message()).toMatch(/not committed yet/);
});

test("an ID that history cannot tell in a shallow clone has a command as its next step", () => {
  const [finding] = findingsIn(session("taskId: md#9"), "", { ...noHistory, isCut: true });
  expect(finding && messageOf(finding).help).toBe("git fetch --unshallow");
});

const reasons: Readonly<Record<ProblemReason["kind"], ProblemReason>> = {
  yaml: { kind: "yaml", detail: "why" },
  "conflict-markers": { kind: "conflict-markers" },
  unmerged: { kind: "unmerged" },
  utf8: { kind: "utf8" },
  "file-name": { kind: "file-name" },
  unreadable: { kind: "unreadable", detail: "EACCES" },
  "too-large": { kind: "too-large", bytes: 9, limit: 8 },
  "too-deep": { kind: "too-deep", limit: 64 },
  "too-long": { kind: "too-long", key: "taskId", limit: 1000 },
  "not-a-mapping": { kind: "not-a-mapping" },
  "missing-id": { kind: "missing-id", key: "id" },
  "not-text": { kind: "not-text", key: "taskId" },
  "not-an-id": { kind: "not-an-id", key: "taskId", text: "a b" },
  "not-qualified": { kind: "not-qualified", key: "id", text: "7" },
  comment: { kind: "comment", key: "taskId", comment: "#1" },
};

test.each(Object.values(reasons))(
  "an invalid file has a message and a next step: $kind",
  reason => {
    const place = { file: "f.yaml", position: { line: 1, column: 1 }, length: 0 };
    const { message, help } = messageOf({ code: "invalid-file", place, reason });
    expect([message, help].join(" ")).not.toMatch(/undefined|\[object|^\s|\s$|\s{2}/);
    expect(message).not.toBe(help);
    for (const detail of Object.values(reason).slice(1)) expect(message).toContain(String(detail));
  },
);
