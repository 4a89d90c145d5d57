import type { CheckResult } from "../../src/check.ts";
import { findingsOf } from "../../src/rules/index.ts";
import type { Snapshot } from "../../src/snapshots/snapshot.ts";
import { projectOf, type Texts } from "./memory.ts";

/** What `check` finds in files that exist in memory only. */
export function resultOf(files: Texts, config = ""): CheckResult {
  const entries = Object.keys(files).map(path => ({ path }));
  const snapshot: Snapshot = {
    label: "worktree",
    tips: [],
    list: async () => entries,
    read: async () =>
      entries.map(entry => ({ entry, content: Buffer.from(files[entry.path] ?? "") })),
    changesSince: async () => [],
  };
  const project = projectOf(files, config);
  const counts = { sessions: project.sessions.length, tasks: project.tasks.length };
  return { snapshot, project, entries, counts, findings: findingsOf(project) };
}
