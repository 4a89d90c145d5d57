import fc from "fast-check";
import { expect, test } from "vitest";
import { backendOf } from "../../../src/model/task-id.ts";
import type { Flow } from "../../../src/report/mermaid.ts";
import { type Band, layOutFlows, type Node } from "../../../src/report/review-html/flow-layout.ts";
import { id } from "../../support/memory.ts";

const flow = (from: string, to: string, tasks: number): Flow => {
  const [start, end] = [backendOf(id(`${from}#1`)), backendOf(id(`${to}#1`))];
  return { from: start, to: end, tasks, followed: 0, leftBehind: 0 };
};

const backend = fc.constantFrom("md", "mt", "gh", "json", "jira", "linear");
const flows = fc.uniqueArray(
  fc.tuple(backend, backend, fc.integer({ min: 0, max: 2000 })).map(args => flow(...args)),
  { minLength: 1, selector: ({ from, to }) => `${from}#${to}` },
);

const endOf = ({ y, height }: Node): number => y + height;
const nearly = 1e-6;

test("a band that stands for more tasks is wider, and one for none can still be seen", () => {
  const { bands } = layOutFlows(
    [flow("md", "mt", 6), flow("gh", "mt", 2), flow("md", "gh", 0)],
    300,
  );
  const [six, two, none] = [6, 2, 0].map(
    tasks => bands.find(band => band.flow.tasks === tasks)?.thickness ?? 0,
  );
  expect(six).toBe(3 * (two ?? Number.NaN));
  expect(none).toBeGreaterThan(0);
  expect(none).toBeLessThan(two ?? Number.NaN);
});

test("a backend that tasks leave and come to stands on both sides", () => {
  const { sources, targets } = layOutFlows([flow("md", "mt", 2), flow("mt", "md", 1)], 300);
  expect(sources.map(node => [node.backend, node.tasks])).toEqual([
    ["md", 2],
    ["mt", 1],
  ]);
  expect(targets.map(node => [node.backend, node.tasks])).toEqual([
    ["mt", 2],
    ["md", 1],
  ]);
});

test("neither backends nor bands lie on each other, and all are in the picture", () => {
  fc.assert(
    fc.property(flows, some => {
      const { sources, targets, bands, height } = layOutFlows(some, 300);
      for (const nodes of [sources, targets]) {
        nodes.forEach((node, i) => {
          expect(node.y).toBeGreaterThanOrEqual(i === 0 ? 0 : endOf(nodes[i - 1] ?? node));
          expect(endOf(node)).toBeLessThanOrEqual(height + nearly);
        });
      }
      expect(bands).toHaveLength(some.length);
      const sides: readonly [readonly Node[], "from" | "to"][] = [
        [sources, "from"],
        [targets, "to"],
      ];
      for (const [nodes, side] of sides) {
        for (const node of nodes) {
          const own = bands.filter((band: Band) => band.flow[side] === node.backend);
          const sorted = own.toSorted((a, b) => a[side] - b[side]);
          sorted.forEach((band, i) => {
            const before = sorted[i - 1];
            const free = before === undefined ? node.y : before[side] + before.thickness;
            expect(band[side]).toBeGreaterThanOrEqual(free - nearly);
            expect(band[side] + band.thickness).toBeLessThanOrEqual(endOf(node) + nearly);
          });
        }
      }
    }),
  );
});
