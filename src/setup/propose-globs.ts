import { compareText } from "../model/finding.ts";

/** Globs for a kind of file, and how sure they are. */
export interface Proposal {
  readonly globs: readonly string[];
  /** The files of the kind that were found. */
  readonly files: readonly string[];
  /** Other YAML files that the globs match as well; where there are some, a person decides. */
  readonly others: readonly string[];
}

const anyYaml = "*.{yaml,yml}";

/**
 * Proposes globs that match some files and, as far as whole folders allow, none of the others.
 * @param files the YAML files of the kind, from the top
 * @param rest all other YAML files
 */
export function proposeGlobs(files: readonly string[], rest: readonly string[]): Proposal {
  const folders = foldersOf(files, rest, "");
  const isMatched = (path: string): boolean =>
    folders.some(({ folder, isDeep }) =>
      isDeep ? path.startsWith(folder) : path.startsWith(folder) && parentOf(path) === folder,
    );
  return {
    globs: folders.map(
      ({ folder, isDeep }) => `${escapeGlob(folder)}${isDeep ? "**/" : ""}${anyYaml}`,
    ),
    files,
    others: rest.filter(isMatched),
  };
}

interface Folder {
  /** With a `/` at its end; empty for the top. */
  readonly folder: string;
  /** Whether all folders below belong to it, too. */
  readonly isDeep: boolean;
}

function foldersOf(
  files: readonly string[],
  rest: readonly string[],
  folder: string,
): readonly Folder[] {
  const [inside, others] = [files, rest].map(paths =>
    paths.filter(path => path.startsWith(folder)),
  );
  if (inside === undefined || inside.length === 0) return [];
  // The top itself is never meant as a whole.
  if (folder !== "" && others?.length === 0) return [widest(inside, folder)];
  const isHere = inside.some(path => parentOf(path) === folder);
  const below = new Set(inside.flatMap(path => childOf(path, folder) ?? []));
  return [
    ...(isHere ? [{ folder, isDeep: false }] : []),
    ...[...below].sort(compareText).flatMap(child => foldersOf(files, rest, child)),
  ];
}

/** Down to where the files part: `a/b/` rather than `a/` where all are in `a/b/`. */
function widest(files: readonly string[], folder: string): Folder {
  const [child, ...others] = new Set(files.map(path => childOf(path, folder)));
  return child === undefined || others.length > 0 || isLocalPart(files)
    ? { folder, isDeep: true }
    : widest(files, child);
}

/** A single file says little of what lies beside its folder. */
function isLocalPart(files: readonly string[]): boolean {
  return files.length === 1;
}

function childOf(path: string, folder: string): string | undefined {
  const slash = path.indexOf("/", folder.length);
  return slash < 0 ? undefined : path.slice(0, slash + 1);
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

/** A folder's name is no pattern. (At the beginning of a glob `\` would be Windows' root.) */
function escapeGlob(folder: string): string {
  const escaped = folder.replace(/[\\*?[\]{}()!+@]/g, "\\$&");
  return escaped.startsWith("\\") ? `./${escaped}` : escaped;
}
