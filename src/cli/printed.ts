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
    stream.write(text);
    text = "";
  }
  stream.write(text);
}

export async function wholeOf(printed: Printed): Promise<string> {
  if (typeof printed === "string") return printed;
  let text = "";
  for await (const piece of printed) text += piece;
  return text;
}
