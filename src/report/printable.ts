/**
 * Text from a repository as it may be sent to a terminal: control characters and those that change
 * the direction of text are shown as escapes.
 */
export function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu,
    character => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}

/** A path or an ID as one word of a POSIX shell. */
export function shellWord(text: string): string {
  if (/^[\w./@%+=:,-][\w./@%+=:,#-]*$/.test(text) && !text.startsWith("-")) return text;
  const path = text.startsWith("-") ? `./${text}` : text;
  return `'${path.replaceAll("'", "'\\''")}'`;
}
