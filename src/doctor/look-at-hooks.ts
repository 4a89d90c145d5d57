import { findHookHome, hooksDirectory } from "../setup/hook-home.ts";
import { worktreeHooks } from "../setup/runner-files.ts";
import { lookFromDesktop } from "./desktop-clients.ts";
import { type Diagnosis, ok } from "./diagnosis.ts";
import { type Look, obstacleToRunning, readsAsReachable, wayToRun } from "./hook-look.ts";
import { probe } from "./probe.ts";
import { type Reason, whyNotReady, whyUnreached } from "./why-unreached.ts";

/**
 * Has git run each hook, and says of those that do not reach session-assoc why.
 * pre-merge-commit, pre-commit and pre-push are what keeps stale IDs out; the others only help.
 */
export async function lookAtHooks(
  given: Omit<Look, "home" | "directory">,
): Promise<readonly Diagnosis[]> {
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
