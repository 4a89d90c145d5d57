import type { Change } from "./change.ts";
import { markingOf, ownFile, putLines } from "./marked-lines.ts";
import { callsHook } from "./reachable.ts";
import { probeVariable, type WorktreeHook } from "./runner-files.ts";

/**
 * Makes a hook call session-assoc, before anything else in it: what comes later may `exec`, `exit`
 * or read the standard input.
 * @param text the script as it is, byte for byte a character; `undefined` where there is none
 * @param top what a new file begins with: an interpreter, where git itself runs it
 */
export function addToScript(text: string | undefined, hook: WorktreeHook, top: string): Change {
  const lines = linesOf(hook);
  if (text === undefined) return { text: ownFile(top, lines) };
  if (markingOf(text) === "none") {
    if (callsHook(text, hook)) return { text };
    const reason = whyNoScript(text);
    if (reason !== undefined) return { reason, next: byHand(hook) };
  }
  return putLines(text, startOf(text), lines, byHand(hook));
}

/** Why no lines of ours could run in a script. */
export function whyNoScript(text: string): string | undefined {
  if (!isShell(text)) return "it is not a shell script";
  return /^#![^\n]*\r/.test(text)
    ? "its lines end with carriage returns, so that its interpreter is not found"
    : undefined;
}

/** What a person has to do where the lines cannot be put into a script. */
export function byHand(hook: string): string {
  return `have it run \`${callOf(hook)}\` with its arguments and its standard input, and end where that fails`;
}

/** The command with which any script calls session-assoc. */
export function callOf(hook: string): string {
  return `PATH="$PWD/node_modules/.bin:$PATH" session-assoc hook ${hook} "$@"`;
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

function linesOf(hook: WorktreeHook): string {
  const ending = afterwards.has(hook) ? `[ -z "\${${probeVariable}-}" ] || exit` : "exit";
  const early = hook === "post-merge" ? `\n${endOfNotedMerge}` : "";
  const command = inSubshell(`session-assoc hook ${hook} "$@"`, early);
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

/**
 * What `hooks/post-merge` begins with. Where the note of `pre-merge-commit` names the merge that git has just
 * made, as git itself does in ORIG_HEAD and MERGE_HEAD, and nothing was staged since, git alone puts the
 * rewritten tree into it, if there is one: to start node for that would take longer than all the rest. The
 * note is emptied, so that it counts once.
 */
export const endOfNotedMerge = `# For a merge that pre-merge-commit has noted, git and this script do it on their own.
git_dir=\${GIT_DIR:-.git}
index=\${GIT_INDEX_FILE:-$git_dir/index}
note=$git_dir/session-assoc/pending-fold.json
folded=
if [ "\${1-}\${${probeVariable}-}" = 0 ] && read -r first <"$git_dir/ORIG_HEAD" &&
  { read -r second && ! read -r third; } <"$git_dir/MERGE_HEAD" &&
  { read -r parents && read -r hash && IFS=\\" read -r x key value merged x tree x; } <"$note" &&
  [ "$parents" = "{\\"parents\\":[\\"$first\\",\\"$second\\"]," ] &&
  [ "$hash" = "\\"index\\":\\"$(tail -c 20 "$index" | od -An -v -tx1 | tr -d '[:space:]')\\"," ]; then
  if [ "$key$value" = "replacements:[]}" ]; then
    true >"$note"
    exit 0
  fi
  # The same commit with another tree, unless it has more headers, as one that is signed.
  [ "$key$value" = "trees:[" ] && head=$(git rev-parse --verify HEAD) &&
    folded=$(git cat-file commit "$head" | {
      read -r x old && read -r x one && read -r x two && IFS= read -r author && IFS= read -r committer &&
        IFS= read -r end && [ "$old $one $two$end" = "$merged $first $second" ] &&
        { printf '%s\\n' "tree $tree" "parent $one" "parent $two" "$author" "$committer" "" && cat; } |
        git hash-object -t commit -w --stdin
    }) && git update-ref -m "session-assoc: task IDs rewritten in the merge" HEAD "$folded" "$head" &&
    true >"$note" || folded=
fi 2>/dev/null
if [ -n "$folded" ]; then
  printf 'session-assoc: the merge commit holds the rewritten IDs: %.10s\\n' "$folded" >&2
  exit 0
fi`;

/** The rest of the script keeps its PATH. */
function inSubshell(call: string, early: string): string {
  return `(${early.replace(/^(?=.)/gm, "  ")}
  PATH="$PWD/node_modules/.bin:$PATH"
  command -v session-assoc >/dev/null || {
    echo "session-assoc: not found; install it (npm ci), or skip it once with SESSION_ASSOC=0" >&2
    [ "\${SESSION_ASSOC-}" = 0 ]
    exit
  }
  exec ${call}
)`;
}
