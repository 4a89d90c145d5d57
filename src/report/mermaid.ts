import { compareText } from "../model/finding.ts";
import type { Step } from "../model/lineage.ts";
import type { Review } from "../model/review.ts";
import { backendOf } from "../model/task-id.ts";
import { counted } from "./words.ts";

/** What moved from one backend to another. */
interface Flow {
  tasks: number;
  followed: number;
  leftBehind: number;
}

/**
 * A Mermaid flowchart of how tasks moved between backends and how many sessions went with them; the
 * backends' names are the only texts of a repository in it. Empty where nothing moved.
 */
export function renderMermaid({ commits }: Review): string {
  const flows = new Map<string, Flow>();
  const flowOf = ([first, ...others]: readonly Step[]): Flow => {
    const last = others.at(-1) ?? first;
    const key = JSON.stringify(first && last ? [backendOf(first.from), backendOf(last.to)] : []);
    const flow = flows.get(key) ?? { tasks: 0, followed: 0, leftBehind: 0 };
    flows.set(key, flow);
    return flow;
  };
  for (const { migrations, followed, leftBehind } of commits) {
    for (const step of migrations) flowOf([step]).tasks += 1;
    for (const { steps } of followed) flowOf(steps).followed += 1;
    for (const { finding, isLeft } of leftBehind) if (isLeft) flowOf(finding.steps).leftBehind += 1;
  }
  if (flows.size === 0) return "";

  const ends = [...flows].map(([key, flow]) => ({
    ends: JSON.parse(key) as [string, string],
    flow,
  }));
  const backends = [...new Set(ends.flatMap(one => one.ends))].sort(compareText);
  const nodeOf = (backend: string): string => `b${backends.indexOf(backend)}`;
  return [
    "flowchart LR",
    ...backends.map(backend => `  ${nodeOf(backend)}["${label(backend)}"]`),
    ...ends.map(({ ends: [from, to], flow }) => {
      return `  ${nodeOf(from)} -->|"${label(describe(flow))}"| ${nodeOf(to)}`;
    }),
    "",
  ].join("\n");
}

function describe({ tasks, followed, leftBehind }: Flow): string {
  return [
    ...(tasks > 0 ? [counted(tasks, "task")] : []),
    ...(followed > 0 ? [`${counted(followed, "session")} followed`] : []),
    ...(leftBehind > 0 ? [`${leftBehind} left behind`] : []),
  ].join(", ");
}

/** Text in quotes, in which Mermaid reads entities, Markdown and HTML: all but plain words is coded. */
function label(text: string): string {
  return text.replace(/[^A-Za-z0-9 ,]/gu, character => `#${character.codePointAt(0)};`);
}
