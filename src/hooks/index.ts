import type { Hook } from "./context.ts";
import { postMerge } from "./post-merge.ts";
import { postRewrite } from "./post-rewrite.ts";
import { preCommit } from "./pre-commit.ts";
import { preMergeCommit } from "./pre-merge-commit.ts";
import { prePush } from "./pre-push.ts";
import { preReceive } from "./pre-receive.ts";

/** The git hooks that session-assoc takes part in. */
export const hooks: ReadonlyMap<string, Hook> = new Map([
  ["pre-merge-commit", preMergeCommit],
  ["post-merge", postMerge],
  ["pre-commit", preCommit],
  ["pre-push", prePush],
  ["post-rewrite", postRewrite],
  ["pre-receive", preReceive],
]);
