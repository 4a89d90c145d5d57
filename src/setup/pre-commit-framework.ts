import { topLevelList } from "../yaml/list-item.ts";
import type { Change } from "./edits.ts";
import { worktreeHooks } from "./hook-script.ts";
import { addLines, markingOf, withoutLines } from "./marked-lines.ts";
import { preCommitConfig } from "./runner-files.ts";

/** The command that has git call the framework for each hook that session-assoc takes part in. */
export const installPreCommit = `pre-commit install ${worktreeHooks.map(hook => `-t ${hook}`).join(" ")}`;

/**
 * Adds our hooks before the others: what they rewrite is what the others look at. And the hook types
 * that a bare `pre-commit install` sets up, where nothing is said of them yet.
 */
export function guardPreCommit(text: string): Change {
  const next = `write the hooks of examples/pre-commit/${preCommitConfig} (in session-assoc's repository) there`;
  const marking = markingOf(text);
  if (marking === "damaged") return { reason: "its session-assoc markers are damaged", next };
  const clean = marking === "none" ? text : (withoutLines(text) ?? "");
  if (/^\s*-?\s*id: session-assoc-/m.test(clean)) return { text };

  const repos = topLevelList(clean, "repos");
  if (repos.kind !== "list" || repos.list.isFlow) {
    return { reason: "its `repos` is not a list with a line for each", next };
  }
  const { start, indentation } = repos.list;
  const withHooks = addLines(clean, start, hooks, indentation);
  const types = topLevelList(clean, "default_install_hook_types");
  if (types.kind !== "absent") return { text: withHooks };
  return { text: addLines(withHooks, withHooks.length, installTypes) };
}

/** Undoes `guardPreCommit`. */
export function unguardPreCommit(text: string): Change {
  return { text: withoutLines(text) ?? "" };
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
      verbose: true`;
}
