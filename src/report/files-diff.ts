import { formatPatch, structuredPatch } from "diff";
import type { Files } from "./pages/page.ts";

/** What a change makes of some files, as a unified diff; `/dev/null` stands for a file that is not. */
export function renderFilesDiff(before: Files, change: Files): string {
  return Object.entries(change)
    .map(([path, after]) => {
      const old = before[path];
      const [from, to] = [nameOf("a", path, old), nameOf("b", path, after)];
      const patch = structuredPatch(from, to, old ?? "", after ?? "");
      return formatPatch(patch, {
        includeIndex: false,
        includeUnderline: false,
        includeFileHeaders: true,
      });
    })
    .join("");
}

function nameOf(side: "a" | "b", path: string, text: string | undefined): string {
  return text === undefined ? "/dev/null" : `${side}/${path}`;
}
