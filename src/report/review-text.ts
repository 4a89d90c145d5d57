import type { ExplainedChange } from "../model/association-change.ts";
import type { Step } from "../model/lineage.ts";
import {
  failsReview,
  isStillLeftBehind,
  type LeftBehind,
  type Review,
  type ReviewedCommit,
} from "../model/review.ts";
import { describeEvidence, describeSteps, short } from "./messages.ts";
import { printable } from "./printable.ts";
import {
  describeExtent,
  describeLeftBehind,
  endsOf,
  summarizeReview,
  verdictOf,
} from "./review-words.ts";
import type { Colors } from "./text.ts";

/** The review for people at a terminal: per commit what it did, then a summary. */
export function renderReviewText(review: Review, colors: Colors): string {
  const blocks = review.commits.map(commit => renderCommit(commit, colors));
  return `${[...blocks, renderSummary(review, colors)].join("\n")}\n`;
}

function renderCommit(reviewed: ReviewedCommit, colors: Colors): string {
  const { commit, subject, migrations, followed, leftBehind, repointed } = reviewed;
  const rows = [
    `${colors.yellow(short(commit))}  ${colors.bold(printable(subject))}`,
    ...migrations.map(step => renderMigration(step, colors)),
    ...followed.map(change => renderFollowed(change, colors)),
    ...leftBehind.map(one => renderLeftBehind(one, commit, colors)),
    ...repointed.map(change => renderRepointed(change, colors)),
    "",
  ];
  return rows.join("\n");
}

/** A row whose first column is as wide as its widest word. */
function row(word: string, paint: (text: string) => string, ...cells: readonly string[]): string {
  return `  ${paint(word.padEnd(columnWidth))}  ${cells.map(printable).join("  ")}`;
}

const columnWidth = "left behind".length;

function renderMigration({ from, to, evidence: { kind, file } }: Step, colors: Colors): string {
  // The commit is the one that it stands under.
  const how = kind === "history" ? `moved to ${file}` : describeEvidence({ kind, file });
  return row("migrated", colors.cyan, `${from} → ${to}`, how);
}

function renderFollowed(change: ExplainedChange, colors: Colors): string {
  const { session, file, cause, steps } = change;
  const { from, to } = endsOf(change);
  const why = cause === "fix" ? [`after ${describeSteps(steps)}`] : [];
  return row("followed", colors.green, `${session}  ${from} → ${to}`, file, ...why);
}

function renderRepointed(change: ExplainedChange, colors: Colors): string {
  const { session, file } = change;
  const { from, to } = endsOf(change);
  return row("repointed", colors.yellow, `${session}  ${from} → ${to}`, file);
}

function renderLeftBehind(one: LeftBehind, commit: string, colors: Colors): string {
  const { file, position } = one.finding.place;
  const { message, help, outcome } = describeLeftBehind(one, commit);
  const isStill = isStillLeftBehind(one);
  const paint = isStill ? colors.red : colors.dim;
  const where = `${file}:${position.line}:${position.column}`;
  const head = row("left behind", paint, where, ...(outcome === undefined ? [] : [outcome]));
  const indent = " ".repeat(columnWidth + 4);
  const next = isStill ? [`${indent}${colors.cyan("next:")} ${printable(help)}`] : [];
  return [head, `${indent}${printable(message)}`, ...next].join("\n");
}

function renderSummary(review: Review, colors: Colors): string {
  const mark = failsReview(review) ? colors.red("✗") : colors.green("✓");
  const parts = summarizeReview(review);
  const what = parts === "" ? verdictOf(review) : parts;
  return `${mark} ${printable(review.range)}: ${what} (${describeExtent(review)})`;
}
