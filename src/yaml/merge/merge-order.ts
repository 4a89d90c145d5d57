import { append } from "../../model/group-by.ts";
import type { ThreeWay } from "../../model/three-way.ts";

/**
 * The order of all names that either side has: ours, and what only theirs has behind what it follows
 * there; what both added at one place comes ours first.
 * @returns `undefined` where a side moved names about
 */
export function mergeOrder({
  base,
  ours,
  theirs,
}: ThreeWay<Iterable<string>>): readonly string[] | undefined {
  const [old, our, their] = [new Set(base), new Set(ours), new Set(theirs)];
  const pairs = [
    [old, our],
    [old, their],
    [our, their],
  ] as const;
  if (!pairs.every(([a, b]) => isSameOrder(a, b))) return undefined;

  const behind = new Map<string | undefined, string[]>();
  let anchor: string | undefined;
  for (const name of their) {
    if (our.has(name)) anchor = name;
    else append(behind, anchor, name);
  }
  const order: string[] = [];
  let waiting = behind.get(undefined) ?? [];
  for (const name of our) {
    if (their.has(name) || old.has(name)) {
      order.push(...waiting);
      waiting = behind.get(name) ?? [];
    }
    order.push(name);
  }
  return [...order, ...waiting];
}

function isSameOrder(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const common = [...a].filter(name => b.has(name));
  return [...b].filter(name => a.has(name)).every((name, i) => name === common[i]);
}
