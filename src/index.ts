/** The public library (CONTRACT section 7). */
export type { SessionAssociationUpdateResult } from "./association/outcome.ts";
export type { SessionProvider, SessionRecord } from "./association/session-provider.ts";
export { type CheckResult, check } from "./check.ts";
export { settingsOfCommit, settingsOfFile, settingsOfWorktree } from "./config/load.ts";
export { parseConfig } from "./config/parse-config.ts";
export { GitError, UsageError, WriteError } from "./errors.ts";
export { fix } from "./fix/fix.ts";
export { fixesOf, type Plan, planFixes } from "./fix/plan.ts";
export { openRepository, type Repository } from "./git/repository.ts";
export { markExisting } from "./mark-existing.ts";
export type { Finding, Reported } from "./model/finding.ts";
export type { Meaning } from "./model/meaning.ts";
export type { LeftBehind, Review, ReviewedCommit } from "./model/review.ts";
export { defaultSettings, type Settings } from "./model/settings.ts";
export { extractLocalId, formatTaskId, parseTaskId, type TaskId } from "./model/task-id.ts";
export { messageOf } from "./report/messages.ts";
export type { MigrationDetail, MigrationResult } from "./report/migration-result.ts";
export { resolveTask as resolve } from "./resolve-task.ts";
export { review } from "./review/review.ts";
export {
  findSessionsByTaskId,
  hasSessionsForTask,
  type UpdateAssociationOptions,
  updateSessionTaskAssociation,
} from "./session-task-association.ts";
export { commitSnapshot } from "./snapshots/commit.ts";
export { indexSnapshot } from "./snapshots/index-file.ts";
export { type MergeSnapshot, mergeSnapshot } from "./snapshots/merge-preview.ts";
export type { Snapshot } from "./snapshots/snapshot.ts";
export { worktreeSnapshot } from "./snapshots/worktree.ts";
export {
  type MigrateBackendOptions,
  TasksMigrateBackendCommand,
} from "./tasks-migrate-backend-command.ts";
