import { describe, expect } from "vitest";
import { testSinceGit } from "../support/git-version.ts";
import {
  createRepository,
  type Files,
  type JsonFinding,
  type Run,
  session,
  type TestRepository,
  task,
} from "../support/repository.ts";
import { createServer } from "../support/server.ts";

/** What a door says of a change: `file:line:column severity code (existing): message`. */
type Verdict = readonly string[];

interface Case {
  readonly name: string;
  /** What is there before the branches part, beside a session of an unknown task. */
  readonly base: Files;
  /** What main commits beside the other branch. */
  readonly main: (repository: TestRepository) => unknown;
  readonly feature: Files;
  readonly finds: Verdict;
}

const existing =
  "sessions/old.yaml:2:9 error unknown-task-id (existing): session old names md#404, but no task, now or in history, has this ID";

const cases: readonly Case[] = [
  {
    name: "stale",
    base: task("md#123"),
    main: repository => repository.migrate("md#123", "mt#123"),
    feature: session("fix-login", "md#123"),
    finds: [
      "sessions/fix-login.yaml:2:9 error stale-task-id: session fix-login names md#123, which is mt#123 today: md#123 → mt#123 (migratedFrom in tasks/mt/123.yaml)",
      existing,
    ],
  },
  {
    name: "unknown",
    base: task("md#1"),
    main: repository => repository.commit("more", task("md#2")),
    feature: session("fix-login", "md#99"),
    finds: [
      "sessions/fix-login.yaml:2:9 error unknown-task-id: session fix-login names md#99, but no task, now or in history, has this ID",
      existing,
    ],
  },
  {
    name: "ambiguous",
    base: task("md#1"),
    main: repository => repository.commit("two", { ...task("md#5"), ...task("gh#5") }),
    feature: session("fix-login", "5"),
    finds: [
      "sessions/fix-login.yaml:2:9 error ambiguous-task-id: session fix-login names 5, which may mean gh#5 (tasks/gh/5.yaml), md#5 (tasks/md/5.yaml)",
      existing,
    ],
  },
  {
    name: "duplicate",
    base: task("md#1"),
    main: repository => repository.commit("mine", { "tasks/md/a.yaml": "id: md#5\ntitle: A\n" }),
    feature: { "tasks/md/b.yaml": "id: md#5\ntitle: B\n" },
    finds: [
      existing,
      "tasks/md/b.yaml:1:5 error duplicate-task-id: task md#5 stands in tasks/md/a.yaml:1 too",
    ],
  },
  {
    name: "clean",
    base: task("md#1"),
    main: repository => repository.commit("more", task("md#2")),
    feature: session("fix-login", "md#1"),
    finds: [existing],
  },
];

describe.each(cases)("a merge that is $name", ({ base, main, feature, finds }) => {
  const isClean = finds.length === 1;
  const stops = isClean ? 0 : 1;

  /** main, with what feature branches off from on the server. */
  function begin(): { readonly repository: TestRepository; readonly target: string } {
    const repository = createRepository(
      { ".session-assoc.yaml": "onStale: fail\n", ...session("old", "md#404"), ...base },
      { hooks: ["pre-merge-commit", "post-merge", "pre-commit", "pre-push"] },
    );
    repository.git("switch", "--quiet", "--create", "feature");
    repository.commit("feature", feature);
    repository.git("switch", "--quiet", "main");
    main(repository);
    return { repository, target: repository.git("rev-parse", "HEAD") };
  }

  testSinceGit(38)("has the same findings through every door", () => {
    const { repository, target } = begin();
    const server = createServer(repository);
    repository.git("push", "--quiet", "--no-verify", "origin", "main"); // what is there already
    server.installHooks(["pre-receive"]);

    const preview = repository.sa("check", "--merge", "feature", "--format", "json");
    expect(verdictIn(preview)).toEqual(finds);
    expect(preview.code).toBe(stops);

    const merged = repository.tryGit("merge", "--no-edit", "feature");
    expect(verdictIn(merged), "pre-merge-commit").toEqual(finds);
    if (isClean) repository.git("reset", "--quiet", "--hard", target);
    else {
      expect(merged.code).not.toBe(0);
      repository.git("merge", "--abort");
    }

    repository.git("merge", "--no-commit", "--no-ff", "feature");
    const committed = repository.tryGit("commit", "--no-edit");
    expect(verdictIn(committed), "pre-commit").toEqual(finds);
    expect(committed.code).toBe(stops);
    if (!isClean) repository.git("commit", "--quiet", "--no-edit", "--no-verify");

    const revision = repository.sa(
      "check",
      "--rev",
      "HEAD",
      "--against",
      target,
      "--format",
      "json",
    );
    expect(verdictIn(revision), "check --rev").toEqual(finds);
    expect(revision.code).toBe(stops);

    const pushed = repository.tryGit("push", "--dry-run", "origin", "main");
    expect(verdictIn(pushed), "pre-push").toEqual(finds);
    expect(pushed.code).toBe(stops);
    const received = repository.tryGit("push", "--no-verify", "origin", "main");
    expect(verdictIn(received), "pre-receive").toEqual(finds);
    expect(received.code).toBe(stops);
    expect(server.git("rev-parse", "main") === target).toBe(!isClean);
  });
});

/** The findings of a report, whether it is JSON or text, said by a hook here or on a server. */
function verdictIn({ stdout, stderr }: Run): Verdict {
  if (stdout.startsWith("{")) {
    const { findings } = JSON.parse(stdout) as { findings: readonly JsonFinding[] };
    return findings.map(({ file, line, column, severity, code, existing, message }) => {
      // Only `check` looks up when a recorded migration was made.
      const said = message.replace(/, see [0-9a-f]{10}\)/, ")");
      return `${file}:${line}:${column} ${severity} ${code}${existing ? " (existing)" : ""}: ${said}`;
    });
  }
  const lines = stderr.split("\n").map(line => line.replace(/^remote: /, "").trimEnd());
  return lines.flatMap((line, i) => {
    const [, place, severity, code, old = ""] =
      /^(\S+:\d+:\d+) {2}(error|warn) {2}([a-z-]+)( {2}\(existing\))?$/.exec(line) ?? [];
    if (place === undefined) return [];
    const message = lines.slice(i + 1).find(next => next.startsWith("  ") && !next.includes("│"));
    return [`${place} ${severity} ${code}${old.replace("  ", " ")}: ${message?.trim()}`];
  });
}
