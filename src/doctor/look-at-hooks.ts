import { access, constants, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Repository } from "../git/repository.ts";
import { findHookHome, type HookHome, hooksDirectory } from "../setup/hook-home.ts";
import { worktreeHooks } from "../setup/hook-script.ts";
import { installPreCommit } from "../setup/pre-commit-framework.ts";
import { callsHook, isHookReachable } from "../setup/reachable.ts";
import { type Diagnosis, ok } from "./diagnosis.ts";
import { type ProbeResult, probe } from "./probe.ts";

/** What doctor goes by. */
export interface HookLook {
  readonly repository: Repository;
  readonly environment: NodeJS.ProcessEnv;
  readonly version: string;
  /** git can be told to run a hook (2.36). */
  readonly canRun: boolean;
}

interface Look extends HookLook {
  readonly home: HookHome;
  readonly directory: string;
}

/**
 * Has git run each hook, and says of those that do not reach session-assoc why.
 * pre-merge-commit, pre-commit and pre-push are what keeps stale IDs out; the others only help.
 */
export async function lookAtHooks(given: HookLook): Promise<readonly Diagnosis[]> {
  const { repository } = given;
  const directory = await hooksDirectory(repository);
  if (repository.topLevel === undefined) {
    const look = {
      ...given,
      directory,
      home: { runner: "git", directory, hasPath: false },
    } as const;
    return [await lookAtHook("pre-receive", look)];
  }
  const look = { ...given, directory, home: await findHookHome(repository, undefined) };
  const found: Diagnosis[] = [];
  for (const hook of worktreeHooks) found.push(await lookAtHook(hook, look));
  const preCommit = found.find(({ name }) => name === "pre-commit");
  return preCommit?.status === "ok" ? [...found, ...(await lookFromDesktop(look))] : found;
}

async function lookAtHook(hook: string, look: Look): Promise<Diagnosis> {
  const obstacle = await obstacleToRunning(look);
  if (obstacle !== undefined) return judgeByReading(hook, look, obstacle);
  const result = await probe(look.repository, { args: wayToRun(hook, look.home) });
  const { version } = result;
  if (version === undefined) return unreached(hook, look, await whyUnreached(hook, look, result));
  if (version === look.version) return ok(hook, `git runs it, and it reaches session-assoc`);
  return {
    name: hook,
    status: "warning",
    message: `it reaches session-assoc ${version}, and this is ${look.version}`,
    repair: "npm ci",
  };
}

/** Has git run a hook. lefthook and pre-commit have ways of their own to run nothing else. */
function wayToRun(hook: string, { runner }: HookHome): readonly string[] {
  const run = ["hook", "run", hook];
  if (runner === "lefthook")
    return [...run, "--", "--force", "--no-auto-install", "--job", "session-assoc"];
  // pre-commit runs nothing for a push of nothing: git tells it of a ref, and sends none.
  if (runner === "pre-commit" && hook === "pre-push") {
    return ["push", "--quiet", "--dry-run", ".", "HEAD:refs/session-assoc/doctor"];
  }
  const args = { "pre-push": ["origin", "."], "post-merge": ["0"], "post-rewrite": ["amend"] };
  return [...run, "--", ...(args[hook as keyof typeof args] ?? [])];
}

async function obstacleToRunning({ repository, home, canRun }: Look): Promise<string | undefined> {
  if (!canRun) return "git 2.36 or newer is needed to have it run";
  if (home.runner !== "pre-commit") return undefined;
  const { code } = await repository.git.ask(["diff", "--quiet"], [0, 1]);
  return code === 0 ? undefined : "pre-commit would put unstaged edits away to run it";
}

async function judgeByReading(hook: string, look: Look, obstacle: string): Promise<Diagnosis> {
  if (!(await readsAsReachable(hook, look))) {
    const result = { version: undefined, code: 0, said: "" };
    return unreached(hook, look, await whyUnreached(hook, look, result));
  }
  const message = `it calls session-assoc, as far as reading can tell: ${obstacle}`;
  return { name: hook, status: "warning", message };
}

async function readsAsReachable(hook: string, { repository, directory }: Look): Promise<boolean> {
  if (repository.topLevel !== undefined) return isHookReachable(repository, hook);
  const file = join(directory, hook);
  return (await canExecute(file)) && callsHook(await readFile(file, "utf8"), hook);
}

interface Reason {
  readonly message: string;
  readonly repair: string;
}

async function unreached(hook: string, look: Look, reason: Reason): Promise<Diagnosis> {
  const { message, repair } = reason;
  const cost = costs.get(hook) ?? "";
  // `pre-merge-commit` believes what it reads: it would leave the rewriting to a hook that never runs.
  const isBelieved = hook === "post-merge" && (await readsAsReachable(hook, look));
  const status = cost === "" || isBelieved ? "failure" : "warning";
  return { name: hook, status, message: `${message}${isBelieved ? "" : cost}`, repair };
}

/** What is lost without a hook that does not keep stale IDs out itself. */
const costs: ReadonlyMap<string, string> = new Map([
  [
    "post-merge",
    "; merges with stale IDs stop before their commit instead of being repaired in it",
  ],
  ["post-rewrite", "; a rebase or amended commit is not reported on"],
]);

async function whyUnreached(hook: string, look: Look, result: ProbeResult): Promise<Reason> {
  return (
    skippedBy(look.environment) ??
    (await whyNotRun(hook, look)) ??
    whyFailed(result) ??
    whatCameBefore(hook, look, result)
  );
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
  if (!(await isThere(file))) {
    const folder = home.runner === "husky" ? `: there is no ${file}` : "";
    return { message: `${missing[home.runner]}${folder}`, repair: installers[home.runner] };
  }
  if (!(await canExecute(file))) {
    return { message: `${file} is not executable, so git ignores it`, repair: `chmod +x ${file}` };
  }
  if (await readsAsReachable(hook, look)) return undefined;
  const where = "config" in home ? home.config : join(home.directory, hook);
  return { message: `nothing in ${where} calls session-assoc`, repair: "npx session-assoc init" };
}

const missing = {
  git: "there is no such hook",
  husky: "husky is not installed in this worktree",
  lefthook: "lefthook has not installed it in this clone",
  "pre-commit": "pre-commit has not installed it in this clone",
} as const;

const installers = {
  git: "npx session-assoc init",
  husky: "npx husky",
  lefthook: "npx lefthook install",
  "pre-commit": installPreCommit,
} as const;

function whyFailed({ said, code }: ProbeResult): Reason | undefined {
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
  if (code !== -1) return undefined;
  const seconds = "it said nothing for a minute, and was stopped";
  return { message: seconds, repair: "run the commands before session-assoc's one by one" };
}

function whatCameBefore(hook: string, { home }: Look, { said, code }: ProbeResult): Reason {
  const words = said.trim().split("\n").at(-1) ?? "";
  const where = "config" in home ? home.config : join(home.directory, hook);
  return {
    message: `it ended (exit ${code}) before it came to session-assoc${words === "" ? "" : `: ${words}`}`,
    repair: `move the call of session-assoc in ${where} above what ends the hook`,
  };
}

/** Clients that are started from the desktop have not read the files that set a shell's PATH. */
async function lookFromDesktop(look: Look): Promise<readonly Diagnosis[]> {
  const { home, repository } = look;
  if (process.platform === "win32" || (await obstacleToRunning(look)) !== undefined) return [];
  const folders = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"];
  const PATH = (process.platform === "darwin" ? folders : ["/usr/local/bin", ...folders]).join(":");
  const { version } = await probe(repository, {
    args: wayToRun("pre-commit", home),
    env: { PATH },
  });
  const name = "desktop clients";
  if (version !== undefined) return [ok(name, `hooks find node with PATH=${PATH}`)];
  const folder = dirname(process.execPath);
  return [
    {
      name,
      status: "warning",
      message: `with PATH=${PATH}, as git clients without a shell have it, hooks cannot run session-assoc: their commits would stop`,
      repair:
        home.runner === "husky"
          ? `write \`export PATH="${folder}:$PATH"\` to ~/.config/husky/init.sh`
          : "start the client from a terminal; or link node, and session-assoc, into /usr/local/bin",
    },
  ];
}

async function isThere(file: string): Promise<boolean> {
  return can(file, constants.F_OK);
}

async function canExecute(file: string): Promise<boolean> {
  return can(file, constants.X_OK);
}

async function can(file: string, mode: number): Promise<boolean> {
  try {
    await access(file, mode);
    return true;
  } catch {
    return false; // git could not either
  }
}
