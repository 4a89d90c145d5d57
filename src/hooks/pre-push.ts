import { UsageError } from "../errors.ts";
import { refsSent } from "../git/pushed-refs.ts";
import { remotesAt } from "../git/remotes.ts";
import type { Hook, HookContext } from "./context.ts";
import { guardPush } from "./guard-push.ts";
import { type Sent, sentByPreCommit } from "./sent-by-pre-commit.ts";

/**
 * Runs before `git push` sends anything. What the remote has is known from the push itself and from
 * the last fetch: the remote is not asked again.
 */
export const prePush: Hook = async (context, args) => {
  const { refs, held, remote } = await whatIsSent(context, args);
  if (refs.length === 0) return 0;
  const { git } = context.repository;
  const remotes = remote === undefined ? [] : await remotesAt(git, remote.name, remote.url);
  const push = {
    refs,
    held: { refs: remotes.map(name => `--remotes=${name}`), commits: held },
    // `git clone` sets the first; a remote that was added later has none.
    defaultBranch: remotes.flatMap(name =>
      ["HEAD", "main", "master"].map(branch => `refs/remotes/${name}/${branch}`),
    ),
  };
  return guardPush(
    context,
    push,
    "the push is stopped; repair what is reported, commit it, and push again",
  );
};

/** @throws UsageError when nothing tells: whoever calls the hook does not pass on what git gives */
async function whatIsSent(context: HookContext, args: readonly string[]): Promise<Sent> {
  const input = await context.input();
  const [name, url] = args;
  if (input === "") {
    const sent = await sentByPreCommit(context);
    if (sent !== undefined) return sent;
  }
  // git gives no refs where everything is up to date, but always the name and the URL.
  if (input === "" && name === undefined) {
    throw new UsageError("pre-push was told neither what is pushed nor where", {
      hint: "let the hook pass on git's arguments and standard input (lefthook: use_stdin: true)",
    });
  }
  return {
    refs: refsSent(input),
    held: [],
    remote: name === undefined ? undefined : { name, url },
  };
}
