import { topLevelList } from "../yaml/list-item.ts";
import type { Change } from "./change.ts";
import { addLines, takeOutLines } from "./marked-lines.ts";
import { preCommitConfig, worktreeHooks } from "./runner-files.ts";

/**
 * Adds our hooks before the others: what they rewrite is what the others look at. And the hook types
 * that a bare `pre-commit install` sets up, where nothing is said of them yet.
 */
export function addToPreCommit(text: string): Change {
  const next = `write the hooks of examples/pre-commit/${preCommitConfig} (in session-assoc's repository) there`;
  const taken = takeOutLines(text);
  if ("reason" in taken) return { ...taken, next };
  const { text: clean = "" } = taken;
  if (/^\s*-?\s*id: session-assoc-/m.test(clean)) return { text };

  const repos = topLevelList(clean, "repos");
  if (repos.kind !== "list" || repos.list.isFlow) {
    return { reason: "its `repos` is not a list with a line for each", next };
  }
  const { start, indentation } = repos.list;
  const withHooks = addLines(clean, start, hooks, indentation);
  const types = topLevelList(clean, "default_install_hook_types");
  const after =
    types.kind === "absent" ? addLines(withHooks, withHooks.length, installTypes) : withHooks;
  // Below the end of a document there is no room for a line.
  if (topLevelList(after, "repos").kind === "list") return { text: after };
  return { reason: "it cannot be edited by lines", next };
}

const installTypes = `default_install_hook_types: [${worktreeHooks.join(", ")}]`;

/** `verbose`, since a hook that succeeds is silent otherwise: what was rewritten would not be shown. */
const hooks = `- repo: local
  hooks:
${worktreeHooks.map(hookEntry).join("\n")}`;

function hookEntry(hook: string): string {
  return `    - id: session-assoc-${hook}
      name: session-assoc, ${hook}
      entry: node_modules/.bin/session-assoc hook ${hook}
      language: system
      stages: [${hook}]
      pass_filenames: false
      always_run: true
      verbose: true
      minimum_pre_commit_version: 3.2.0`;
}
