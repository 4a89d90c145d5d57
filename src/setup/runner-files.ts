/** Who can run a repository's hooks: git its scripts, or one of the well-known runners. */
export const hookRunners = ["git", "husky", "lefthook", "pre-commit"] as const;
export type HookRunner = (typeof hookRunners)[number];

/** The git hooks of a working tree, in the order in which they matter. */
export const worktreeHooks = [
  "pre-merge-commit",
  "post-merge",
  "pre-commit",
  "pre-push",
  "post-rewrite",
] as const;
export type WorktreeHook = (typeof worktreeHooks)[number];

/** What has git run a runner's hooks in a clone, or for git itself, what makes them. */
export const installers: Readonly<Record<HookRunner, string>> = {
  git: "npx session-assoc init",
  husky: "npx husky",
  lefthook: "npx lefthook install",
  "pre-commit": `pre-commit install ${worktreeHooks.map(hook => `-t ${hook}`).join(" ")}`,
};

/** Where lefthook keeps what its hooks do, from the top (lefthook's documentation, "Config files"). */
export const lefthookConfigs: readonly string[] = [
  "lefthook",
  ".lefthook",
  ".config/lefthook",
].flatMap(name => ["yml", "yaml", "json", "jsonc", "toml"].map(ending => `${name}.${ending}`));

/** The file that `init` makes for lefthook, and that its configuration extends. */
export const lefthookExtension = ".lefthook/session-assoc.yml";

/** Where the framework pre-commit keeps what its hooks do, from the top. */
export const preCommitConfig = ".pre-commit-config.yaml";

/** The variable by which `doctor` asks a hook whether it is reached. */
export const probeVariable = "SESSION_ASSOC_DOCTOR";
