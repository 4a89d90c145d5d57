/** The word that is being typed, and the words before it, as bash would read them. */
export interface BashLine {
  readonly words: readonly string[];
  /** The quote that the last word is still in. */
  readonly quote: "" | "'" | '"';
  /** What stands of the last word before the piece that bash replaces. */
  readonly before: string;
}

/**
 * Takes a line apart. Nothing in it is evaluated: `$HOME` stays as it is.
 * @param line up to the cursor
 * @param breaks `COMP_WORDBREAKS`: bash replaces what follows the last of these in a word
 */
export function parseBashLine(line: string, breaks: string): BashLine {
  const words: string[] = [];
  let word: string | undefined;
  let quote: BashLine["quote"] = "";
  let before = "";
  const add = (text: string): void => {
    word = (word ?? "") + text;
  };
  for (let i = 0; i < line.length; i += 1) {
    const character = line[i] ?? "";
    if (quote !== "") {
      if (character === quote) quote = "";
      else if (quote === '"' && character === "\\" && /["\\$`]/.test(line[i + 1] ?? "")) {
        i += 1;
        add(line[i] ?? "");
      } else add(character);
    } else if (character === "'" || character === '"') {
      quote = character;
      add("");
    } else if (character === "\\") {
      i += 1;
      add(line[i] ?? "");
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      before = "";
    } else {
      add(character);
      if (breaks.includes(character)) before = word ?? "";
    }
  }
  return { words: [...words, word ?? ""], quote, before };
}

/**
 * A candidate as it is put into the line, or `undefined` where it cannot be written there.
 * It is plain text to the shell: no part of it is ever evaluated.
 */
export function asBashWord(value: string, { quote, before }: BashLine): string | undefined {
  if (quote === "'") return value.includes("'") ? undefined : value;
  if (quote === '"') return /["\\$`!]/.test(value) ? undefined : value;
  const rest = value.startsWith(before) ? value.slice(before.length) : value;
  const escaped = rest.replace(/[^\p{L}\p{N}_./@%+=:,#-]/gu, "\\$&");
  return before === "" ? escaped.replace(/^#/, "\\#") : escaped;
}
