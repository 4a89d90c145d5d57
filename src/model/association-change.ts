import type { Step } from "./lineage.ts";
import type { Reference } from "./record.ts";

/** One change of the task that a session is associated with. */
export interface AssociationChange {
  readonly commit: string;
  /** As the session was called then, and where it stood. */
  readonly session: string;
  readonly file: string;
  /** What stood there before; absent where there was no association. */
  readonly from: Reference | undefined;
  /** What stands there since; absent where there is no association any more. */
  readonly to: Reference | undefined;
}

/** A change, and why it was made. */
export interface ExplainedChange extends AssociationChange {
  /**
   * - `migration`: the commit that moved the task rewrote the reference
   * - `fix`: a later commit made the reference follow its task
   * - `by-hand`: the session was pointed at another task, or no migration explains it
   */
  readonly cause: "created" | "migration" | "fix" | "by-hand" | "removed";
  /** The migrations that explain it. */
  readonly steps: readonly Step[];
}

/** A change with who made it, and when. */
export interface SignedChange extends ExplainedChange {
  /** `Name <email>` */
  readonly author: string;
  /** In strict ISO 8601. */
  readonly date: string;
}
