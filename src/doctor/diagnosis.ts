/** What one look found. */
export interface Diagnosis {
  readonly name: string;
  /** A `failure` would let a stale ID through; a `warning` costs something else. */
  readonly status: "ok" | "warning" | "failure";
  readonly message: string;
  /** What repairs it: a command, where one does. */
  readonly repair?: string;
}

export function ok(name: string, message: string): Diagnosis {
  return { name, status: "ok", message };
}

/** Whether something was found that would let a stale ID through. */
export function hasFailure(found: readonly Diagnosis[]): boolean {
  return found.some(({ status }) => status === "failure");
}
