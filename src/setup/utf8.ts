import type { Change } from "./edits.ts";

/** Lets a change of text work on bytes that stand for it, a character each; what is not UTF-8 is left alone. */
export function inUtf8(change: (text: string | undefined) => Change) {
  return (bytes: string | undefined): Change => {
    const text = bytes === undefined ? undefined : Buffer.from(bytes, "latin1").toString("utf8");
    if (text !== undefined && asBytes(text) !== bytes) {
      return { reason: "it is not UTF-8", next: "store it as UTF-8" };
    }
    const changed = change(text);
    if (!("text" in changed) || changed.text === undefined) return changed;
    return { text: asBytes(changed.text) };
  };
}

function asBytes(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}
