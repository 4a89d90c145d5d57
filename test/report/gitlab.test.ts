import { describe, expect, test } from "vitest";
import { renderGitlab } from "../../src/report/gitlab.ts";
import { type Notice, noticesOf } from "../../src/report/notice.ts";
import { digest, everyFinding, hostileTexts, notice, noticeSaying } from "../support/notices.ts";
import { resultOf } from "../support/results.ts";

interface Violation {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: string;
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

const reportOf = (notices: Iterable<Notice>): string => [...renderGitlab(notices, digest)].join("");

const violationsOf = (notices: Iterable<Notice>): readonly Violation[] =>
  JSON.parse(reportOf(notices));

const fingerprintsIn = (text: string): readonly string[] => {
  const { findings } = resultOf({ "sessions/a.yaml": text });
  return violationsOf(noticesOf(findings, "worktree")).map(({ fingerprint }) => fingerprint);
};

test("a violation has all that GitLab reads, and nothing else", () => {
  expect(violationsOf([notice()])).toEqual([
    {
      description: "session a names md#123; next: npx session-assoc fix sessions/a.yaml",
      check_name: "stale-task-id",
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      severity: "major",
      location: { path: "sessions/a.yaml", lines: { begin: 2 } },
    },
  ]);
});

test("no findings are an empty list", () => {
  expect(reportOf([])).toBe("[]\n");
});

test("errors are major, warnings minor, notes info", () => {
  const levels = ["error", "warning", "note"] as const;
  const severities = violationsOf(levels.map(level => notice({ level })));
  expect(severities.map(({ severity }) => severity)).toEqual(["major", "minor", "info"]);
});

test("an existing finding is the same as it was in the report of the base, which GitLab compares", () => {
  expect(violationsOf([notice({ existing: true })])).toEqual(violationsOf([notice()]));
});

describe("fingerprints", () => {
  test("are unique in a report with every finding, and with the same one twice", () => {
    const { findings } = resultOf(everyFinding.files, everyFinding.config);
    const notices = [...noticesOf(findings, "worktree")];
    const all = violationsOf([...notices, ...notices]).map(({ fingerprint }) => fingerprint);
    expect(new Set(all).size).toBe(2 * findings.length);
  });

  test("survive shifted lines, also where one of several of a kind goes", () => {
    const text = "session: a\ntaskId: md#9\n---\nsession: b\ntaskId: md#8\n";
    const before = fingerprintsIn(text);
    expect(before).toHaveLength(2);
    expect(fingerprintsIn(`# moved\n${text}`)).toEqual(before);
    expect(fingerprintsIn(text.replace("taskId: md#9", "x: 1"))).toEqual(before.slice(1));
  });
});

test.each(hostileTexts)("%j stays text, and its path as it is", text => {
  const output = reportOf([noticeSaying(text)]);
  const [violation] = JSON.parse(output) as readonly Violation[];
  expect(violation?.location.path).toBe(text);
  expect(violation?.description).not.toMatch(/[\p{Cc}\u202e]/u);
  expect(output).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
});
