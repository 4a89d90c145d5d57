import { cut } from "../markdown-text.ts";
import { printable } from "../printable.ts";

declare const brand: unique symbol;

/** Markup: what comes from a repository is escaped in it. */
export type Html = { readonly markup: string; readonly [brand]?: never };

type Value = Html | string | number | readonly Html[];

/**
 * Markup with values in it. Texts are escaped, for elements and for attributes in double quotes, and
 * characters that nobody sees are shown; only markup that was made here stays what it is.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  const parts = strings.map((string, i) => {
    const value = values[i];
    return value === undefined ? string : `${string}${markupOf(value)}`;
  });
  return { markup: parts.join("") };
}

export const nothing: Html = { markup: "" };

/** Style or script of this program. A text from a repository must never get here. */
export function trusted(source: string): Html {
  return { markup: source };
}

/** A name from a repository, or its beginning: nobody reads a longer one. */
export function name(text: string): string {
  return cut(text, 200);
}

/** A name as code. */
export function code(text: string): Html {
  return html`<code>${name(text)}</code>`;
}

function markupOf(value: Value): string {
  if (typeof value === "string") return escapeText(printable(value));
  if (typeof value === "number") return String(value);
  return "markup" in value ? value.markup : value.map(({ markup }) => markup).join("");
}

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}
