import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Every file below a folder: its mode and its bytes. What git writes while it works is left out. */
export function treeOf(folder: string): Readonly<Record<string, string>> {
  const files: Record<string, string> = {};
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  for (const name of names) {
    if (/^node_modules(\/|$)/.test(name) || /^\.git\/(?!hooks\/|config$)/.test(name)) continue;
    const stat = lstatSync(join(folder, name));
    if (!stat.isFile()) continue;
    const mode = (stat.mode & 0o777).toString(8);
    files[name] = `${mode} ${readFileSync(join(folder, name), "latin1")}`;
  }
  return files;
}
