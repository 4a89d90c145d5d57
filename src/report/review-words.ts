import type { ExplainedChange } from "../model/association-change.ts";
import { countReview, type LeftBehind, type Review } from "../model/review.ts";
import { showReference } from "./association-history.ts";
import { type Message, messageOf, short } from "./messages.ts";
import { counted } from "./words.ts";

/** What a review found, in one line. */
export function verdictOf(review: Review): string {
  const { stillLeftBehind, changing } = countReview(review);
  if (stillLeftBehind > 0) return `${counted(stillLeftBehind, "session")} left behind`;
  return changing > 0 ? "no session left behind" : "no commit changes an association";
}

/** How much there is of what, the two kinds of left behind apart; empty where there is nothing. */
export function summarizeReview(review: Review): string {
  const { migrations, followed, leftBehind, stillLeftBehind, repointed } = countReview(review);
  const forAWhile = leftBehind - stillLeftBehind;
  const parts = [
    ...(migrations > 0 ? [counted(migrations, "migration")] : []),
    ...(followed > 0 ? [`${counted(followed, "session")} followed`] : []),
    ...(stillLeftBehind > 0 ? [`${stillLeftBehind} left behind`] : []),
    ...(forAWhile > 0 ? [`${forAWhile} left behind for a while`] : []),
    ...(repointed > 0 ? [`${repointed} repointed by hand`] : []),
  ];
  return parts.join(", ");
}

/** `3 of 5 commits` */
export function describeExtent(review: Review): string {
  const { changing, commits } = countReview(review);
  return `${changing} of ${counted(commits, "commit")}`;
}

/** What could not be judged, or not in full. */
export function describeGaps({ unjudged, withoutAutomaticMerge }: Review): readonly string[] {
  const [edge, merges] = [unjudged.length, withoutAutomaticMerge.length];
  return [
    ...(edge > 0
      ? [
          `${counted(edge, "commit")} at the edge of this shallow clone could not be judged: git fetch --unshallow brings what was before`,
        ]
      : []),
    ...(merges > 0
      ? [
          `${counted(merges, "merge")} could not be compared with what git makes of them by itself, which takes git 2.39 or newer: what no parent has is told instead`,
        ]
      : []),
  ];
}

/** What a commit left behind, what to do about it, and what became of it if it is no longer so. */
export function describeLeftBehind(
  { finding, followedIn, atEnd }: LeftBehind,
  commit: string,
): Message & { readonly outcome: string | undefined } {
  const { message } = messageOf(finding, `commit:${commit}`);
  const { help } = messageOf(atEnd ?? finding, `commit:${commit}`);
  const gone = atEnd === undefined ? "no longer so at the end of the range" : undefined;
  const outcome = followedIn === undefined ? gone : `followed in ${short(followedIn)}`;
  return { message, help, outcome };
}

/** The two ends of a change; the backends beside plain IDs where they tell them apart. */
export function endsOf({ from, to }: Pick<ExplainedChange, "from" | "to">): {
  readonly from: string;
  readonly to: string;
} {
  return { from: showReference(from), to: showReference(to) };
}

export function repointedMessage({ session, from, to }: ExplainedChange): Message {
  return {
    message: `session ${session} was pointed from ${showReference(from)} to ${showReference(to)} by hand: no migration explains it`,
    help: "make sure that this is meant",
  };
}
