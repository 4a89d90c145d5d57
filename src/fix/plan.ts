import { append } from "../model/group-by.ts";
import type { Project } from "../model/project.ts";
import type { Fix } from "../model/verdict.ts";

/** What to rewrite, file by file; the same for a dry run, a command, a hook and the library. */
export type Plan = ReadonlyMap<string, readonly Fix[]>;

/** Plans the rewriting of every stale reference that nothing stands in the way of. */
export function planFixes(
  project: Project,
  isIncluded: (file: string) => boolean = () => true,
): Plan {
  if (project.settings.rules.get("stale-task-id") === "off") return new Map();
  const plan = new Map<string, Fix[]>();
  for (const [reference, verdict] of project.verdicts) {
    if (verdict.status !== "stale" || verdict.obstacle !== undefined) continue;
    if (!isIncluded(reference.file)) continue;
    const rewrite = { reference, rewrite: verdict.rewrite, steps: verdict.steps };
    append(plan, reference.file, rewrite);
  }
  return plan;
}

/** Every rewrite of a plan, in the order of the files. */
export function fixesOf(plan: Plan): readonly Fix[] {
  return [...plan.values()].flat();
}
