import type { Step } from "./lineage.ts";
import type { Deletion } from "./project.ts";
import type { Holder, ProblemReason } from "./record.ts";
import type { Backend, QualifiedId } from "./task-id.ts";
import type { Position } from "./text.ts";
import type { Obstacle, Rewrite } from "./verdict.ts";

/** Where a finding is shown. `length` in code points; 0 where no text is meant. */
export interface Place {
  readonly file: string;
  readonly position: Position;
  readonly length: number;
}

/** What a rule returns: a place, a code, and the code's own arguments. */
export type Finding = { readonly place: Place } & Details;

/** One member per code of CONTRACT section 4. Sentences are made of these in `report/messages`. */
export type Details =
  | (AtReference & {
      readonly code: "stale-task-id";
      readonly target: QualifiedId;
      readonly steps: readonly Step[];
      readonly rewrite: Rewrite;
      readonly obstacle: Obstacle | undefined;
      /** The commit that wrote the reference, where that decided what it means. */
      readonly writtenIn: string | undefined;
    })
  | (AtReference & {
      readonly code: "unknown-task-id";
      readonly cause: UnknownCause;
    })
  | (AtReference & {
      readonly code: "ambiguous-task-id";
      readonly candidates: readonly Candidate[];
      /** The clone is shallow: history before its edge might have decided. */
      readonly isCut: boolean;
    })
  | (PerhapsAtReference & {
      readonly code: "reused-task-id";
      readonly candidates: readonly Candidate[];
      readonly isCut: boolean;
    })
  | { readonly code: "duplicate-task-id"; readonly taskId: string; readonly first: Place }
  | {
      readonly code: "conflicting-migration";
      readonly taskId: string;
      readonly candidates: readonly Candidate[];
    }
  | {
      readonly code: "migration-cycle";
      readonly taskId: string;
      readonly path: readonly QualifiedId[];
    }
  | {
      readonly code: "retired-backend";
      readonly taskId: string;
      readonly backend: Backend;
      readonly successor: Backend | undefined;
    }
  | { readonly code: "duplicate-session"; readonly session: string; readonly first: Place }
  | { readonly code: "invalid-file"; readonly reason: ProblemReason };

export interface AtReference {
  readonly holder: Holder;
  readonly key: string;
  /** The ID as it stands in the file. */
  readonly taskId: string;
}

type PerhapsAtReference = Partial<Pick<AtReference, "holder" | "key">> &
  Pick<AtReference, "taskId">;

/** A task that an ID may mean; no file when it lives outside the repository. */
export interface Candidate {
  readonly id: QualifiedId;
  readonly file: string | undefined;
}

export type UnknownCause =
  /** No task, now or in history. `similar`: live tasks with the same local ID. */
  | { readonly kind: "never"; readonly similar: readonly QualifiedId[] }
  | { readonly kind: "deleted"; readonly id: QualifiedId; readonly deletion: Deletion }
  /** Files that cannot be read may hold the task. */
  | { readonly kind: "unreadable"; readonly files: readonly string[] }
  /** The clone is shallow: history before its edge is missing. */
  | { readonly kind: "history-cut" }
  | { readonly kind: "cycle"; readonly path: readonly QualifiedId[] };

/** A finding as it is reported: with the severity of its rule, and whether the base has it too. */
export type Reported = Finding & {
  readonly severity: Severity;
  readonly existing: boolean;
};

export type Severity = "error" | "warn";

/** Whether `fix` can repair it. */
export function isFixable(finding: Finding): boolean {
  return finding.code === "stale-task-id" && finding.obstacle === undefined;
}

/** Whether a finding fails the check. */
export function fails(finding: Reported): boolean {
  return finding.severity === "error" && !finding.existing;
}

/** By file (code unit order), line, column, code: the same input gives the same order. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    compareText(a.place.file, b.place.file) ||
    a.place.position.line - b.place.position.line ||
    a.place.position.column - b.place.position.column ||
    compareText(a.code, b.code)
  );
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The identity of a finding across two snapshots: what is wrong, not where it stands. */
export function identityOf(finding: Finding): string {
  switch (finding.code) {
    case "stale-task-id":
    case "unknown-task-id":
    case "ambiguous-task-id":
    case "reused-task-id": {
      const holder = finding.holder ?? { kind: "task", name: "" };
      return JSON.stringify([finding.code, holder.kind, holder.name, finding.key, finding.taskId]);
    }
    case "duplicate-session":
      return JSON.stringify([finding.code, finding.session]);
    case "invalid-file":
      return JSON.stringify([finding.code, finding.place.file, finding.reason]);
    default:
      return JSON.stringify([finding.code, finding.taskId]);
  }
}
