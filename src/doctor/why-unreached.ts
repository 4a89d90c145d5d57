import { dirname, join } from "node:path";
import { fileOf } from "../setup/hook-home.ts";
import { isExecutable } from "../setup/reachable.ts";
import { installers } from "../setup/runner-files.ts";
import { lstatIfThere } from "../snapshots/worktree.ts";
import { type Look, readsAsReachable } from "./hook-look.ts";
import type { ProbeResult } from "./probe.ts";

export interface Reason {
  readonly message: string;
  readonly repair: string;
}

/** Why a hook that was run did not reach session-assoc, and what repairs it. */
export async function whyUnreached(hook: string, look: Look, result: ProbeResult): Promise<Reason> {
  return (await whyNotReady(hook, look)) ?? whyFailed(result) ?? whatCameBefore(hook, look, result);
}

/** What can be seen without running it. */
export async function whyNotReady(hook: string, look: Look): Promise<Reason | undefined> {
  return skippedBy(look.environment) ?? whyNotRun(hook, look);
}

function skippedBy(environment: NodeJS.ProcessEnv): Reason | undefined {
  for (const name of ["SESSION_ASSOC", "HUSKY", "LEFTHOOK"]) {
    if (environment[name] !== "0" && environment[name] !== "false") continue;
    return {
      message: `${name}=${environment[name]} skips every hook here`,
      repair: `unset ${name}`,
    };
  }
  return undefined;
}

/** What keeps git, or the runner that git runs, from coming as far as a line of ours. */
async function whyNotRun(hook: string, look: Look): Promise<Reason | undefined> {
  const { home, directory } = look;
  const file = join(directory, hook);
  if ((await lstatIfThere(file)) === undefined) {
    const folder = home.runner === "husky" ? `: there is no ${file}` : "";
    return { message: `${missing[home.runner]}${folder}`, repair: installers[home.runner] };
  }
  if (!(await isExecutable(file))) {
    return { message: `${file} is not executable, so git ignores it`, repair: `chmod +x ${file}` };
  }
  if (await readsAsReachable(hook, look)) return undefined;
  return {
    message: `nothing in ${fileOf(home, hook)} calls session-assoc`,
    repair: "npx session-assoc init",
  };
}

const missing = {
  git: "there is no such hook",
  husky: "husky is not installed in this worktree",
  lefthook: "lefthook has not installed it in this clone",
  "pre-commit": "pre-commit has not installed it in this clone",
} as const;

function whyFailed({ said, isStopped }: ProbeResult): Reason | undefined {
  if (/\bnode\b['"’]?: (?:No such file|(?:command )?not found)/i.test(said)) {
    const folder = dirname(process.execPath);
    return {
      message: "node is not on the PATH that git gives to hooks",
      repair: `export PATH="${folder}:$PATH"`,
    };
  }
  if (
    /session-assoc['"’]?: (?:No such file|(?:command )?not found)|`?session-assoc`? not found/i.test(
      said,
    )
  ) {
    return { message: "session-assoc is not installed in this worktree", repair: "npm ci" };
  }
  if (!isStopped) return undefined;
  const message = "it said nothing for a minute, and was stopped";
  return { message, repair: "run the commands before session-assoc's one by one" };
}

function whatCameBefore(hook: string, { home }: Look, { said, code }: ProbeResult): Reason {
  const words = said.trim().split("\n").at(-1) ?? "";
  return {
    message: `it ended (exit ${code}) before it came to session-assoc${words === "" ? "" : `: ${words}`}`,
    repair: `move the call of session-assoc in ${fileOf(home, hook)} above what ends the hook`,
  };
}
