import { limits } from "../limits.ts";
import type { Step } from "../model/lineage.ts";
import {
  failsReview,
  isStillLeftBehind,
  type LeftBehind,
  type Review,
  type ReviewedCommit,
} from "../model/review.ts";
import { codeSpan } from "./markdown-text.ts";
import { flowchartOf, flowsOf } from "./mermaid.ts";
import { short } from "./messages.ts";
import {
  describeExtent,
  describeLeftBehind,
  endsOf,
  summarizeReview,
  verdictOf,
} from "./review-words.ts";
import { counted } from "./words.ts";

/** Nobody reads a longer name, and one alone must not take the room of all others. */
const longestText = 200;

/**
 * The review as a comment on a pull request: the verdict, a picture, and per commit what it did.
 * Object IDs are no code, so that GitHub and GitLab make links of them.
 */
export function renderReviewMarkdown(review: Review): string {
  const chart = flowchartOf(flowsOf(review));
  const summary = summarizeReview(review);
  const extent = describeExtent(review);
  const mark = failsReview(review) ? "❌" : "✅";
  const head = [
    `## ${mark} session-assoc: ${verdictOf(review)}`,
    "",
    `${code(review.range)}: ${summary === "" ? extent : `${summary} (${extent})`}`,
    ...(chart === undefined ? [] : ["", "```mermaid", chart.trimEnd(), "```"]),
  ].join("\n");
  return joinWithRoom(head, [leftBehindSection(review), ...review.commits.map(commitSection)]);
}

/** A heading, and what stands under it. */
interface Section {
  readonly title: string;
  readonly items: readonly string[];
}

/** Adds items as long as there is room, and counts the rest. */
function joinWithRoom(head: string, sections: readonly Section[]): string {
  let text = `${head}\n`;
  let left = 0;
  for (const { title, items } of sections) {
    let isTitled = false;
    for (const item of items) {
      const next = isTitled ? `${item}\n` : `\n${title}\n\n${item}\n`;
      if (left > 0 || text.length + next.length > limits.markdownLength) {
        left += 1;
        continue;
      }
      text += next;
      isTitled = true;
    }
  }
  if (left === 0) return text;
  return `${text}\n_${counted(left, "line")} more: there is no room for all of them here._\n`;
}

function leftBehindSection({ commits }: Review): Section {
  const items = commits.flatMap(({ commit, leftBehind }) =>
    leftBehind.filter(isStillLeftBehind).map(one => {
      const { place } = one.atEnd ?? one.finding;
      const { help } = describeLeftBehind(one, commit);
      const where = code(`${place.file}:${place.position.line}:${place.position.column}`);
      return `- ${where} ${describe(one)}, since ${short(commit)}. Next: ${code(help)}`;
    }),
  );
  return { title: "### Left behind", items };
}

function commitSection(reviewed: ReviewedCommit): Section {
  const { commit, subject, migrations, followed, leftBehind, repointed } = reviewed;
  const items = [
    ...migrations.map(step => `- migrated: ${arrow(step)} (${evidence(step)})`),
    ...followed.map(change => `- followed: ${code(change.session)} ${arrow(endsOf(change))}`),
    ...leftBehind.map(one => {
      const { outcome } = describeLeftBehind(one, commit);
      return `- left behind: ${describe(one)}${outcome === undefined ? "" : ` (${outcome})`}`;
    }),
    ...repointed.map(change => {
      const ends = arrow(endsOf(change));
      return `- repointed by hand: ${code(change.session)} ${ends}, no migration explains it`;
    }),
  ];
  return { title: `### ${short(commit)} ${code(subject)}`, items };
}

function describe({ session, finding: { taskId, target } }: LeftBehind): string {
  return `${code(session)} names ${code(taskId)}, which is ${code(target)} today`;
}

function arrow({ from, to }: { readonly from: string; readonly to: string }): string {
  return `${code(from)} → ${code(to)}`;
}

function evidence({ evidence: { kind, file } }: Step): string {
  return kind === "history" ? `moved to ${code(file)}` : `${kind} in ${code(file)}`;
}

function code(text: string): string {
  const characters = [...text];
  const isLong = characters.length > longestText;
  return codeSpan(isLong ? `${characters.slice(0, longestText).join("")}…` : text);
}
