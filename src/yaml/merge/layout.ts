import { mapThree, sideOf, type ThreeWay } from "../../model/three-way.ts";

/** How a text is written down, whatever it says. */
interface Layout {
  readonly hasByteOrderMark: boolean;
  readonly lineBreak: "\n" | "\r\n" | undefined;
  readonly endsInLineBreak: boolean;
}

/** Three texts whose lines can be compared, and how the merged one is to be written down. */
export interface Unwrapped {
  /** Every line ends in LF; no byte order mark. */
  readonly texts: ThreeWay<string>;
  readonly wrap: (merged: string) => string;
}

/**
 * Takes line ends, byte order marks and a missing last line break away. They are merged like
 * everything else: the side that changed them decides.
 * @returns `undefined` where one text mixes line ends, which no merge could keep
 */
export function unwrap(texts: ThreeWay<string>): Unwrapped | undefined {
  if (Object.values(texts).some(mixesLineBreaks)) return undefined;
  const layouts = mapThree(texts, layoutOf);
  const chosen = <K extends keyof Layout>(key: K): Layout[K] => {
    // An absent base has no layout that anybody could have kept.
    const side = texts.base === "" ? "ours" : sideOf(mapThree(layouts, layout => layout[key]));
    return layouts[side ?? "ours"][key];
  };
  const lineBreak = chosen("lineBreak") ?? layouts.theirs.lineBreak ?? "\n";
  const start = chosen("hasByteOrderMark") ? "\uFEFF" : "";
  const endsInLineBreak = chosen("endsInLineBreak");
  const bodies = mapThree(texts, bodyOf);
  // What comes to stand last must not lose a line break of its own.
  const ends = (["ours", "theirs"] as const)
    .filter(side => !layouts[side].endsInLineBreak)
    .map(side => lastLine(bodies[side]));
  const wrap = (merged: string): string => {
    const isOpenEnded = !endsInLineBreak && ends.includes(lastLine(merged));
    const text = isOpenEnded ? merged.slice(0, -1) : merged;
    return start + text.replaceAll("\n", lineBreak);
  };
  return { texts: bodies, wrap };
}

function mixesLineBreaks(text: string): boolean {
  return /\r(?!\n)/.test(text) || (text.includes("\r\n") && /(?<!\r)\n/.test(text));
}

function layoutOf(text: string): Layout {
  return {
    hasByteOrderMark: text.startsWith("\uFEFF"),
    lineBreak: /\r?\n/.exec(text)?.[0] as Layout["lineBreak"],
    endsInLineBreak: text.endsWith("\n"),
  };
}

function bodyOf(text: string): string {
  const body = text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  return body === "" || body.endsWith("\n") ? body : `${body}\n`;
}

function lastLine(body: string): string {
  return body.slice(body.lastIndexOf("\n", body.length - 2) + 1);
}
