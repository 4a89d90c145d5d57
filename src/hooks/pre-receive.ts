import { refsReceived } from "../git/pushed-refs.ts";
import type { Hook } from "./context.ts";
import { guardPush } from "./guard-push.ts";

/**
 * Runs on a server before anything that was pushed to it takes effect. The refs are as they were,
 * and what is new lies in quarantine, which git shows to us and drops when the push is refused.
 */
export const preReceive: Hook = async context => {
  const push = {
    refs: refsReceived(await context.input()),
    held: { refs: ["--all"], commits: [] },
    defaultBranch: ["HEAD"],
  };
  return guardPush(
    context,
    push,
    "the push is refused; repair what is reported in your clone, commit it, and push again",
  );
};
