import type { Backend, QualifiedId } from "../model/task-id.ts";

/** What the user asked for. */
export interface Request {
  readonly from: Backend;
  readonly to: Backend;
  /** Only so many tasks, the first ones. */
  readonly limit?: number;
  /** Only tasks with this status. */
  readonly filterStatus?: string;
  /** New IDs that the user chose, by old ones. */
  readonly wishes: ReadonlyMap<QualifiedId, QualifiedId>;
  readonly keepSource: boolean;
}
