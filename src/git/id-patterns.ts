/** Beyond this length a list of IDs makes the search slower than the IDs save. */
const longestPattern = 4000;

/** In double quotes YAML may spell any character by an escape: `"md#\u0031"` is `md#1`. */
const escapes = '"[^"]*\\\\';

/** A pattern for many: any qualified ID; any line where some of them are not qualified. */
export function patternFor(patterns: readonly string[]): string {
  return `${shortened(patterns)}|${escapes}`;
}

/** Whether the search finds just these, and no other IDs. */
export function isSearchedForItself(patterns: readonly string[]): boolean {
  return patterns.join("|").length <= longestPattern;
}

function shortened(patterns: readonly string[]): string {
  if (isSearchedForItself(patterns)) return patterns.join("|");
  return patterns.every(pattern => pattern.includes("#")) ? "[A-Za-z][A-Za-z0-9_-]*#" : ".";
}

/** A pattern for IDs to their end: `md#1` is not found where `md#12` stands. */
export function wholeIds(patterns: readonly string[]): string {
  // In YAML no letter or digit follows an ID.
  return `(${patterns.join("|")})([^A-Za-z0-9_-]|$)`;
}

/** A pattern for local IDs, alone or behind a backend: `1` is not found where `21` or `md#12` stands. */
export function wholeLocalIds(patterns: readonly string[]): string {
  return `(^|[^A-Za-z0-9_-])${wholeIds(patterns)}`;
}

/** A text as an extended regular expression that matches just it. */
export function quotePattern(text: string): string {
  return text.replace(/[.[\]{}()*+?^$|\\]/g, "\\$&");
}
