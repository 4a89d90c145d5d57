import type { Hook } from "./context.ts";
import { postMerge } from "./post-merge.ts";
import { preCommit } from "./pre-commit.ts";
import { preMergeCommit } from "./pre-merge-commit.ts";

/** The git hooks that session-assoc takes part in. */
export const hooks: ReadonlyMap<string, Hook> = new Map([
  ["pre-merge-commit", preMergeCommit],
  ["post-merge", postMerge],
  ["pre-commit", preCommit],
]);
