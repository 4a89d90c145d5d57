import { failsReview } from "../../model/review.ts";
import { renderReviewHtml } from "../../report/review-html/page.ts";
import { renderReviewJson } from "../../report/review-json.ts";
import { renderReviewMarkdown } from "../../report/review-markdown.ts";
import { noticesOfReview } from "../../report/review-notices.ts";
import { renderReviewText } from "../../report/review-text.ts";
import { describeGaps } from "../../report/review-words.ts";
import { findExcerpts } from "../../review/excerpts.ts";
import { makeReview } from "../../review/review.ts";
import { givenSettings, openFrom } from "../globals.ts";
import { type PrintOptions, print, type Report, renderersOf, sourceHash } from "../output.ts";
import type { ReviewFormat } from "../output-options.ts";
import type { Terminal } from "../streams.ts";

/** `session-assoc review [<range>]`; exits 1 where a session is left behind at its end. */
export async function runReview(
  range: string | undefined,
  options: PrintOptions<ReviewFormat>,
  terminal: Terminal,
): Promise<number> {
  const repository = await openFrom(options, terminal);
  const settings = await givenSettings(options, terminal);
  const made = await makeReview(repository, range, settings);
  const reviewed = made.review;
  const renderers: Report<ReviewFormat>["renderers"] = {
    text: colors => renderReviewText(reviewed, colors),
    json: () => renderReviewJson(reviewed),
    ...renderersOf(() => noticesOfReview(reviewed)),
    markdown: () => renderReviewMarkdown(reviewed),
    html: async () => renderReviewHtml(reviewed, await findExcerpts(made), sourceHash),
  };
  await print(repository, options, { isEmpty: reviewed.commits.length === 0, renderers }, terminal);
  for (const gap of describeGaps(reviewed)) terminal.stderr.write(`session-assoc: ${gap}\n`);
  return failsReview(reviewed) ? 1 : 0;
}
