import type { ByHand, Change } from "./change.ts";

/**
 * What `init` adds to files of other people's stands between two lines, so that it can be found
 * again: brought up to date in place, and taken out so that every other byte is as it was.
 */
const begin = "# >>> session-assoc >>> `session-assoc init --remove` takes out";
const beginOfLines = `${begin} these lines`;
const beginOfFile = `${begin} this file`;
const end = "# <<< session-assoc <<<";

const block =
  /^[ \t]*# >>> session-assoc >>>[^\n]*\n(?:(?!^[ \t]*# >>> session-assoc >>>)[\s\S])*?^[ \t]*# <<< session-assoc <<<[ \t\r]*(?:\n|$(?![\s\S]))/gm;

/**
 * Puts lines between markers: where the markers are, or else at an offset.
 * @param next what to do by hand where the markers are damaged
 */
export function putLines(text: string, offset: number, lines: string, next: string): Change {
  switch (markingOf(text)) {
    case "none":
      return { text: addLines(text, offset, lines) };
    case "once":
      return { text: replaceLines(text, lines) };
    default:
      return damaged(next);
  }
}

/** Takes marked lines out of a text, and the file away where nothing else was in it. */
export function takeOutLines(text: string): Change {
  return markingOf(text) === "damaged"
    ? damaged("take out what stands between them by hand")
    : { text: withoutLines(text) };
}

function damaged(next: string): ByHand {
  return {
    reason: "its `# >>> session-assoc >>>` and `# <<< session-assoc <<<` are not one pair",
    next,
  };
}

/** Adds lines between markers where a line begins, or at the end of the text. */
export function addLines(text: string, offset: number, lines: string, indentation = ""): string {
  const added = between(beginOfLines, lines, indentation);
  const [before, after] = [text.slice(0, offset), text.slice(offset)];
  if (before === "" || before.endsWith("\n")) return before + added + after;
  return `${before}\n${added.replace(/\n$/, "")}${after}`;
}

/** The text of a file that holds nothing but these lines, below what must stand at its top. */
export function ownFile(top: string, lines: string): string {
  return top + between(beginOfFile, lines, "");
}

/** Whether a text is that of a file that `init` made, with nothing of others in it. */
export function isOwnFile(text: string): boolean {
  return markingOf(text) === "once" && withoutLines(text) === undefined;
}

/** Replaces the lines between the markers; for a text that has them once. */
export function replaceLines(text: string, lines: string): string {
  return text.replace(block, found => {
    const indentation = /^[ \t]*/.exec(found)?.[0] ?? "";
    const first = found.includes(beginOfFile) ? beginOfFile : beginOfLines;
    const replaced = between(first, lines, indentation);
    return found.endsWith("\n") ? replaced : replaced.replace(/\n$/, "");
  });
}

/**
 * Takes out what stands between markers, and the markers.
 * @returns `undefined` where nothing is left of a file that `init` made: it can go
 */
export function withoutLines(text: string): string | undefined {
  const isOwn = text.includes(beginOfFile);
  const rest = text.replace(block, (found, offset: number) =>
    found.endsWith("\n") || offset === 0 ? "" : unfinishedLine,
  );
  const restored = rest.replace(`\n${unfinishedLine}`, "");
  return isOwn && /^(#![^\n]*\n)?$/.test(restored) ? undefined : restored;
}

/** Stands for a block that ends the file: the line break before it was added with it. */
const unfinishedLine = "\0session-assoc\0";

type Marking = "none" | "once" | "several" | "damaged";

/** Whether the markers are there, in pairs. */
export function markingOf(text: string): Marking {
  const blocks = text.match(block)?.length ?? 0;
  const begins = text.match(/^[ \t]*# >>> session-assoc >>>/gm)?.length ?? 0;
  const ends = text.match(/^[ \t]*# <<< session-assoc <<</gm)?.length ?? 0;
  if (begins !== blocks || ends !== blocks) return "damaged";
  return blocks === 0 ? "none" : blocks === 1 ? "once" : "several";
}

function between(first: string, lines: string, indentation: string): string {
  const all = [first, ...lines.replace(/\n$/, "").split("\n"), end];
  return all.map(line => `${line === "" ? "" : indentation}${line}\n`).join("");
}
