import { execFileSync } from "node:child_process";
import { test } from "vitest";

const version = execFileSync("git", ["version"], { encoding: "utf8" });
const [, major = "0", minor = "0"] = /(\d+)\.(\d+)/.exec(version) ?? [];

/**
 * A test of what an older git cannot do, and is said to need a newer one; with such a git it is skipped.
 * @param since the minor version of git 2
 */
export function testSinceGit(since: number) {
  return test.skipIf(isGitBefore(since));
}

export function isGitBefore(since: number): boolean {
  return Number(major) === 2 && Number(minor) < since;
}
