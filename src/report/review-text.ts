import { leavesBehind, type Review, type ReviewedCommit } from "../model/review.ts";
import { describeStep, short } from "./messages.ts";
import { printable } from "./printable.ts";
import { describeLeftBehind, describeRepointed, describeReview } from "./review-words.ts";
import type { Colors } from "./text.ts";

/** A review for a terminal: each commit with what it did, then what it comes to. */
export function renderReviewText(review: Review, colors: Colors): string {
  const mark = leavesBehind(review) ? colors.red("✗") : colors.green("✓");
  const blocks = review.commits.map(commit => renderCommit(commit, colors));
  return `${[...blocks, `${mark} ${describeReview(review)}`].join("\n")}\n`;
}

function renderCommit(reviewed: ReviewedCommit, colors: Colors): string {
  const { commit, subject, migrations, followed, leftBehind, repointed } = reviewed;
  const rows = [
    ...migrations.map(step => `${colors.cyan("migrated")}     ${printable(describeStep(step))}`),
    ...followed.map(
      one =>
        `${colors.green("followed")}     ${place(one.file, one.to.scalar.position)}  ${printable(describeRepointed(one))}`,
    ),
    ...leftBehind.map(one => {
      const { file, position } = one.finding.place;
      const label = one.isLeft ? colors.red("left behind") : colors.yellow("left behind");
      return `${label}  ${place(file, position)}  ${printable(describeLeftBehind(one, commit))}`;
    }),
    ...repointed.map(
      one =>
        `${colors.yellow("by hand")}      ${place(one.file, one.to.scalar.position)}  ${printable(describeRepointed(one))}`,
    ),
  ];
  const head = `${colors.bold(short(commit))}  ${printable(subject)}`;
  return [head, ...rows.map(row => `  ${row}`), ""].join("\n");
}

function place(
  file: string,
  { line, column }: { readonly line: number; readonly column: number },
): string {
  return `${printable(file)}:${line}:${column}`;
}
