import type { Review, ReviewedCommit } from "../model/review.ts";
import { isStillLeftBehind } from "../model/review.ts";
import { type Backend, backendOf, type QualifiedId } from "../model/task-id.ts";
import { counted } from "./words.ts";

/** A picture with more arrows than this tells nothing, and GitHub draws 500 at most. */
const mostArrows = 40;

/** How tasks moved from one backend to another, and how many sessions went with them. */
export interface Flow {
  readonly from: Backend;
  readonly to: Backend;
  readonly tasks: number;
  readonly followed: number;
  readonly leftBehind: number;
}

/** The flows of a review, those of most tasks first. */
export function flowsOf({ commits }: Review): readonly Flow[] {
  const flows = new Map<string, Flow>();
  const count = (from: QualifiedId, to: QualifiedId, what: "tasks" | "followed" | "leftBehind") => {
    const [start, end] = [backendOf(from), backendOf(to)];
    const key = `${start}#${end}`;
    const none = { from: start, to: end, tasks: 0, followed: 0, leftBehind: 0 };
    const flow = flows.get(key) ?? none;
    flows.set(key, { ...flow, [what]: flow[what] + 1 });
  };
  for (const commit of commits) {
    for (const { from, to } of commit.migrations) count(from, to, "tasks");
    for (const [from, to] of waysOf(commit)) count(from, to, "followed");
    for (const one of commit.leftBehind) {
      const { steps, target } = one.finding;
      if (isStillLeftBehind(one)) count(steps[0]?.from ?? target, target, "leftBehind");
    }
  }
  return [...flows.values()].sort((a, b) => b.tasks - a.tasks);
}

/** From where to where the tasks of sessions that followed had moved. */
function* waysOf({ followed }: ReviewedCommit) {
  for (const { steps } of followed) {
    const [first] = steps;
    const last = steps.at(-1);
    if (first !== undefined && last !== undefined) yield [first.from, last.to] as const;
  }
}

/**
 * A Mermaid flowchart: a node for each backend, an arrow for each flow.
 * @returns `undefined` where nothing moved
 */
export function flowchartOf(flows: readonly Flow[]): string | undefined {
  const shown = flows.slice(0, mostArrows);
  if (shown.length === 0) return undefined;
  // Nodes are numbered: a backend may be called like one of Mermaid's own words.
  const backends = [...new Set(shown.flatMap(({ from, to }) => [from, to]))];
  const nodes = new Map(backends.map((backend, i) => [backend, `backend${i}`]));
  const lines = [
    "flowchart LR",
    ...[...nodes].map(([backend, node]) => `  ${node}["${mermaidText(backend)}"]`),
    ...shown.map(flow => `  ${nodes.get(flow.from)} -->|"${labelOf(flow)}"| ${nodes.get(flow.to)}`),
  ];
  return `${lines.join("\n")}\n`;
}

function labelOf({ tasks, followed, leftBehind }: Flow): string {
  const parts = [
    counted(tasks, "task"),
    ...(followed > 0 ? [`${counted(followed, "session")} followed`] : []),
    ...(leftBehind > 0 ? [`${leftBehind} left behind`] : []),
  ];
  return parts.join(", ");
}

/** Text inside of quotes: all that may mean something to Mermaid, or to Markdown, as its code. */
function mermaidText(text: string): string {
  return text.replace(/[^\p{L}\p{N} ]/gu, character => `#${character.codePointAt(0)};`);
}
