import type { Review } from "../../model/review.ts";
import { type Flow, flowsOf } from "../mermaid.ts";
import { counted } from "../words.ts";
import { type Band, layOutFlows, type Node } from "./flow-layout.ts";
import { code, type Html, html, nothing } from "./html.ts";

/** A picture with more bands tells nothing; the table has them all. */
const mostBands = 24;
/** A longer table is shown to those who ask for it. */
const mostRows = 12;

/** How the tasks of a review flowed between backends: a picture, and the same as a table. */
export function renderFlow(review: Review): Html {
  const flows = flowsOf(review);
  if (flows.length === 0) return nothing;
  const shown = flows.slice(0, mostBands);
  const left = flows.length - shown.length;
  const rest =
    left === 0
      ? nothing
      : html` The ${left} smallest are neither drawn nor counted here: the table has them.`;
  return html`<section>
<h2 id="flow">How tasks moved between backends</h2>
<figure class="flow">
${drawFlows(shown, wide)}${drawFlows(shown, narrow)}
<figcaption>${legendOf(shown)}${rest}</figcaption>
${flows.length > mostRows ? html`<details><summary>All ${counted(flows.length, "flow")} as a table</summary>${renderTable(flows)}</details>` : renderTable(flows)}
</figure>
</section>
`;
}

/** The sizes of the two pictures: on a phone a small one, whose text is as large. */
interface Size {
  readonly name: "wide" | "narrow";
  readonly width: number;
  /** The room for a name at each side. */
  readonly margin: number;
  /** As many characters fit there. */
  readonly characters: number;
}

const wide: Size = { name: "wide", width: 960, margin: 190, characters: 16 };
const narrow: Size = { name: "narrow", width: 320, margin: 92, characters: 7 };

/** The width of the bar that stands for a backend. */
const bar = 6;

/** Hidden from screen readers, which have the table. */
function drawFlows(flows: readonly Flow[], { name, width, margin, characters }: Size): Html {
  const { height, sources, targets, bands } = layOutFlows(flows, width);
  const [left, right] = [margin, width - margin];
  const nodes = (some: readonly Node[], x: number, textX: number, anchor: "start" | "end") =>
    some.map(node => {
      const middle = node.y + node.height / 2;
      return html`<rect x="${x}" y="${round(node.y)}" width="${bar}" height="${round(node.height)}" rx="2"/><text x="${textX}" y="${round(middle - 3)}" text-anchor="${anchor}">${cutName(node.backend, characters)}</text><text class="count" x="${textX}" y="${round(middle + 14)}" text-anchor="${anchor}">${counted(node.tasks, "task")}</text>`;
    });
  return html`<svg class="${name}" viewBox="0 0 ${width} ${round(height)}" width="${width}" height="${round(height)}" aria-hidden="true" focusable="false">
${bands.map(band => drawBand(band, left, right))}
${nodes(sources, left - bar, left - bar - 10, "end")}
${nodes(targets, right, right + bar + 10, "start")}
</svg>
`;
}

function drawBand({ flow, from, to, thickness }: Band, left: number, right: number): Html {
  const middle = (left + right) / 2;
  const [top, bottom] = [
    `M${left},${round(from)}C${middle},${round(from)} ${middle},${round(to)} ${right},${round(to)}`,
    `L${right},${round(to + thickness)}C${middle},${round(to + thickness)} ${middle},${round(from + thickness)} ${left},${round(from + thickness)}Z`,
  ];
  const names = [
    ...(flow.leftBehind > 0 ? ["behind"] : []),
    ...(flow.tasks === 0 ? ["earlier"] : []),
  ];
  return html`<path class="${names.join(" ")}" d="${top}${bottom}"><title>${flow.from} to ${flow.to}: ${counted(flow.tasks, "task")}</title></path>`;
}

function legendOf(flows: readonly Flow[]): Html {
  const behind = flows.some(({ leftBehind }) => leftBehind > 0)
    ? html` A <span class="behind">dashed edge</span> means that sessions are still left behind.`
    : nothing;
  const earlier = flows.some(({ tasks }) => tasks === 0)
    ? html` The thinnest bands are of tasks that had moved before this range.`
    : nothing;
  return html`The wider a band, the more tasks moved from the backend on the left to the one on the right.${behind}${earlier}`;
}

function renderTable(flows: readonly Flow[]): Html {
  const rows = flows.map(
    ({ from, to, tasks, followed, leftBehind }) =>
      html`<tr><th scope="row">${code(from)}</th><td>${code(to)}</td><td>${tasks}</td><td>${followed}</td><td>${leftBehind > 0 ? html`<strong>${leftBehind}</strong>` : html`0`}</td></tr>
`,
  );
  return html`<table>
<caption>Tasks that moved, and the sessions that name them</caption>
<thead><tr><th scope="col">From</th><th scope="col">To</th><th scope="col">Tasks</th><th scope="col">Sessions followed</th><th scope="col">Still left behind</th></tr></thead>
<tbody>
${rows}</tbody>
</table>`;
}

function cutName(name: string, characters: number): string {
  return name.length <= characters ? name : `${name.slice(0, characters - 1)}…`;
}

function round(number: number): string {
  return String(Math.round(number * 10) / 10);
}
