import { leavesBehind, type Review, type ReviewedCommit } from "../model/review.ts";
import { boundedMarkdown } from "./markdown.ts";
import { codeSpan, escapeMarkdown } from "./markdown-text.ts";
import { renderMermaid } from "./mermaid.ts";
import { describeStep, short } from "./messages.ts";
import { describeLeftBehind, describeRepointed, describeReview } from "./review-words.ts";

/** A review for a comment in a pull request: the verdict, a picture, then each commit. */
export function renderReviewMarkdown(review: Review): string {
  const mark = leavesBehind(review) ? "❌" : "✅";
  const picture = renderMermaid(review);
  return boundedMarkdown([
    `### ${mark} session-assoc: ${describeReview(review)}`,
    ...(picture === "" ? [] : [`\n\`\`\`mermaid\n${picture}\`\`\``]),
    ...review.commits.flatMap(rowsOf),
  ]);
}

function rowsOf(reviewed: ReviewedCommit): readonly string[] {
  const { commit, subject, migrations, followed, leftBehind, repointed } = reviewed;
  const item = (label: string, file: string | undefined, text: string): string => {
    const where = file === undefined ? "" : `${codeSpan(file)}: `;
    return `- ${label} ${where}${escapeMarkdown(text)}`;
  };
  const [first = "", ...others] = [
    ...leftBehind.map(one =>
      item(
        one.isLeft ? "❌ **left behind**" : "left behind",
        one.finding.place.file,
        describeLeftBehind(one, commit),
      ),
    ),
    ...repointed.map(one => item("⚠️ **by hand**", one.file, describeRepointed(one))),
    ...migrations.map(step => item("migrated", undefined, describeStep(step))),
    ...followed.map(one => item("followed", one.file, describeRepointed(one))),
  ];
  return [`\n**${short(commit)}** ${escapeMarkdown(subject)}\n\n${first}`, ...others];
}
