/**
 * What a terminal obeys, what changes the direction of text, and what nobody sees: a name may hide
 * orders in it that a program reads. The two that make a sign an emoji, or none, may stay.
 */
const unprintable =
  /(?![\ufe0e\ufe0f])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Text from a repository as it may be shown to people: what is not printable becomes escapes. */
export function printable(text: string): string {
  return text.replace(unprintable, character => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** The line breaks between the values stay: to look at each takes longer than to write them all. */
const unprintableInJson = new RegExp(`(?!\\n)${unprintable.source}`, unprintable.flags);

/** JSON with nothing in it that is not printable, but for the line breaks between its values. */
export function printableJson(json: string): string {
  return json.replace(unprintableInJson, escaped);
}

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, i) => character.charCodeAt(i));
  return units.map(unit => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}

/** A path or an ID as one word of a POSIX shell. */
export function shellWord(text: string): string {
  if (/^[\w./@%+=:,-][\w./@%+=:,#-]*$/.test(text) && !text.startsWith("-")) return text;
  const path = text.startsWith("-") ? `./${text}` : text;
  return `'${path.replaceAll("'", "'\\''")}'`;
}
