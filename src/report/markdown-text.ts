import { limits } from "../limits.ts";
import { printable } from "./printable.ts";

/**
 * Text of a repository as Markdown that shows just that text, in GitHub and GitLab. Escapes do not
 * do: both look for `@name`, `#123`, `md#123`, `!7`, commit IDs and addresses in the text that is
 * left when Markdown has been parsed, where `\#` is a `#` again. Only in code nothing is looked
 * for: every word becomes code that is not plainly a word. Runs of spaces are one space.
 */
export function escapeMarkdown(text: string): string {
  return printable(text).split(" ").filter(isNotEmpty).map(escapeWord).join(" ");
}

/**
 * Text of a repository as code, in one line. The fence is longer than any run of backticks inside.
 * In a table `tableCell` is needed on top.
 */
export function codeSpan(text: string): string {
  const content = printable(text)
    // A table takes `\|` for a bar, and parsers differ about what `\\|` is: this is neither.
    .replaceAll(/(?<=\\)\|/g, "\\u{7c}");
  const runs = content.match(/`+/g) ?? [];
  const fence = "`".repeat(Math.max(0, ...runs.map(run => run.length)) + 1);
  return `${fence}${padded(content)}${fence}`;
}

/** Markdown of one line as the cell of a table: a bar is escaped there, even inside of code. */
export function tableCell(markdown: string): string {
  return markdown.replaceAll("|", "\\|");
}

const isNotEmpty = (word: string): boolean => word !== "";

/** Punctuation around a word stays outside of its code. None of it means anything there. */
const opening = new Set("(");
const closing = new Set("),;:.?…");

function escapeWord(word: string): string {
  let start = 0;
  while (opening.has(word.charAt(start))) start++;
  let end = word.length;
  while (end > start && closing.has(word.charAt(end - 1))) end--;
  const core = word.slice(start, end);
  if (core === "" || isPlain(core)) return word;
  return `${word.slice(0, start)}${codeSpan(core)}${word.slice(end)}`;
}

/** Letters with hyphens and apostrophes between them, and arrows; but not what may be a commit ID. */
function isPlain(word: string): boolean {
  if (word === "→") return true;
  return /^\p{L}+(?:['’-]\p{L}+)*$/u.test(word) && !/^[a-f]{7,}$/i.test(word);
}

/** Code loses a space at both ends if it has one there, and must not touch its fence with a backtick. */
function padded(content: string): string {
  if (content === "") return " ";
  const needsSpace = /^`|`$|^ .* $/s.test(content) && content.trim() !== "";
  return needsSpace ? ` ${content} ` : content;
}

/**
 * A text of a repository, or the beginning of one that nobody would read to its end.
 * @param most this many characters
 */
export function cut(text: string, most: number = limits.cellLength): string {
  if (text.length <= most) return text;
  const characters = [...text.slice(0, 2 * most)];
  return `${characters.slice(0, most).join("")}…`;
}
