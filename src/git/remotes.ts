import type { Git } from "./git.ts";
import { records } from "./raw-diff.ts";

/**
 * The configured remotes that git means with what it tells `pre-push`: the name and the URL of the
 * remote, or twice the URL where somebody pushed without a name.
 */
export async function remotesAt(
  git: Git,
  name: string,
  url: string | undefined,
): Promise<readonly string[]> {
  const args = ["config", "-z", "--get-regexp", "^remote\\..*\\.(url|pushurl)$"];
  const { output } = await git.ask(args, [0, 1]);
  const remotes = records(output).flatMap(record => {
    // The value begins after the first line break; the name is all between the outer dots.
    const [, remote, value] = /^remote\.(.*)\.(?:url|pushurl)\n(.*)$/s.exec(record) ?? [];
    return remote !== undefined && isRefPart(remote) ? [{ remote, value }] : [];
  });
  const named = remotes.filter(({ remote }) => remote === name);
  const there = remotes.filter(({ value }) => value === name || value === url);
  return [...new Set((named.length > 0 ? named : there).map(({ remote }) => remote))];
}

/** Whether a name can be part of a ref, and of a pattern of refs that means just itself. */
function isRefPart(name: string): boolean {
  return /^[^\s\x00-\x20\x7f~^:?*[\\]+$/.test(name) && !name.includes("..") && !name.includes("@{");
}
