/** A path in quotes, with C escapes, as git reads it where there is no `-z`. */
export function quotePath(path: string): string {
  const escaped = path
    .replace(/["\\]/g, "\\$&")
    .replace(/[\x00-\x1f]/g, byte => `\\${byte.charCodeAt(0).toString(8).padStart(3, "0")}`);
  return `"${escaped}"`;
}
