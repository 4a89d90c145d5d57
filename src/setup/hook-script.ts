import { addLines, markingOf, ownFile, replaceLines } from "./marked-lines.ts";
import { callsHook } from "./reachable.ts";

/** The git hooks of a working tree, in the order in which they matter. */
export const worktreeHooks = [
  "pre-merge-commit",
  "post-merge",
  "pre-commit",
  "pre-push",
  "post-rewrite",
] as const;
export type WorktreeHook = (typeof worktreeHooks)[number];

/** Who runs a script: git itself, or husky, which has put `node_modules/.bin` on the PATH. */
export type ScriptRunner = "git" | "husky";

/** A script that calls session-assoc, or why it cannot be made to. */
export type Guarded = { readonly text: string } | { readonly obstacle: string };

/**
 * Makes a hook call session-assoc, before anything else in it: what comes later may `exec`, `exit`
 * or read the standard input.
 * @param text the script as it is, byte for byte a character; `undefined` where there is none
 */
export function guardScript(
  text: string | undefined,
  hook: WorktreeHook,
  runner: ScriptRunner,
): Guarded {
  const lines = linesOf(hook, runner);
  if (text === undefined) return { text: ownFile(runner === "git" ? "#!/bin/sh\n" : "", lines) };
  switch (markingOf(text)) {
    case "once":
      return { text: replaceLines(text, lines) };
    case "several":
    case "damaged":
      return {
        obstacle: "its `# >>> session-assoc >>>` and `# <<< session-assoc <<<` are not a pair",
      };
    case "none":
  }
  if (callsHook(text, hook)) return { text };
  if (!isShell(text)) return { obstacle: "it is not a shell script" };
  return { text: addLines(text, startOf(text), lines) };
}

/** What is to be added by hand to a hook that is no shell script, or that is kept elsewhere. */
export function callOf(hook: WorktreeHook): string {
  return `session-assoc hook ${hook}`;
}

function isShell(text: string): boolean {
  if (text.includes("\0")) return false;
  const interpreter = /^#!([^\n]*)/.exec(text)?.[1];
  // Without an interpreter git has the shell run it.
  return interpreter === undefined || /(?:^|[/\s])(?:ba|da|a|k|z)?sh(?=\s|$)/.test(interpreter);
}

/** Below the comments at the top; and below husky 8's own line, which runs the script anew. */
function startOf(text: string): number {
  const head = /^(?:#[^\n]*(?:\n|$(?![\s\S])))*/.exec(text)?.[0].length ?? 0;
  const husky = /^\. [^\n]*husky\.sh"?[ \t]*(?:\n|$(?![\s\S]))/m.exec(text);
  return husky === null ? head : Math.max(head, husky.index + husky[0].length);
}

/** git gives these hooks lines to read; what comes later in the script must find them, too. */
const readers: ReadonlySet<WorktreeHook> = new Set(["pre-push", "post-rewrite"]);

/** git goes on whatever these return; so does the rest of the script, but for `doctor`. */
const afterwards: ReadonlySet<WorktreeHook> = new Set(["post-merge", "post-rewrite"]);

function linesOf(hook: WorktreeHook, runner: ScriptRunner): string {
  const call = `session-assoc hook ${hook} "$@"`;
  const command = runner === "husky" ? call : inSubshell(call);
  const ending = afterwards.has(hook) ? `[ -z "\${SESSION_ASSOC_DOCTOR-}" ] || exit` : "exit";
  if (!readers.has(hook)) return `${command} || ${ending}`;
  return `session_assoc_input=$(cat)
${command} <<session-assoc || ${ending}
$session_assoc_input
session-assoc
if [ -n "$session_assoc_input" ]; then exec <<session-assoc
$session_assoc_input
session-assoc
else exec </dev/null; fi`;
}

/** The rest of the script keeps its PATH. */
function inSubshell(call: string): string {
  return `(
  PATH="$PWD/node_modules/.bin:$PATH"
  command -v session-assoc >/dev/null || {
    echo "session-assoc: not found; install it (npm ci), or skip it once with SESSION_ASSOC=0" >&2
    [ "\${SESSION_ASSOC-}" = 0 ]
    exit
  }
  exec ${call}
)`;
}
