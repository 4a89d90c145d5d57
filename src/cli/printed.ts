import { once } from "node:events";

/** A text, or its pieces: what is long need not be held as a whole. */
export type Printed = string | Iterable<string> | AsyncIterable<string>;

/** So many characters of pieces are written at once. */
const enough = 64 * 1024;

export async function printOn(stream: NodeJS.WritableStream, printed: Printed): Promise<void> {
  if (typeof printed === "string") {
    stream.write(printed);
    return;
  }
  let text = "";
  for await (const piece of printed) {
    text += piece;
    if (text.length < enough) continue;
    if (!stream.write(text) && !(await isReadOn(stream))) return;
    text = "";
  }
  stream.write(text);
}

/**
 * Waits for a slow reader, for whom all would be held else.
 * @returns whether there is one still: `| head` closes the pipe
 */
async function isReadOn(stream: NodeJS.WritableStream): Promise<boolean> {
  if (!stream.writable) return false;
  try {
    await once(stream, "drain");
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EPIPE") return false;
    throw error;
  }
}

export async function wholeOf(printed: Printed): Promise<string> {
  if (typeof printed === "string") return printed;
  let text = "";
  for await (const piece of printed) text += piece;
  return text;
}
