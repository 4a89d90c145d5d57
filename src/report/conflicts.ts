import { counted } from "./words.ts";

/** Names beyond these are counted. */
const mostNames = 10;

/** What is said of a merge that git cannot make on its own; not escaped yet. */
export function describeConflicts(paths: readonly string[]): string {
  const others = paths.length - mostNames;
  const names = paths.slice(0, mostNames).join(", ");
  const rest = others > 0 ? `, and ${others} more` : "";
  return `the merge has conflicts in ${counted(paths.length, "file")}: ${names}${rest}; what is in conflict is not checked, the rest is`;
}
