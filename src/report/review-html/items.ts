import type { ExplainedChange } from "../../model/association-change.ts";
import type { ReviewItem } from "../../model/excerpt.ts";
import type { Step } from "../../model/lineage.ts";
import { isStillLeftBehind, type LeftBehind, type ReviewedCommit } from "../../model/review.ts";
import { cut } from "../markdown-text.ts";
import { describeEvidence, describeSteps, short } from "../messages.ts";
import { describeLeftBehind, endsOf } from "../review-words.ts";
import { sentence } from "../words.ts";
import { code, type Html, html, name, nothing } from "./html.ts";
import { backendsOf, type ItemKind, kindWords } from "./item-kinds.ts";

/** What a commit did, each thing with the lines behind it. */
export function renderCommit(
  reviewed: ReviewedCommit,
  excerptsOf: (item: ReviewItem) => readonly Html[],
): Html {
  const { commit, subject, migrations, followed, leftBehind, repointed } = reviewed;
  const lines = (item: ReviewItem): Html => linesOrCommand(excerptsOf(item), commit);
  const items = [
    ...migrations.map(step => renderMigration(step, lines(step))),
    ...followed.map(change => renderFollowed(change, lines(change))),
    ...leftBehind.map(one => renderLeftBehind(one, commit, lines(one))),
    ...repointed.map(change => renderRepointed(change, lines(change))),
  ];
  return html`<section class="commit" id="${anchorOf(commit)}">
<h3><span class="subject">${subject === "" ? "(no subject)" : name(subject)}</span> ${code(short(commit))}</h3>
<ul>
${items}</ul>
</section>
`;
}

/** Where the page tells of a commit. */
export function anchorOf(commit: string): string {
  return `commit-${commit}`;
}

interface Item {
  readonly kind: ItemKind;
  readonly backends: readonly string[];
  /** Whom it is about, and what was and is. */
  readonly what: Html;
  readonly file: string;
  readonly isOpen?: boolean;
  readonly behind: Html;
}

function renderItem({ kind, backends, what, file, isOpen = false, behind }: Item): Html {
  return html`<li data-kind="${kind}" data-backends="${backends.join(" ")}"><details${isOpen ? html` open` : nothing}><summary><span class="kind">${kindWords[kind]}</span> <span class="what">${what}</span> <span class="file">${code(file)}</span></summary>
<div>${behind}</div></details></li>
`;
}

function renderMigration(step: Step, lines: Html): Html {
  const { kind, file } = step.evidence;
  // The commit is the one that it stands under.
  const how =
    kind === "history"
      ? `moved to ${file}, and no record says so`
      : `recorded: ${describeEvidence({ kind, file })}`;
  return renderItem({
    kind: "migrated",
    backends: backendsOf([step]),
    what: arrow(step),
    file,
    behind: html`<p>${cut(sentence(how))}</p>${lines}`,
  });
}

function renderFollowed(change: ExplainedChange, lines: Html): Html {
  const { session, file, cause, steps } = change;
  const why = `${cause === "fix" ? "The task had moved before" : "The task moved in this commit"}: ${describeSteps(steps)}.`;
  return renderItem({
    kind: "followed",
    backends: backendsOf(steps, change),
    what: html`<b>${name(session)}</b> ${arrow(endsOf(change))}`,
    file,
    behind: html`<p>${cut(why)}</p>${lines}`,
  });
}

function renderRepointed(change: ExplainedChange, lines: Html): Html {
  return renderItem({
    kind: "by-hand",
    backends: backendsOf([], change),
    what: html`<b>${name(change.session)}</b> ${arrow(endsOf(change))}`,
    file: change.file,
    behind: html`<p>No migration explains this: make sure that it is meant.</p>${lines}`,
  });
}

function renderLeftBehind(one: LeftBehind, commit: string, lines: Html): Html {
  const { session, finding, followedIn } = one;
  const { message, help } = describeLeftBehind(one, commit);
  const isStill = isStillLeftBehind(one);
  const outcome = isStill
    ? html`<em class="still">still so at the end</em>`
    : followedIn === undefined
      ? html`<em>no longer so at the end</em>`
      : html`<em>followed later</em>`;
  const later =
    followedIn === undefined
      ? nothing
      : html`<p>It followed in <a href="#${anchorOf(followedIn)}">${short(followedIn)}</a>.</p>`;
  const next = isStill ? html`<p class="next"><span>Next:</span> <code>${help}</code></p>` : later;
  return renderItem({
    kind: "left-behind",
    backends: backendsOf(finding.steps),
    what: html`<b>${name(session)}</b> names ${code(finding.taskId)}, today ${code(finding.target)} ${outcome}`,
    file: finding.place.file,
    isOpen: isStill,
    behind: html`<p>${cut(sentence(message))}</p>${next}${lines}`,
  });
}

function linesOrCommand(lines: readonly Html[], commit: string): Html {
  if (lines.length > 0) return html`${lines}`;
  return html`<p>The lines cannot be shown here. Next: ${code(`git show ${short(commit)}`)}</p>`;
}

function arrow({ from, to }: { readonly from: string; readonly to: string }): Html {
  return html`${code(from)} <span aria-hidden="true">→</span> <span class="heard">to </span>${code(to)}`;
}
