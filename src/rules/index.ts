import { compareFindings, type Reported } from "../model/finding.ts";
import type { Project } from "../model/project.ts";
import type { FindingCode } from "../model/settings.ts";
import { ambiguousTaskId } from "./ambiguous-task-id.ts";
import { conflictingMigration } from "./conflicting-migration.ts";
import { duplicateSession } from "./duplicate-session.ts";
import { duplicateTaskId } from "./duplicate-task-id.ts";
import { invalidFile } from "./invalid-file.ts";
import { migrationCycle } from "./migration-cycle.ts";
import { retiredBackend } from "./retired-backend.ts";
import { reusedTaskId } from "./reused-task-id.ts";
import type { Rule } from "./rule.ts";
import { staleTaskId } from "./stale-task-id.ts";
import { unknownTaskId } from "./unknown-task-id.ts";

const rules: Readonly<Record<FindingCode, Rule>> = {
  "stale-task-id": staleTaskId,
  "unknown-task-id": unknownTaskId,
  "ambiguous-task-id": ambiguousTaskId,
  "reused-task-id": reusedTaskId,
  "duplicate-task-id": duplicateTaskId,
  "conflicting-migration": conflictingMigration,
  "migration-cycle": migrationCycle,
  "retired-backend": retiredBackend,
  "duplicate-session": duplicateSession,
  "invalid-file": invalidFile,
};

/** What every rule that is not off finds, sorted. */
export function findingsOf(project: Project): readonly Reported[] {
  return Object.entries(rules)
    .flatMap(([code, rule]) => {
      const level = project.settings.rules.get(code as FindingCode) ?? "error";
      if (level === "off") return [];
      return rule(project).map(finding => ({ ...finding, severity: level, existing: false }));
    })
    .sort(compareFindings);
}
