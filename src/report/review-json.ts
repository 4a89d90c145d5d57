import { type LeftBehind, type Repointed, type Review, summaryOfReview } from "../model/review.ts";
import { findingToJson, toJson } from "./json.ts";

/** The JSON of `review` (CONTRACT section 5), parents before children. */
export function renderReviewJson(review: Review): string {
  return toJson({
    schemaVersion: 1,
    range: review.range,
    commits: review.commits.map(commit => ({
      ...commit,
      followed: commit.followed.map(repointedToJson),
      leftBehind: commit.leftBehind.map(one => leftBehindToJson(one, commit.commit)),
      repointed: commit.repointed.map(repointedToJson),
    })),
    unjudged: review.unjudged,
    summary: summaryOfReview(review),
  });
}

function repointedToJson({ session, file, from, to, steps }: Repointed) {
  const { line, column } = to.scalar.position;
  return { session, file, line, column, from: from.scalar.text, to: to.scalar.text, steps };
}

function leftBehindToJson({ finding, isLeft, followedIn }: LeftBehind, commit: string) {
  return {
    session: finding.holder.name,
    file: finding.place.file,
    from: finding.taskId,
    to: finding.target,
    isLeft,
    followedIn: followedIn ?? null,
    finding: findingToJson(finding, `commit:${commit}`),
  };
}
