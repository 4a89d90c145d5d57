import type { Finding } from "../model/finding.ts";
import type { Lineage } from "../model/lineage.ts";
import { type Backend, backendOf } from "../model/task-id.ts";
import { placeOfTask, type Rule } from "./rule.ts";

/** A live task has a backend that the configuration calls retired. */
export const retiredBackend: Rule = project => {
  const { settings, lineage, tasks } = project;
  const retired = new Set(
    [...settings.backends].filter(([, backend]) => backend.retired).map(([prefix]) => prefix),
  );
  return tasks.flatMap((task): Finding[] => {
    const backend = backendOf(task.id);
    if (task.migratedTo !== undefined || !retired.has(backend)) return [];
    const successor = successorOf(lineage, backend);
    const place = placeOfTask(task);
    return [{ code: "retired-backend", place, taskId: task.id, backend, successor }];
  });
};

/** The backend that most tasks of a retired one moved to: the likely target for a late one. */
function successorOf(lineage: Lineage, retired: Backend): Backend | undefined {
  const counts = new Map<Backend, number>();
  for (const [id, steps] of lineage.stepsFrom) {
    if (backendOf(id) !== retired) continue;
    for (const { to } of steps) {
      const backend = backendOf(to);
      if (backend !== retired) counts.set(backend, (counts.get(backend) ?? 0) + 1);
    }
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most?.[0];
}
