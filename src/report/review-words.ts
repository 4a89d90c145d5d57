import { identityOf } from "../model/finding.ts";
import type { Reference } from "../model/record.ts";
import { type LeftBehind, type Repointed, type Review, summaryOfReview } from "../model/review.ts";
import { describeEvidence, messageOf, short } from "./messages.ts";
import type { Notice } from "./notice.ts";
import { counted } from "./words.ts";

/** What a review comes to, in one line. */
export function describeReview(review: Review): string {
  const { commits, migrations, followed, leftBehind, caughtUp, repointed } =
    summaryOfReview(review);
  return [
    counted(commits, "commit"),
    counted(migrations, "migration"),
    `${counted(followed, "session")} followed`,
    ...(leftBehind > 0 ? [`${leftBehind} left behind`] : []),
    ...(caughtUp > 0 ? [`${caughtUp} left behind and made good later`] : []),
    ...(repointed > 0 ? [`${repointed} pointed at another task by hand`] : []),
  ].join(", ");
}

export function describeLeftBehind(
  { finding, isLeft, followedIn }: LeftBehind,
  commit: string,
): string {
  const { message } = messageOf(finding, `commit:${commit}`);
  if (isLeft) return message;
  return `${message}; ${followedIn === undefined ? "gone since" : `followed in ${short(followedIn)}`}`;
}

export function describeRepointed({ session, from, to, steps }: Repointed): string {
  const evidence = steps.map(step => describeEvidence(step.evidence)).join(", then ");
  const why = evidence === "" ? "" : ` (${evidence})`;
  return `${session}: ${show(from)} → ${show(to)}${why}`;
}

function show({ scalar, backend }: Reference): string {
  return backend === undefined ? scalar.text : `${scalar.text} (backend ${backend.scalar.text})`;
}

/**
 * What the formats of other tools say of a review: sessions that are left behind at its end, and
 * those that were pointed elsewhere by hand.
 */
export function noticesOfReview({ commits }: Review): readonly Notice[] {
  return commits.flatMap(({ commit, leftBehind, repointed }) => [
    ...leftBehind
      .filter(({ isLeft }) => isLeft)
      .map(({ finding }): Notice => {
        const { code, place } = finding;
        const { message, help } = messageOf(finding, `commit:${commit}`);
        const identity = identityOf(finding);
        return { code, level: "error", place, message, help, existing: false, identity };
      }),
    ...repointed.map((one): Notice => {
      const { session, file, from, to } = one;
      const { position, text } = to.scalar;
      return {
        code: "repointed-session",
        level: "note",
        place: { file, position, length: [...text].length },
        message: `session ${session} was pointed from ${show(from)} to ${show(to)} in ${short(commit)}, and no migration explains it`,
        help: "look whether that is meant",
        existing: false,
        identity: JSON.stringify(["repointed-session", session, from.scalar.text, to.scalar.text]),
      };
    }),
  ]);
}
