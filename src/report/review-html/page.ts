import { limits } from "../../limits.ts";
import type { Excerpts, ReviewItem } from "../../model/excerpt.ts";
import { countReview, failsReview, isStillLeftBehind, type Review } from "../../model/review.ts";
import { short } from "../messages.ts";
import { describeExtent, describeGaps, describeLeftBehind, verdictOf } from "../review-words.ts";
import { counted, sentence } from "../words.ts";
import { excerptRenderer } from "./excerpt.ts";
import { renderFilter } from "./filter.ts";
import { renderFlow } from "./flow.ts";
import { code, type Html, html, name, nothing, trusted } from "./html.ts";
import { anchorOf, renderCommit } from "./items.ts";
import { script } from "./script.ts";
import { style } from "./style.ts";

/**
 * The review as a page for a browser, complete in itself: it loads nothing, and runs nothing but the
 * script that its own policy names.
 * @param sourceHash makes of a text what a Content-Security-Policy calls it, `sha256-…`
 */
export function renderReviewHtml(
  review: Review,
  excerpts: Excerpts,
  sourceHash: (text: string) => string,
): string {
  const policy = [
    "default-src 'none'",
    `style-src '${sourceHash(style)}'`,
    `script-src '${sourceHash(script)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const excerptsOf = excerptsWithin(limits.excerptsLength, excerpts);
  const commits = review.commits.map(commit => renderCommit(commit, excerptsOf));
  const range = name(review.range.replace(/\b[0-9a-f]{40,64}\b/g, oid => oid.slice(0, 10)));
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${verdictOf(review)}: review of ${range}</title>
<style>${trusted(style)}</style>
</head>
<body>
<header>
<p class="brand">session-assoc review</p>
<h1>Review of ${range}</h1>
${renderVerdict(review)}
</header>
<main>
${renderNext(review)}${renderFlow(review)}${
  commits.length === 0
    ? nothing
    : html`<section>
<h2>Commit by commit</h2>
${renderFilter(review)}${commits}</section>
`
}</main>
<footer><p>Oldest commit first. This page is complete in itself: it loads nothing.</p></footer>
<script>${trusted(script)}</script>
</body>
</html>
`;
  return page.markup;
}

/**
 * Renders what something told rests on, until there is no more room for it.
 * @param length how many characters of markup there is room for
 */
function excerptsWithin(length: number, excerpts: Excerpts): (item: ReviewItem) => readonly Html[] {
  const render = excerptRenderer();
  let room = length;
  return item => {
    if (room <= 0) return [];
    const rendered = excerpts(item).map(render);
    for (const { markup } of rendered) room -= markup.length;
    return rendered;
  };
}

function renderVerdict(review: Review): Html {
  const counts = countReview(review);
  const { migrations, followed, leftBehind, stillLeftBehind, repointed } = counts;
  const forAWhile = leftBehind - stillLeftBehind;
  const figures: readonly (readonly [count: number, words: string, look: string])[] = [
    [migrations, migrations === 1 ? "migration" : "migrations", "migrated"],
    [followed, `${followed === 1 ? "session" : "sessions"} followed`, "followed"],
    [stillLeftBehind, "still left behind", "left-behind"],
    [forAWhile, "left behind for a while", "made-good"],
    [repointed, "repointed by hand", "by-hand"],
  ];
  const gaps = describeGaps(review).map(
    gap => html`<p class="gap">${sentence(gap)}</p>
`,
  );
  const list = figures.map(
    ([count, words, look]) =>
      html`<div class="${look}${count === 0 ? " none" : ""}"><dt>${words}</dt><dd>${count}</dd></div>
`,
  );
  return html`<p class="verdict ${failsReview(review) ? "fails" : "passes"}">${sentence(verdictOf(review))}</p>
<p class="extent">${sentence(`${describeExtent(review)} ${counts.changing === 1 ? "changes" : "change"} what sessions name, or migrate tasks`)}</p>
${
  counts.changing === 0
    ? nothing
    : html`<dl>
${list}</dl>
`
}${gaps}`;
}

/** What is still to be done, and how. */
function renderNext({ commits }: Review): Html {
  const items = commits.flatMap(({ commit, leftBehind }) =>
    leftBehind.filter(isStillLeftBehind).map(one => {
      const { session, finding, atEnd } = one;
      const { file, position } = (atEnd ?? finding).place;
      const { help } = describeLeftBehind(one, commit);
      return html`<li><p><b>${name(session)}</b> names ${code(finding.taskId)}, which is ${code(finding.target)} today, since <a href="#${anchorOf(commit)}">${short(commit)}</a></p>
<p>${code(`${file}:${position.line}:${position.column}`)}</p>
<p class="next"><span>Next:</span> <code>${help}</code></p></li>
`;
    }),
  );
  if (items.length === 0) return nothing;
  return html`<section class="todo">
<h2>${counted(items.length, "session")} to repair</h2>
<ul>
${items}</ul>
</section>
`;
}
