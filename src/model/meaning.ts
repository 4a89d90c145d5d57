import type { Candidate, UnknownCause } from "./finding.ts";
import type { Step } from "./lineage.ts";
import type { QualifiedId } from "./task-id.ts";

/** What an ID means today (CONTRACT section 5, `resolve`). */
export type Meaning =
  | { readonly status: "live"; readonly taskId: QualifiedId }
  | { readonly status: "moved"; readonly taskId: QualifiedId; readonly steps: readonly Step[] }
  | { readonly status: "ambiguous"; readonly candidates: readonly Candidate[] }
  | { readonly status: "unknown"; readonly cause: UnknownCause };
