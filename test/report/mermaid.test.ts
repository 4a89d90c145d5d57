import { Window } from "happy-dom";
import { beforeAll, expect, test } from "vitest";
import type { ExplainedChange } from "../../src/model/association-change.ts";
import type { Review } from "../../src/model/review.ts";
import { flowchartOf, flowsOf } from "../../src/report/mermaid.ts";
import { id } from "../support/memory.ts";

let parse: (text: string) => Promise<{ readonly diagramType: string }>;

beforeAll(async () => {
  const window = new Window();
  Object.assign(globalThis, { window, document: window.document });
  const { default: mermaid } = await import("mermaid");
  parse = async text => (await mermaid.parse(text)) as { diagramType: string };
});

const chartOf = (review: Review): string => flowchartOf(flowsOf(review)) ?? "";

/** @param pairs from and to, of one migration each */
function reviewOf(...pairs: readonly (readonly [from: string, to: string])[]): Review {
  const migrations = pairs.map(([from, to]) => {
    return { from: id(from), to: id(to), evidence: { kind: "history", file: "t.yaml" } as const };
  });
  const [first] = migrations;
  const followed: readonly ExplainedChange[] =
    first === undefined
      ? []
      : [
          {
            commit: "c",
            session: "s",
            file: "s",
            from: undefined,
            to: undefined,
            cause: "migration",
            steps: [first],
          },
        ];
  const commit = { commit: "c", subject: "s", migrations, followed, leftBehind: [], repointed: [] };
  return { range: "HEAD", size: 1, commits: [commit], unjudged: [], withoutAutomaticMerge: [] };
}

test("the library refuses what is no diagram", async () => {
  await expect(parse('flowchart LR\n  a["md" -->')).rejects.toThrow(/Parse error/);
});

test("tasks flow from backend to backend, with the sessions that went along", async () => {
  const text = chartOf(reviewOf(["md#1", "mt#1"], ["md#2", "mt#2"], ["gh#1", "mt#3"]));
  expect(text).toContain("2 tasks, 1 session followed");
  expect(text).toContain("1 task");
  expect(await parse(text)).toMatchObject({ diagramType: "flowchart-v2" });
});

test.each(["end", "subgraph", "style", "click", "graph", "x-y_z", "o--o", "A"])(
  "a backend called %s is a name and nothing else",
  async name => {
    const text = chartOf(reviewOf([`${name}#1`, "mt#1"], [`mt#2`, `${name}#2`]));
    expect(await parse(text)).toMatchObject({ diagramType: "flowchart-v2" });
  },
);

test("nothing moved is no picture", () => {
  expect(chartOf(reviewOf())).toBe("");
});
