import type { ExplainedChange } from "../model/association-change.ts";
import {
  countReview,
  isStillLeftBehind,
  type LeftBehind,
  type Review,
  type StaleFinding,
} from "../model/review.ts";
import { backendsOf, idsOf } from "./association-history.ts";
import { toJson } from "./json-pieces.ts";

/** The JSON of `review` (CONTRACT section 5); ends in a line break. */
export function renderReviewJson(review: Review): string {
  return toJson({
    schemaVersion: 1,
    range: review.range,
    commits: review.commits.map(
      ({ commit, subject, migrations, followed, leftBehind, repointed }) => ({
        commit,
        subject,
        migrations,
        followed: followed.map(changeToJson),
        leftBehind: leftBehind.map(leftBehindToJson),
        repointed: repointed.map(changeToJson),
      }),
    ),
    summary: countReview(review),
    unjudged: review.unjudged,
  });
}

function changeToJson({ session, file, from, to, steps }: ExplainedChange) {
  return {
    session,
    file,
    ...idsOf({ from, to }),
    ...backendsOf({ from, to }),
    evidence: steps[0]?.evidence,
    steps: steps.length === 0 ? undefined : steps,
  };
}

function leftBehindToJson(one: LeftBehind) {
  const { session, finding, followedIn, atEnd } = one;
  const { severity, target, taskId, steps } = finding;
  return {
    session,
    ...placeToJson(finding),
    from: taskId,
    to: target,
    severity,
    stillLeftBehind: isStillLeftBehind(one),
    followedIn: followedIn ?? null,
    atEnd: isStillLeftBehind(one) && atEnd !== undefined ? placeToJson(atEnd) : null,
    evidence: steps[0]?.evidence,
    steps,
  };
}

function placeToJson({ place: { file, position } }: StaleFinding) {
  return { file, line: position.line, column: position.column };
}
