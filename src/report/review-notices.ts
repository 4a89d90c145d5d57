import { identityOf } from "../model/finding.ts";
import { isStillLeftBehind, type Review } from "../model/review.ts";
import { messageOf } from "./messages.ts";
import type { Notice } from "./notice.ts";
import { repointedMessage } from "./review-words.ts";

/**
 * What the formats of other tools say of a review: the sessions that are still left behind, where
 * they stand at the end of the range, and those that somebody pointed at another task.
 */
export function noticesOfReview({ commits }: Review): readonly Notice[] {
  return commits.flatMap(({ leftBehind, repointed }) => [
    ...leftBehind.flatMap((one): Notice[] => {
      const { atEnd } = one;
      if (atEnd === undefined || !isStillLeftBehind(one)) return [];
      return [
        {
          code: atEnd.code,
          level: atEnd.severity === "error" ? "error" : "warning",
          place: atEnd.place,
          ...messageOf(atEnd),
          existing: false,
          identity: identityOf(atEnd),
        },
      ];
    }),
    ...repointed.flatMap((change): Notice[] => {
      const { session, file, from, to } = change;
      if (to === undefined) return [];
      const { position, text } = to.scalar;
      const ids = [from?.scalar.text, to.scalar.text];
      return [
        {
          code: "repointed-session",
          level: "note",
          place: { file, position, length: [...text].length },
          ...repointedMessage(change),
          existing: false,
          identity: JSON.stringify(["repointed-session", session, ...ids]),
        },
      ];
    }),
  ]);
}
