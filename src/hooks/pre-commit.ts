import { basename } from "node:path";
import { interruptedFold } from "../fix/pending-fold.ts";
import type { Hook } from "./context.ts";
import { guardIndex } from "./guard-index.ts";

/**
 * Runs before a commit that a person makes, the completion of a stopped merge included. git reads
 * the index again afterwards, so what is staged here is committed.
 */
export const preCommit: Hook = async context => {
  const { repository, environment, report } = context;
  if ((await interruptedFold(repository)) !== undefined) {
    report.say("the last merge was interrupted before the rewritten IDs got into its commit;");
    report.say("they are staged, and this commit takes them along");
  }
  const isPartial = isPartialCommit(environment);
  const { replacements, mustStop, mode } = await guardIndex(context, configured => ({
    mode: isPartial ? "fail" : configured,
  }));
  if (mustStop) {
    report.say("the commit is stopped; repair what is reported and stage it, then commit again");
    if (isPartial) {
      report.say(
        "(a commit of some paths is never rewritten; it takes the working tree's files, so:",
      );
      report.say("  npx session-assoc fix)");
    }
    return 1;
  }
  if (mode !== "stop" || replacements.length === 0) return 0;
  report.say(
    "the commit is stopped with the rewritten IDs staged; the same git commit completes it",
  );
  return 1;
};

/**
 * `git commit -- <path>` commits from a temporary index and leaves the real one as it was: a
 * rewrite would be undone by the next commit (FIELD-NOTES, git 5).
 */
function isPartialCommit({ GIT_INDEX_FILE = "" }: NodeJS.ProcessEnv): boolean {
  return /^next-index-\d+\.lock$/.test(basename(GIT_INDEX_FILE));
}
