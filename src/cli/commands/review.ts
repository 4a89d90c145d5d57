import { failsReview, type Review } from "../../model/review.ts";
import { renderReviewJson } from "../../report/review-json.ts";
import { renderReviewMarkdown } from "../../report/review-markdown.ts";
import { noticesOfReview } from "../../report/review-notices.ts";
import { renderReviewText } from "../../report/review-text.ts";
import { counted } from "../../report/words.ts";
import { review } from "../../review/review.ts";
import { givenSettings, openFrom } from "../globals.ts";
import { type PrintOptions, print, type Report, renderersOf } from "../output.ts";
import type { Terminal } from "../streams.ts";

/** `session-assoc review [<range>]`; exits 1 where a session is left behind at its end. */
export async function runReview(
  range: string | undefined,
  options: PrintOptions,
  terminal: Terminal,
): Promise<number> {
  const repository = await openFrom(options, terminal);
  const settings = await givenSettings(options, terminal);
  const reviewed = await review(repository, range, settings);
  const renderers: Report["renderers"] = {
    text: colors => renderReviewText(reviewed, colors),
    json: () => renderReviewJson(reviewed),
    ...renderersOf(() => noticesOfReview(reviewed)),
    markdown: () => renderReviewMarkdown(reviewed),
  };
  await print(repository, options, { isEmpty: reviewed.commits.length === 0, renderers }, terminal);
  for (const gap of gapsIn(reviewed)) terminal.stderr.write(`session-assoc: ${gap}\n`);
  return failsReview(reviewed) ? 1 : 0;
}

/** What could not be judged, or not in full. */
function gapsIn({ unjudged, withoutAutomaticMerge }: Review): readonly string[] {
  const [edge, merges] = [unjudged.length, withoutAutomaticMerge.length];
  return [
    ...(edge > 0
      ? [
          `${counted(edge, "commit")} at the edge of this shallow clone could not be judged: git fetch --unshallow brings what was before`,
        ]
      : []),
    ...(merges > 0
      ? [
          `${counted(merges, "merge")} could not be compared with what git makes of them by itself, which takes git 2.39 or newer: what no parent has is told instead`,
        ]
      : []),
  ];
}
