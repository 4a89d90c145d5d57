import { limits } from "../limits.ts";
import { leavesBehind, type Review, type ReviewedCommit } from "../model/review.ts";
import { codeSpan, cut, escapeMarkdown } from "./markdown-text.ts";
import { renderMermaid } from "./mermaid.ts";
import { describeStep, short } from "./messages.ts";
import { describeLeftBehind, describeRepointed, describeReview } from "./review-words.ts";

/** A review for a comment in a pull request: the verdict, a picture, then each commit. */
export function renderReviewMarkdown(review: Review): string {
  const mark = leavesBehind(review) ? "❌" : "✅";
  const picture = renderMermaid(review);
  return bounded([
    `### ${mark} session-assoc: ${describeReview(review)}`,
    ...(picture === "" ? [] : [`\n\`\`\`mermaid\n${picture}\`\`\``]),
    ...review.commits.flatMap(rowsOf),
  ]);
}

function rowsOf(reviewed: ReviewedCommit): readonly string[] {
  const { commit, subject, migrations, followed, leftBehind, repointed } = reviewed;
  const item = (label: string, file: string | undefined, text: string): string => {
    const where = file === undefined ? "" : `${codeSpan(cut(file))}: `;
    return `- ${label} ${where}${escapeMarkdown(cut(text))}`;
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
  return [`\n**${short(commit)}** ${escapeMarkdown(cut(subject))}\n\n${first}`, ...others];
}

/** Blocks one below the other, as many as there is room for; the rest is counted. */
function bounded(blocks: readonly string[]): string {
  let text = "";
  for (const [i, block] of blocks.entries()) {
    if (text.length + block.length > limits.markdownLength) {
      return `${text}\n… and ${blocks.length - i} more\n`;
    }
    text += `${block}\n`;
  }
  return text;
}
