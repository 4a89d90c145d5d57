import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { backendNamed, defaultSettings } from "../../src/model/settings.ts";
import {
  backendOf,
  extractLocalId,
  formatTaskId,
  isBackend,
  localIdOf,
  parseQualifiedId,
  parseTaskId,
} from "../../src/model/task-id.ts";
import { id, settingsFrom } from "../support/memory.ts";

describe("a qualified ID", () => {
  test.each([
    ["md#123", "md", "123"],
    ["mt#0123", "mt", "0123"],
    ["json-file#1e3", "json-file", "1e3"],
    ["A_b-9#x", "A_b-9", "x"],
    ["gh#a:b,[c]/d.e", "gh", "a:b,[c]/d.e"],
    ["md#日本🎉", "md", "日本🎉"],
    ["Task#5", "Task", "5"],
    ["md#'\"", "md", "'\""],
  ])("%s has the backend %s and the local ID %s", (text, backend, localId) => {
    expect(parseTaskId(text)).toEqual({ kind: "qualified", id: text });
    expect([backendOf(id(text)), localIdOf(id(text))]).toEqual([backend, localId]);
    expect(extractLocalId(text)).toBe(localId);
  });
});

describe("a plain ID", () => {
  test.each([
    ["123", "", "123"],
    ["#123", "#", "123"],
    ["task#123", "task#", "123"],
    ["0123", "", "0123"],
    ["task", "", "task"],
    ["ä", "", "ä"],
  ])("%s has the form %j and the local ID %s", (text, form, localId) => {
    expect(parseTaskId(text)).toEqual({ kind: "plain", form, localId });
    expect(extractLocalId(text)).toBe(localId);
    expect(parseQualifiedId(text)).toBeUndefined();
  });
});

test.each([
  "",
  "#",
  "##1",
  "md#",
  "task#",
  "task##1",
  "#task#1",
  "md#1#2",
  "md##1",
  "1md#2",
  "-md#2",
  "_md#2",
  "ä#2",
  "m d#2",
  "md#1 2",
  " md#1",
  "md#1 ",
  "md #1",
  "md# 1",
  "md#1\n",
  "md#1\u00a0",
  "md#\u2028",
  "\t1",
  "md#\u0007",
  "md#\ud800",
])("%j is not a task ID", text => {
  expect(parseTaskId(text)).toBeUndefined();
  expect(extractLocalId(text)).toBeUndefined();
});

test("`task` is not a backend, because task#7 is a plain ID", () => {
  expect(["md", "task", "tasks", "9", ""].filter(isBackend)).toEqual(["md", "tasks"]);
});

test("what parses is written back as it was", () => {
  const prefix = fc.constantFrom("", "#", "task#", "md#", "json-file#", "x", "##", " ");
  fc.assert(
    fc.property(prefix, fc.string({ unit: "binary", maxLength: 8 }), (before, after) => {
      const parsed = parseTaskId(before + after);
      if (parsed !== undefined) expect(formatTaskId(parsed)).toBe(before + after);
    }),
  );
});

test("every local ID of the contract makes an ID with every backend", () => {
  const localId = fc.stringMatching(/^[!-"$-~äß日🎉]{1,6}$/u);
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,5}$/), localId, (backend, local) => {
      fc.pre(backend !== "task");
      expect(parseTaskId(`${backend}#${local}`)?.kind).toBe("qualified");
      expect(extractLocalId(`${backend}#${local}`)).toBe(local);
    }),
  );
});

test.each([
  ["md", "md"],
  ["markdown", "md"],
  ["minsky", "mt"],
  ["github", "gh"],
  ["json-file", "json"],
  ["tracker", "jira"],
  ["other", "other"],
  ["not a backend", undefined],
])("the backend name %j stands for %j", (name, prefix) => {
  expect(backendNamed(settingsFrom("backends: { jira: { name: tracker } }"), name)).toBe(prefix);
});

test("the defaults know four backends, none of them retired", () => {
  expect([...defaultSettings.backends.keys()]).toEqual(["md", "mt", "gh", "json"]);
  expect([...defaultSettings.backends.values()].some(({ retired }) => retired)).toBe(false);
});
