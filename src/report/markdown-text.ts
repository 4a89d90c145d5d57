import { printable } from "./printable.ts";

/** A word with the punctuation around it, which needs no code span. */
const word = /^(\(?)(.*?)([,.;:?)]*)$/s;

/**
 * A sentence with texts of a repository in it as Markdown, on one line: plain words stay, all else
 * (IDs, paths, commands) becomes code. So no link, image, HTML, emphasis or table cell arises from
 * it, and on GitHub and GitLab no mention, issue link or emoji.
 */
export function escapeMarkdown(text: string): string {
  return printable(text)
    .split(/\s+/)
    .filter(part => part !== "")
    .map(part => {
      const [, before = "", middle = "", after = ""] = word.exec(part) ?? [];
      const isPlain = /^(\p{L}+|→|)$/u.test(middle);
      return `${before}${isPlain ? middle : codeSpan(middle)}${after}`;
    })
    .join(" ");
}

/**
 * A text of a repository as code, on one line; usable in a cell of a table. The fence is longer
 * than any run of backticks inside (CommonMark, code spans).
 */
export function codeSpan(text: string): string {
  const shown = printable(text);
  if (shown === "") return "";
  const runs = [...shown.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = "`".repeat(Math.max(0, ...runs) + 1);
  // One space at either end belongs to the fence, unless there is nothing else.
  const isPadded = /^[` ]|[` ]$/.test(shown) && shown.trim() !== "";
  const inside = isPadded ? ` ${shown} ` : shown;
  // In a table a `|` ends the cell even in code, unless a backslash stands before it; readers do not
  // agree on what two of them mean.
  const cell = inside.replace(/\\(?=\|)/g, "\\u{5c}").replaceAll("|", "\\|");
  return `${fence}${cell}${fence}`;
}
