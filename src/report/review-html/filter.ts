import { countReview, type Review } from "../../model/review.ts";
import { counted } from "../words.ts";
import { type Html, html, name } from "./html.ts";
import { backendsIn, type ItemKind, kindWords } from "./item-kinds.ts";

/** What chooses among the items; without JavaScript it stays hidden, and everything is shown. */
export function renderFilter(review: Review): Html {
  const { migrations, followed, leftBehind, repointed, changing } = countReview(review);
  const counts: Readonly<Record<ItemKind, number>> = {
    migrated: migrations,
    followed,
    "left-behind": leftBehind,
    "by-hand": repointed,
  };
  const kinds = (Object.keys(kindWords) as ItemKind[]).map(
    kind =>
      html`<label class="${kind}"><input type="checkbox" name="kind" value="${kind}" checked> ${kindWords[kind]} <span>${counts[kind]}</span></label>
`,
  );
  const backends = backendsIn(review).map(
    backend => html`<option value="${backend}">${name(backend)}</option>`,
  );
  const total = migrations + followed + leftBehind + repointed;
  return html`<form role="search" aria-label="Choose what is shown" id="filter" hidden>
<fieldset><legend>Show</legend>
${kinds}</fieldset>
<label class="field">Backend <select name="backend"><option value="">all</option>${backends}</select></label>
<label class="field">Session, task, file or commit <input type="search" name="text" autocomplete="off" spellcheck="false"></label>
<p role="status" aria-live="polite" id="shown">All of ${counted(total, "item")} in ${counted(changing, "commit")}</p>
<button type="button" id="all" hidden>Show everything</button>
</form>
`;
}
