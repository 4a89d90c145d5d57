import type { Flow } from "../mermaid.ts";

/** Where the picture of flows has its parts; in units of the picture. */
export interface FlowLayout {
  readonly width: number;
  readonly height: number;
  readonly sources: readonly Node[];
  readonly targets: readonly Node[];
  readonly bands: readonly Band[];
}

/** A backend on one of the two sides. */
export interface Node {
  readonly backend: string;
  /** How many tasks left it, or arrived in it. */
  readonly tasks: number;
  readonly y: number;
  readonly height: number;
}

/** A flow from one side to the other. */
export interface Band {
  readonly flow: Flow;
  readonly from: number;
  readonly to: number;
  readonly thickness: number;
}

const thinnest = 3;
/** A band of one task, where there is room. */
const thickestTask = 18;
/** What all bands together take, where there are many tasks. */
const roomForTasks = 260;
/** Two lines of text beside a node. */
const leastNode = 38;
const gap = 14;

/**
 * Lays out flows as bands between two columns of backends: those that tasks left, and those that
 * they came to. A backend may stand on both sides, so that no band ever goes back.
 * @param flows those of most tasks first
 */
export function layOutFlows(flows: readonly Flow[], width: number): FlowLayout {
  const total = flows.reduce((sum, { tasks }) => sum + tasks, 0);
  const unit = Math.min(thickestTask, roomForTasks / Math.max(total, 1));
  const thicknessOf = ({ tasks }: Flow): number => Math.max(thinnest, tasks * unit);

  const sourceNames = [...new Set(flows.map(({ from }) => from))];
  // Near what flows into it, so that bands cross less.
  const rankOf = (target: string): number => {
    const into = flows.filter(({ to }) => to === target);
    const weight = into.reduce((sum, flow) => sum + thicknessOf(flow), 0);
    const ranks = into.map(flow => sourceNames.indexOf(flow.from) * thicknessOf(flow));
    return ranks.reduce((sum, rank) => sum + rank, 0) / weight;
  };
  const targetNames = [...new Set(flows.map(({ to }) => to))]
    .map(name => ({ name, rank: rankOf(name) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ name }) => name);

  const sources = stack(sourceNames, name => flows.filter(({ from }) => from === name));
  const targets = stack(targetNames, name => flows.filter(({ to }) => to === name));
  const height = Math.max(endOf(sources), endOf(targets));
  const [left, right] = [sources, targets].map(nodes => centre(nodes, height));
  const fromAt = slots(left, flow => flow.from, thicknessOf);
  const toAt = slots(right, flow => flow.to, thicknessOf);
  const ordered = flows.toSorted(
    (a, b) =>
      sourceNames.indexOf(a.from) - sourceNames.indexOf(b.from) ||
      targetNames.indexOf(a.to) - targetNames.indexOf(b.to),
  );
  const bands = ordered.map((flow): Band => {
    return { flow, from: fromAt(flow), to: toAt(flow), thickness: thicknessOf(flow) };
  });
  return { width, height, sources: left ?? [], targets: right ?? [], bands };

  function stack(names: readonly string[], flowsAt: (name: string) => readonly Flow[]): Node[] {
    let y = 0;
    return names.map(backend => {
      const own = flowsAt(backend);
      const bandsHeight = own.reduce((sum, flow) => sum + thicknessOf(flow), 0);
      const height = Math.max(leastNode, bandsHeight);
      const node = { backend, tasks: own.reduce((sum, { tasks }) => sum + tasks, 0), y, height };
      y += height + gap;
      return node;
    });
  }

  /** Gives the bands of each node a place, one under the other, in the middle of the node. */
  function slots(
    nodes: readonly Node[] = [],
    nameOf: (flow: Flow) => string,
    thickness: (flow: Flow) => number,
  ): (flow: Flow) => number {
    const next = new Map(
      nodes.map(({ backend, y, height }) => {
        const own = flows.filter(flow => nameOf(flow) === backend);
        const used = own.reduce((sum, flow) => sum + thickness(flow), 0);
        return [backend, y + (height - used) / 2];
      }),
    );
    return flow => {
      const at = next.get(nameOf(flow)) ?? 0;
      next.set(nameOf(flow), at + thickness(flow));
      return at;
    };
  }
}

function endOf(nodes: readonly Node[]): number {
  const last = nodes.at(-1);
  return last === undefined ? 0 : last.y + last.height;
}

function centre(nodes: readonly Node[], height: number): readonly Node[] {
  const shift = (height - endOf(nodes)) / 2;
  return nodes.map(node => ({ ...node, y: node.y + shift }));
}
