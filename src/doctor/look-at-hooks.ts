import { isFailure } from "../errors.ts";
import { findCommit } from "../git/repository.ts";
import { fileOf, findHookHome, type HookHome } from "../setup/hook-home.ts";
import { worktreeHooks } from "../setup/runner-files.ts";
import { lookFromDesktop } from "./desktop-clients.ts";
import { type Diagnosis, ok } from "./diagnosis.ts";
import { isPushed, type Look, obstacleToRunning, readsAsReachable, wayToRun } from "./hook-look.ts";
import { type ProbeResult, probe } from "./probe.ts";
import { type Reason, whyNotReady, whyUnreached } from "./why-unreached.ts";

/**
 * Has git run each hook, and says of those that do not reach session-assoc why.
 * pre-merge-commit, pre-commit and pre-push are what keeps stale IDs out; the others only help.
 */
export async function lookAtHooks(
  given: Omit<Look, "home" | "directory" | "hasCommits">,
): Promise<readonly Diagnosis[]> {
  const { repository } = given;
  const { hooksDirectory: directory } = repository;
  const hasCommits = (await findCommit(repository.git, "HEAD")) !== undefined;
  if (repository.topLevel === undefined) {
    const home: HookHome = { runner: "git", directory, isExecuted: true };
    return [await lookAtHook("pre-receive", { ...given, directory, hasCommits, home })];
  }
  let home: HookHome;
  try {
    home = await findHookHome(repository, undefined);
  } catch (error) {
    if (!isFailure(error)) throw error;
    const repair = error.hint ?? "npx session-assoc init";
    return [{ name: "hooks", status: "failure", message: error.message, repair }];
  }
  const look = { ...given, directory, hasCommits, home };
  const found: Diagnosis[] = [];
  for (const hook of worktreeHooks) found.push(await lookAtHook(hook, look));
  const preCommit = found.find(({ name }) => name === "pre-commit");
  return preCommit?.status === "ok" ? [...found, ...(await lookFromDesktop(look))] : found;
}

async function lookAtHook(hook: string, look: Look): Promise<Diagnosis> {
  const obstacle = await obstacleToRunning(look);
  if (obstacle !== undefined) return judgeByReading(hook, look, obstacle);
  const result = await probe(look.repository, look.environment, { args: wayToRun(hook, look) });
  if (result.answers.length === 0) {
    return unreached(hook, look, await whyUnreached(hook, look, result));
  }
  const lost = whyLost(hook, look, result);
  if (lost !== undefined) return { name: hook, status: "failure", ...lost };
  const version = result.answers.find(answer => answer.hook === hook)?.version ?? "";
  if (version === look.version) return ok(hook, `git runs it, and it reaches session-assoc`);
  return {
    name: hook,
    status: "warning",
    message: `it reaches session-assoc ${version}, and this is ${look.version}`,
    repair: "npm ci",
  };
}

/** What makes nothing of it that session-assoc is reached. */
function whyLost(hook: string, look: Look, { answers, code }: ProbeResult): Reason | undefined {
  const { home, hasCommits } = look;
  const file = fileOf(home, hook);
  const answer = answers.find(one => one.hook === hook);
  if (answer === undefined) {
    const others = answers.map(one => one.hook).join(", ");
    return {
      message: `it calls session-assoc for ${others}, not for ${hook}`,
      repair: `have ${file} call \`session-assoc hook ${hook}\``,
    };
  }
  // A hook that asks is refused: git must hear of it.
  if (hook.startsWith("pre-") && code === 0) {
    return {
      message: "it goes on where session-assoc fails, so that nothing is ever stopped",
      repair: `end the call of session-assoc in ${file} with \`|| exit\``,
    };
  }
  // pre-commit reads the lines itself, and tells of them in the environment.
  const hasLines = isPushed(hook, home, hasCommits) && home.runner !== "pre-commit";
  if (hasLines && !answer.hasInput) {
    return {
      message: "a command before session-assoc reads the lines that git has for it",
      repair: `move the call of session-assoc in ${file} to the top`,
    };
  }
  return undefined;
}

async function judgeByReading(hook: string, look: Look, obstacle: string): Promise<Diagnosis> {
  const reason = await whyNotReady(hook, look);
  if (reason !== undefined) return unreached(hook, look, reason);
  const message = `it calls session-assoc, as far as reading can tell: ${obstacle}`;
  return { name: hook, status: "warning", message };
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
