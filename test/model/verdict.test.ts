import { describe, expect, test } from "vitest";
import { projectOf } from "../support/memory.ts";

const moved = "id: mt#123\nmigratedFrom: md#123\n";
const renumbered = "id: mt#456\nmigratedFrom: md#123\n";
const otherBackend = "---\nid: gh#123\n";

/** The verdict on the one session of a project, as a few words. */
function verdictOn(session: string, tasks: string, config = ""): string {
  const project = projectOf({ "sessions/s.yaml": session, "tasks/t.yaml": tasks }, config);
  const [reference] = project.references;
  const verdict = reference && project.verdicts.get(reference);
  switch (verdict?.status) {
    case "stale": {
      const { taskId, backend } = verdict.rewrite;
      const parts = [verdict.id, taskId, backend, verdict.obstacle && `not: ${verdict.obstacle}`];
      return parts.filter(part => part !== undefined).join(" ");
    }
    case "reused":
    case "ambiguous":
      return [verdict.status, ...[...verdict.candidates].sort()].join(" ");
    case "live":
      return `live ${verdict.id}`;
    default:
      return verdict?.status ?? "no reference";
  }
}

type Case = [session: string, tasks: string, verdict: string, config?: string];
const table = (cases: Case[]) =>
  test.each(cases)("%j among %j is %s", (session, tasks, verdict, config) => {
    expect(verdictOn(session, tasks, config)).toBe(verdict);
  });

// A stale verdict reads: where the task lives, what to write, the new backend, the obstacle.

describe("a qualified reference", () => {
  table([
    ["taskId: mt#123", moved, "live mt#123"],
    ["taskId: md#123", moved, "mt#123 mt#123"],
    ["taskId: md#123", renumbered, "mt#456 mt#456"],
    ["taskId: md#124", moved, "unknown"],
    ["{ taskId: md#123, backend: md }", moved, "mt#123 mt#123"],
    ["{ taskId: md#123, backend: gh }", moved, "mt#123 mt#123"],
    ["taskId: md#1", "id: md#1\nmigratedTo: jira#X-1", "jira#X-1 jira#X-1"],
    ["taskId: md#123", `${moved}---\nid: md#123`, "reused md#123 mt#123"],
  ]);
});

describe("a plain reference without a backend", () => {
  table([
    ["taskId: 123", "id: md#123", "live md#123"],
    ["taskId: 124", "id: md#123", "unknown"],
    ["taskId: 0123", "id: md#123", "unknown"],
    ["taskId: 123", moved, "live mt#123"],
    ["taskId: 123", moved + otherBackend, "ambiguous gh#123 mt#123"],
    ["taskId: 123", `id: md#123${"\n"}${otherBackend}`, "ambiguous gh#123 md#123"],
    ["taskId: 123", `${renumbered}---\nid: gh#123`, "ambiguous gh#123 mt#456"],
    ["taskId: 123", "id: mt#9\nmigratedFrom: [md#123, gh#123]", "mt#9 9"],
    ["taskId: 123", `${moved}---\nid: md#123`, "ambiguous md#123 mt#123"],
  ]);
});

describe("a plain reference keeps its form when it then names the right task", () => {
  table([
    ["taskId: 123", renumbered, "mt#456 456"],
    ['taskId: "#123"', renumbered, "mt#456 #456"],
    ["taskId: task#123", renumbered, "mt#456 task#456"],
  ]);
});

describe("a plain reference becomes qualified when its new number would name another task too", () => {
  const taken = `${renumbered}---\nid: md#456`;
  table([
    ["taskId: 123", taken, "mt#456 mt#456"],
    ['taskId: "#123"', taken, "mt#456 mt#456"],
    ["taskId: task#123", taken, "mt#456 mt#456"],
    // Retired numbers count as well.
    ["taskId: 123", `${renumbered}---\nid: gh#9\nmigratedFrom: md#456`, "mt#456 mt#456"],
  ]);
});

describe("the session's backend says which task a plain ID means", () => {
  const retiredMd = moved + otherBackend;
  table([
    ["{ taskId: 123, backend: gh }", retiredMd, "live gh#123"],
    ["{ taskId: 123, backend: github }", retiredMd, "live gh#123"],
    ["{ taskId: 123, backend: json }", retiredMd, "unknown"],
    ["{ taskId: 123, backend: no backend }", moved, "unknown"],
    ["{ taskId: 123, backend: md }", retiredMd, "mt#123 123 mt"],
    ["{ taskId: 123, backend: markdown }", retiredMd, "mt#123 123 minsky"],
    ['{ taskId: "#123", backend: md }', retiredMd, "mt#123 #123 mt"],
    ["{ taskId: task#123, backend: md }", renumbered, "mt#456 task#456 mt"],
    // A number that is taken elsewhere is no matter: the new backend tells them apart.
    ["{ taskId: 123, backend: md }", `${renumbered}---\nid: gh#456`, "mt#456 456 mt"],
    // The backend stays when the task was renumbered inside it.
    ["{ taskId: 123, backend: md }", "id: md#9\nmigratedFrom: md#123", "md#9 9"],
    // A target without a long name gets its prefix.
    [
      "{ taskId: 123, backend: markdown }",
      "id: x#123\nmigratedFrom: md#123",
      "x#123 123 x",
      "backends: { x: {} }",
    ],
    [
      "{ taskId: 123, backend: markdown }",
      "id: x#123\nmigratedFrom: md#123",
      "x#123 123 ex",
      "backends: { x: { name: ex } }",
    ],
    // The session's backend wins over the default one.
    ["{ taskId: 123, backend: gh }", retiredMd, "live gh#123", "defaultBackend: md"],
  ]);
});

describe("defaultBackend says which task a plain ID means when nothing else does", () => {
  table([
    ["taskId: 123", moved + otherBackend, "mt#123 mt#123", "defaultBackend: md"],
    ["taskId: 123", moved + otherBackend, "live gh#123", "defaultBackend: github"],
    ["taskId: 123", moved + otherBackend, "unknown", "defaultBackend: json"],
    // Plain stays plain only inside the default backend.
    ["taskId: 123", renumbered, "mt#456 mt#456", "defaultBackend: md"],
    [
      "taskId: 123",
      "id: md#9\nmigratedFrom: md#123\n---\nid: gh#9",
      "md#9 9",
      "defaultBackend: md",
    ],
  ]);
});

describe("an obstacle forbids the rewrite", () => {
  table([
    ["{ x: &a md#123, taskId: *a }", moved, "mt#123 mt#123 not: alias"],
    ["{ taskId: &a md#123, x: *a }", moved, "mt#123 mt#123 not: anchor"],
    ["{ taskId: &a md#123 }", moved, "mt#123 mt#123"],
    ["taskId: md#123", `${moved}---\n${moved}`, "mt#123 mt#123 not: duplicate-target"],
    // A backend that others share is left alone: the ID is qualified instead.
    ["{ x: &b md, taskId: 123, backend: *b }", moved, "mt#123 mt#123"],
    ["{ taskId: 123, backend: &b md, x: *b }", moved, "mt#123 mt#123"],
  ]);
});

test("references in tasks have verdicts too", () => {
  const tasks = `${moved}---\nid: mt#7\nparent: md#123\ndependsOn: [mt#123, 123]\n`;
  const { references, verdicts } = projectOf({ "tasks/t.yaml": tasks });
  expect(references.map(one => [one.key, verdicts.get(one)?.status])).toEqual([
    ["parent", "stale"],
    ["dependsOn", "live"],
    ["dependsOn", "live"],
  ]);
});
