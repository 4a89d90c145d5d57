/** What became of one session that was to get another task ID. */
export interface SessionOutcome {
  /** The session's name. */
  readonly session: string;
  /** Why it was not updated; absent where it was, or in a dry run would be. */
  readonly failure?: Failure;
}

export type Failure =
  /** The value stands elsewhere in the file, or is repeated there: it is never rewritten. */
  | { readonly kind: "alias" | "anchor" }
  /** The session itself could be updated, but not another one of its file: all of it or nothing. */
  | { readonly kind: "same-file"; readonly session: string }
  /** Whatever was thrown on the way; by a provider it need not be an Error. */
  | { readonly kind: "thrown"; readonly error: unknown };

/** What `update` and the library say of a move (CONTRACT sections 5 and 7). */
export interface SessionAssociationUpdateResult {
  readonly sessionsFound: number;
  /** In a dry run, how many would be updated. */
  readonly sessionsUpdated: number;
  /** The names of the updated sessions, in order. */
  readonly updatedSessions: readonly string[];
  readonly errors: readonly string[];
}
