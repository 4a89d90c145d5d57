import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { renderGitlab } from "../../src/report/gitlab.ts";
import { noticesOf } from "../../src/report/notice.ts";
import { findingsIn } from "../support/memory.ts";

const files = {
  "tasks/mt/1.yaml": "id: mt#1\nmigratedFrom: md#1\n",
  "sessions/a.yaml": "session: a\ntaskId: md#1\n",
  "sessions/b.yaml": "- {session: b, taskId: md#9}\n- {session: b, taskId: md#9}\n",
};

interface Issue {
  readonly fingerprint: string;
  readonly severity: string;
}

function issuesIn(config = ""): readonly Issue[] {
  const notices = noticesOf(findingsIn(files, config), "worktree");
  return JSON.parse(renderGitlab(notices, text => `<${text}>`)) as readonly Issue[];
}

test("each finding is an issue with what GitLab asks for", () => {
  expect(issuesIn()[0]).toEqual({
    description: expect.stringContaining("session a names md#1, which is mt#1 today"),
    check_name: "stale-task-id",
    fingerprint: expect.any(String),
    severity: "major",
    location: { path: "sessions/a.yaml", lines: { begin: 2 } },
  });
});

test("no two have the same fingerprint, though they are the same finding twice", () => {
  const fingerprints = issuesIn().map(({ fingerprint }) => fingerprint);
  expect(fingerprints.length).toBeGreaterThan(3);
  expect(new Set(fingerprints).size).toBe(fingerprints.length);
});

test("a warning is minor", () => {
  const severities = issuesIn("rules: { stale-task-id: warn }\n").map(({ severity }) => severity);
  expect(severities[0]).toBe("minor");
});

test("the severities are those of Code Climate's format, on which GitLab's is built", () => {
  const require = createRequire(import.meta.url);
  const path = join(dirname(require.resolve("schemastore/package.json")), "schemas/json");
  const text = readFileSync(join(path, "codeclimate.json"), "utf8");
  expect(text.length).toBeGreaterThan(0);
  for (const { severity } of issuesIn()) {
    expect(["info", "minor", "major", "critical", "blocker"]).toContain(severity);
  }
});
