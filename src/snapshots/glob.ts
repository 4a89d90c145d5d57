import picomatch from "picomatch";
import { UsageError } from "../errors.ts";
import { limits } from "../limits.ts";
import { boundedMatcher } from "./bounded-match.ts";

/**
 * `flags: "s"`: a file's name may hold a line break. Extended globs such as `+(a|aa)` are taken
 * literally.
 */
const options = { dot: true, noextglob: true, nonegate: true, flags: "s" } as const;

/**
 * Whether a path matches one of some globs, those with a leading `!` excepted. A stranger's branch
 * may bring globs and paths of which no regular expression would ever come to an end: where it might
 * take long, the same question is asked in another way.
 * @throws UsageError where that way does not know what stands in a glob
 */
export function globMatcher(globs: readonly string[]): (path: string) => boolean {
  const wanted = globs.filter(glob => !glob.startsWith("!")).map(matcherOf);
  const ignored = globs.filter(glob => glob.startsWith("!")).map(glob => matcherOf(glob.slice(1)));
  return path => matchesOne(path, wanted) && !matchesOne(path, ignored);
}

/** By hand: this runs for every path of a repository. */
function matchesOne(path: string, matchers: readonly ((path: string) => boolean)[]): boolean {
  for (const matches of matchers) if (matches(path)) return true;
  return false;
}

/**
 * The names that a glob begins with, before the first one with a wildcard: whatever matches lies there.
 * (picomatch's own answer is wrong for braces that are escaped, or not closed.)
 */
export function baseOf(glob: string): string {
  const names: string[] = [];
  for (const part of glob.replace(/^(?:\.\/)+/, "").split("/")) {
    if (!literalName.test(part)) break;
    names.push(part.replace(/\\(.)/gs, "$1"));
  }
  return names.join("/");
}

/** Nothing in it stands for something else, as braces and quotes do. */
const literalName = /^(?:[^\\*?[\]{}()|"]|\\.)+$/s;

/** `<folder>/**` and the endings of files, `*.yaml` or `*.{yaml,yml}`: as most globs are. */
const endingsBelow =
  /^((?:[A-Za-z0-9_-]+\/)+)\*\*\/\*\.(?:([a-z0-9]+)|\{([a-z0-9]+(?:,[a-z0-9]+)+)\})$/;

const dotsOnly = /\/\.{1,2}(?:\/|$)/;

/**
 * The same as picomatch, which takes a while to load, and a regular expression longer for each path.
 * @returns `undefined` for all globs but the plainest
 */
function plainMatcher(glob: string): ((path: string) => boolean) | undefined {
  const [, folder = "", one, several] = endingsBelow.exec(glob) ?? [];
  if (folder === "") return undefined;
  const endings = (one ?? several ?? "").split(",").map(ending => `.${ending}`);
  const isEnd = (path: string): boolean => endings.some(ending => path.endsWith(ending));
  const isPlain = (path: string): boolean => !path.includes("/.") || !dotsOnly.test(path);
  return path => path === glob || (path.startsWith(folder) && isEnd(path) && isPlain(path));
}

function matcherOf(glob: string): (path: string) => boolean {
  return plainMatcher(glob) ?? patternMatcher(glob);
}

function patternMatcher(glob: string): (path: string) => boolean {
  const pattern = picomatch.makeRe(glob, options);
  const beginning = baseOf(glob);
  const longest = longestQuickPath(glob);
  let bounded: ((path: string) => boolean) | undefined;
  return path => {
    // Of most paths this is all that is looked at.
    if (!path.startsWith(beginning)) return path === glob;
    if (path.length <= longest) return path === glob || pattern.test(path);
    bounded ??= boundedMatcher(pattern.source);
    if (bounded === undefined) {
      throw new UsageError(`the glob ${JSON.stringify(glob)} could take for ever to match`, {
        hint: "write it without parentheses in the configuration",
      });
    }
    return path === glob || bounded(path);
  };
}

/**
 * How long a path may be whose parts the wildcards of a glob can share out in few ways: each `*` ends
 * somewhere in it, and of braces each choice is one.
 */
function longestQuickPath(glob: string): number {
  if (/[(+]/.test(glob)) return -1;
  const stars = glob.match(/\*+/g)?.length ?? 0;
  let choices = 1;
  for (const braces of glob.match(/\{[^{}]*/g) ?? []) choices *= braces.split(",").length;
  const ways = (length: number): number => {
    let product = choices;
    for (let i = 1; i <= stars; i++) product *= (length + i) / i;
    return product;
  };
  let longest = -1;
  while (longest < limits.quickPath && ways(longest + 1) <= limits.globWays) longest++;
  return longest;
}
