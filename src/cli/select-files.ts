import { realpath } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { UsageError } from "../errors.ts";
import type { FileEntry } from "../snapshots/snapshot.ts";

/**
 * Which files the paths on the command line mean: themselves, and all below them; every file
 * where there are none.
 * @throws UsageError for a path that means no session or task file
 */
export async function selectFiles(
  paths: readonly string[],
  directory: string,
  topLevel: string,
  entries: readonly FileEntry[],
): Promise<(file: string) => boolean> {
  if (paths.length === 0) return () => true;
  const cwd = await realpath(directory);
  const files = await Promise.all(paths.map(path => pathInside(topLevel, cwd, path)));
  const selected = files.map((file, i) => {
    const covers = (other: string): boolean =>
      file === "" || other === file || other.startsWith(`${file}/`);
    if (!entries.some(entry => covers(entry.path))) {
      throw new UsageError(`${paths[i]} is no session or task file, and holds none`, {
        hint: "name a file that the globs `sessions` or `tasks` of the configuration match",
      });
    }
    return covers;
  });
  return file => selected.some(covers => covers(file));
}

/**
 * Which places the paths on the command line mean: like `selectFiles`, and `FILE:LINE` for what
 * stands in one line.
 * @returns how a place was named, `undefined` for one that was not
 */
export async function selectPlaces(
  paths: readonly string[],
  directory: string,
  topLevel: string,
  entries: readonly FileEntry[],
): Promise<(file: string, line: number) => "file" | "line" | undefined> {
  const isFile = new Set(entries.map(({ path }) => path));
  const cwd = await realpath(directory);
  const lines = new Set<string>();
  const others: string[] = [];
  for (const path of paths) {
    const [, name = "", line = ""] = /^(.+):([0-9]+)$/s.exec(path) ?? [];
    const file = name === "" ? "" : await pathInside(topLevel, cwd, name);
    if (isFile.has(file) && !isFile.has(await pathInside(topLevel, cwd, path))) {
      lines.add(`${file}:${Number(line)}`);
    } else others.push(path);
  }
  const isSelected =
    others.length > 0 ? await selectFiles(others, directory, topLevel, entries) : () => false;
  return (file, line) => {
    if (lines.has(`${file}:${line}`)) return "line";
    return isSelected(file) ? "file" : undefined;
  };
}

async function pathInside(topLevel: string, cwd: string, path: string): Promise<string> {
  if (path === "") {
    throw new UsageError("an empty path names no file", { hint: "name a file, or none for all" });
  }
  const absolute = resolve(cwd, path);
  // Links on the way may lead here; one at the path itself is not followed.
  const folder = await realpath(dirname(absolute)).catch(() => dirname(absolute));
  const file = relative(topLevel, join(folder, basename(absolute)));
  if (file !== ".." && !file.startsWith(`..${sep}`)) return file.split(sep).join("/");
  throw new UsageError(`${path} is outside the repository`, {
    hint: `name a file below ${topLevel}, or another repository with --cwd <directory>`,
  });
}
