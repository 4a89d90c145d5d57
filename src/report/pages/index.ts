import type { RuleCode } from "../rules.ts";
import { ambiguousTaskId } from "./ambiguous-task-id.ts";
import { conflictingMigration } from "./conflicting-migration.ts";
import { duplicateSession } from "./duplicate-session.ts";
import { duplicateTaskId } from "./duplicate-task-id.ts";
import { invalidFile } from "./invalid-file.ts";
import { migrationCycle } from "./migration-cycle.ts";
import type { Page } from "./page.ts";
import { repointedSession } from "./repointed-session.ts";
import { retiredBackend } from "./retired-backend.ts";
import { reusedTaskId } from "./reused-task-id.ts";
import { staleTaskId } from "./stale-task-id.ts";
import { unknownTaskId } from "./unknown-task-id.ts";

/** One page for every code. */
export const pages: Readonly<Record<RuleCode, Page>> = {
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
  "repointed-session": repointedSession,
};
