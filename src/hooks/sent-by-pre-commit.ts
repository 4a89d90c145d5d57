import type { PushedRef } from "../git/pushed-refs.ts";
import { commitNamed, findCommit } from "../git/repository.ts";
import type { HookContext } from "./context.ts";

/** What a push sends, and where to. */
export interface Sent {
  readonly refs: readonly PushedRef[];
  /** Commits that the remote is known to hold. */
  readonly held: readonly string[];
  readonly remote: { readonly name: string; readonly url: string | undefined } | undefined;
}

/**
 * What is pushed, as the framework `pre-commit` tells its hooks: it reads git's lines itself, and
 * describes the first ref that brings something in the environment (seen in 3.0.4,
 * `commands/hook_impl.py`). PRE_COMMIT_FROM_REF is the old tip if the ref has one that is here, else
 * the parent of the oldest new commit; where the root is new it is absent, as is TO_REF.
 *
 * @returns `undefined` where the environment says nothing
 * @throws UsageError when it names what is not in this repository
 */
export async function sentByPreCommit({
  repository: { git },
  environment,
}: HookContext): Promise<Sent | undefined> {
  const {
    PRE_COMMIT_FROM_REF: from,
    PRE_COMMIT_REMOTE_BRANCH: branch,
    PRE_COMMIT_REMOTE_NAME: name,
    PRE_COMMIT_REMOTE_URL: url,
  } = environment;
  const to = environment.PRE_COMMIT_TO_REF ?? environment.PRE_COMMIT_LOCAL_BRANCH;
  if (to === undefined) return undefined;

  const tip = await commitNamed(git, to);
  const ref = branch ?? to;
  const remote = name === undefined ? undefined : { name, url };
  if (from === undefined) return { refs: [{ ref, tip }], held: [], remote };
  const base = await commitNamed(git, from);
  // `pre-commit run --from-ref` names no remote: what it names is what the user compares with.
  const tracking = `refs/remotes/${name}/${branch?.replace(/^refs\/heads\//, "")}`;
  const isNew = name !== undefined && (await findCommit(git, tracking)) === undefined;
  return { refs: [isNew ? { ref, tip } : { ref, tip, old: base }], held: [base], remote };
}
