import { tableCell } from "./markdown-text.ts";

/** A table with as many rows as there is room for. */
export interface Table {
  /** Without a line break at the end; empty where there are no rows to show. */
  readonly text: string;
  /** How many rows there was no room for. */
  readonly leftOut: number;
}

/**
 * @param head plain words
 * @param cellsOf the cells of a row, as Markdown of one line each
 * @param room how many characters the table may have
 */
export function renderTable<T>(
  head: readonly string[],
  items: readonly T[],
  cellsOf: (item: T) => readonly string[],
  room: number,
): Table {
  const lines = [rowOf(head), rowOf(head.map(() => "---"))];
  const headLines = lines.length;
  let length = lines.join("\n").length;
  for (const item of items) {
    const line = rowOf(cellsOf(item));
    length += line.length + 1;
    if (length > room) break;
    lines.push(line);
  }
  const shown = lines.length - headLines;
  return { text: shown === 0 ? "" : lines.join("\n"), leftOut: items.length - shown };
}

function rowOf(cells: readonly string[]): string {
  return `| ${cells.map(tableCell).join(" | ")} |`;
}
