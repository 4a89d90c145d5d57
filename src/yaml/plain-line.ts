/**
 * Where the parts of a plain line end, each as an offset, or -1 where only the parser can say. All
 * of it is stricter than YAML: what is not known to be harmless is not understood.
 */

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
export const space = 0x20;
export const doubleQuote = 0x22;
export const hash = 0x23;
export const singleQuote = 0x27;
export const comma = 0x2c;
export const dash = 0x2d;
export const colon = 0x3a;
export const openBracket = 0x5b;
const backslash = 0x5c;
export const closeBracket = 0x5d;
const byteOrderMark = 0xfeff;

/** What an ASCII character may be, as bits. */
const roles = new Uint8Array(0x80);
const startsKey = allow("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_", 1);
const inKey = allow("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.", 2);
const startsItem = allow("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_", 4);
const inItem = allow("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./#", 8);
const startsPlain = allow(
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./\\+=$^;()<~",
  16,
);

function allow(characters: string, role: number): number {
  for (let i = 0; i < characters.length; i++) {
    const code = characters.charCodeAt(i);
    roles[code] = (roles[code] ?? 0) | role;
  }
  return role;
}

function has(code: number, role: number): boolean {
  return code >= 0 && code < 0x80 && ((roles[code] ?? 0) & role) !== 0;
}

/** The UTF-16 unit at an offset; -1 at the end, where `charCodeAt` is NaN, which is slow. */
export function codeAt(text: string, at: number): number {
  return at < text.length ? text.charCodeAt(at) : -1;
}

/** The end of the text, a line feed, or a carriage return before one; the parser knows no others. */
export function isLineEnd(text: string, at: number): boolean {
  const code = codeAt(text, at);
  if (code === carriageReturn) return codeAt(text, at + 1) === lineFeed;
  return code === lineFeed || code === -1;
}

/** @param at an end of a line */
export function startOfNextLine(text: string, at: number): number {
  if (at >= text.length) return at;
  return at + (text.charCodeAt(at) === carriageReturn ? 2 : 1);
}

export function afterSpaces(text: string, from: number): number {
  let at = from;
  while (codeAt(text, at) === space) at++;
  return at;
}

/** @returns where the line ends after a value, with nothing but spaces and a comment in between */
export function endOfRest(text: string, from: number): number {
  const at = afterSpaces(text, from);
  if (at > from && codeAt(text, at) === hash) return endOfComment(text, at);
  return isLineEnd(text, at) ? at : -1;
}

export function endOfComment(text: string, from: number): number {
  let at = from;
  while (isOrdinary(codeAt(text, at))) at++;
  return isLineEnd(text, at) ? at : -1;
}

export function endOfKey(text: string, from: number): number {
  if (!has(codeAt(text, from), startsKey)) return -1;
  let at = from + 1;
  while (has(codeAt(text, at), inKey)) at++;
  return at;
}

/** An unquoted value outside of brackets: `md#1`, `Fix the login page`. */
export function endOfPlain(text: string, from: number): number {
  const first = codeAt(text, from);
  if (!has(first, startsPlain) && (first < 0x80 || first === byteOrderMark)) return -1;
  let end = from + 1;
  for (let at = end; ; at++) {
    const code = codeAt(text, at);
    if (!isOrdinary(code)) return end;
    if (code === space) {
      if (codeAt(text, at + 1) === hash) return end;
      continue;
    }
    if (code === colon) {
      const next = codeAt(text, at + 1);
      if (next === space || !isOrdinary(next)) return -1;
    }
    end = at + 1;
  }
}

/** An unquoted value inside of brackets, without spaces. */
export function endOfItem(text: string, from: number): number {
  if (!has(codeAt(text, from), startsItem)) return -1;
  let at = from + 1;
  while (has(codeAt(text, at), inItem)) at++;
  return at;
}

/**
 * A quoted value without escapes; inside of brackets of ASCII alone, as others stand after it.
 * @param from the offset of the first quote
 * @returns the offset after the last quote
 */
export function endOfQuoted(text: string, from: number, inFlow: boolean): number {
  const quote = codeAt(text, from);
  for (let at = from + 1; ; at++) {
    const code = codeAt(text, at);
    if (code === quote) return codeAt(text, at + 1) === quote ? -1 : at + 1;
    if (inFlow && code > 0x7e) return -1;
    if (!isOrdinary(code) || (code === backslash && quote === doubleQuote)) return -1;
  }
}

/** Neither a control character, such as a tab or a line break, nor a byte order mark. */
function isOrdinary(code: number): boolean {
  return code >= space && code !== byteOrderMark;
}
