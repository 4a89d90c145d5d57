import { resolve } from "node:path";
import { settingsOfFile } from "../../config/load.ts";
import { leavesBehind } from "../../model/review.ts";
import { renderReviewJson } from "../../report/review-json.ts";
import { renderReviewMarkdown } from "../../report/review-markdown.ts";
import { renderReviewText } from "../../report/review-text.ts";
import { noticesOfReview } from "../../report/review-words.ts";
import { counted } from "../../report/words.ts";
import { review } from "../../review/review.ts";
import { directoryOf, openFrom } from "../globals.ts";
import { type PrintOptions, print, renderersOf } from "../output.ts";
import type { Terminal } from "../streams.ts";

/** `session-assoc review [<range>]`; exits 1 where a session is left behind at its end. */
export async function runReview(
  range: string | undefined,
  options: PrintOptions,
  terminal: Terminal,
): Promise<number> {
  const repository = await openFrom(options, terminal);
  const settings =
    options.config === undefined
      ? undefined
      : await settingsOfFile(resolve(directoryOf(options, terminal), options.config));
  const reviewed = await review(repository, range, settings);
  if (reviewed.unjudged.length > 0) {
    const commits = counted(reviewed.unjudged.length, "commit");
    terminal.stderr.write(
      `session-assoc: ${commits} could not be judged, as the clone is shallow: git fetch --unshallow brings the rest\n`,
    );
  }
  const renderers = {
    text: (colors: Parameters<typeof renderReviewText>[1]) => renderReviewText(reviewed, colors),
    json: () => renderReviewJson(reviewed),
    ...renderersOf(() => noticesOfReview(reviewed)),
    markdown: () => renderReviewMarkdown(reviewed),
  };
  await print(repository, options, { isEmpty: reviewed.commits.length === 0, renderers }, terminal);
  return leavesBehind(reviewed) ? 1 : 0;
}
