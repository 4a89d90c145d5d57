import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { shellWord } from "../report/printable.ts";
import { fileOf, rootOf } from "../setup/hook-home.ts";
import { byHand, callOf, whyNoScript } from "../setup/hook-script.ts";
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
  return (
    (await whyNotReady(hook, look)) ??
    (await whyFailed(hook, look, result)) ??
    whatCameBefore(hook, look, result)
  );
}

/** What can be seen without running it. */
export async function whyNotReady(hook: string, look: Look): Promise<Reason | undefined> {
  return skippedBy(look) ?? whyNotRun(hook, look);
}

function skippedBy({ environment, home }: Look): Reason | undefined {
  const off = {
    SESSION_ASSOC: ["0"],
    ...(home.runner === "husky" ? { HUSKY: ["0"] } : {}),
    ...(home.runner === "lefthook" ? { LEFTHOOK: ["0", "false"] } : {}),
  };
  for (const [name, values] of Object.entries(off)) {
    const value = environment[name] ?? "";
    if (!values.includes(value)) continue;
    return { message: `${name}=${value} skips every hook here`, repair: `unset ${name}` };
  }
  return undefined;
}

/** What keeps git, or the runner that git runs, from coming as far as a line of ours. */
async function whyNotRun(hook: string, look: Look): Promise<Reason | undefined> {
  const { home, directory } = look;
  const file = join(directory, hook);
  if (lstatIfThere(file) === undefined) {
    const folder = home.runner === "husky" ? `: there is no ${file}` : "";
    return {
      message: `${missing[home.runner]}${folder}`,
      repair: await repairOfMissing(hook, look, file),
    };
  }
  if (!isExecutable(file)) {
    return {
      message: `${file} is not executable, so git ignores it`,
      repair: `chmod +x ${shellWord(file)}`,
    };
  }
  if (await readsAsReachable(hook, look)) return undefined;
  return whyNoCall(hook, look, fileOf(home, hook));
}

async function repairOfMissing(hook: string, look: Look, file: string): Promise<string> {
  const { home, repository } = look;
  const { topLevel } = repository;
  if (topLevel === undefined) return `put hooks/${hook} of the package there: ${file}`;
  if (home.runner === "git" && (await rootOf(repository, file)) === undefined) {
    return `make ${file}, outside the repository (core.hooksPath): ${byHand(hook)}`;
  }
  const hasPackages = lstatIfThere(join(topLevel, "node_modules")) !== undefined;
  return home.runner === "husky" && !hasPackages ? "npm ci && npx husky" : installers[home.runner];
}

const missing = {
  git: "there is no such hook",
  husky: "husky is not installed in this worktree",
  lefthook: "lefthook has not installed it in this clone",
  "pre-commit": "pre-commit has not installed it in this clone",
} as const;

/** A script without a line of ours, which `init` can put there or not. */
async function whyNoCall(hook: string, look: Look, file: string): Promise<Reason> {
  const message = `nothing in ${file} calls session-assoc for it`;
  const { repository, home } = look;
  if (repository.topLevel === undefined) return { message, repair: byHand(hook) };
  if ("config" in home) return { message, repair: "npx session-assoc init" };
  const text = await readFile(file, "latin1").catch(() => "");
  const reason = whyNoScript(text);
  if (reason !== undefined) return { message: `${message}, and ${reason}`, repair: byHand(hook) };
  const isOurs = (await rootOf(repository, file)) !== undefined;
  return { message, repair: isOurs ? "npx session-assoc init" : byHand(hook) };
}

async function whyFailed(
  hook: string,
  { repository }: Look,
  { said, isStopped }: ProbeResult,
): Promise<Reason | undefined> {
  if (/\bnode\b['"’]?: (?:No such file|(?:command )?not found)/i.test(said)) {
    const folder = dirname(process.execPath);
    return {
      message: "node is not on the PATH that git gives to hooks",
      repair: `export PATH="${folder}:$PATH"`,
    };
  }
  const isMissing =
    /session-assoc['"’]?: (?:No such file|(?:command )?not found)|`?session-assoc`? not found/i;
  if (isMissing.test(said)) {
    const bin = join(repository.topLevel ?? "", "node_modules/.bin/session-assoc");
    return lstatIfThere(bin) === undefined
      ? { message: "session-assoc is not installed in this worktree", repair: "npm ci" }
      : { message: `it does not find ${bin}`, repair: `call it as ${callOf(hook)}` };
  }
  if (!isStopped) return undefined;
  const message = "it said nothing for a minute, and was stopped";
  return { message, repair: "run the commands before session-assoc's one by one" };
}

function whatCameBefore(hook: string, { home }: Look, { said, code }: ProbeResult): Reason {
  const lines = said.trim().split("\n");
  const words = lines.filter(line => !line.startsWith("error: failed to push")).at(-1) ?? "";
  return {
    message: `it ended (exit ${code}) before it came to session-assoc${words === "" ? "" : `: ${words}`}`,
    repair: `move the call of session-assoc in ${fileOf(home, hook)} above what ends the hook`,
  };
}
