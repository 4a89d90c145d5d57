import type { Project } from "../model/project.ts";
import type { Reference } from "../model/record.ts";
import type { ReferenceRewrite } from "../model/verdict.ts";

/** What to rewrite, file by file; the same for a dry run, a command, a hook and the library. */
export type Plan = ReadonlyMap<string, readonly ReferenceRewrite[]>;

/** Plans the rewriting of every stale reference that nothing stands in the way of. */
export function planFixes(
  project: Project,
  isIncluded: (file: string) => boolean = () => true,
): Plan {
  if (project.settings.rules.get("stale-task-id") === "off") return new Map();
  const plan = new Map<string, ReferenceRewrite[]>();
  for (const [reference, verdict] of project.verdicts) {
    if (verdict.status !== "stale" || verdict.obstacle !== undefined) continue;
    if (!isIncluded(reference.file)) continue;
    const { rewrite } = verdict;
    const rewrites = plan.get(reference.file);
    if (rewrites === undefined) plan.set(reference.file, [{ reference, rewrite }]);
    else rewrites.push({ reference, rewrite });
  }
  return plan;
}

/** One rewritten reference, as reports name it. */
export interface Fix {
  readonly reference: Reference;
  readonly to: string;
  /** Where the `backend` beside a plain ID changes too. */
  readonly backendTo: string | undefined;
}

export function fixesOf(plan: Plan): readonly Fix[] {
  return [...plan.values()].flat().map(({ reference, rewrite }) => ({
    reference,
    to: rewrite.taskId,
    backendTo: rewrite.backend,
  }));
}
