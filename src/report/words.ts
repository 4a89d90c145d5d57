import type { Fix } from "../model/verdict.ts";

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** What changes in a line, not escaped yet; empty where nothing does. */
export function describeRewrite({ reference, rewrite }: Omit<Fix, "steps">): string {
  const { scalar, backend } = reference;
  const changes = [
    ...(scalar.text === rewrite.taskId ? [] : [`${scalar.text} → ${rewrite.taskId}`]),
    ...(rewrite.backend === undefined
      ? []
      : [`backend ${backend?.scalar.text} → ${rewrite.backend}`]),
  ];
  return changes.join(", ");
}
