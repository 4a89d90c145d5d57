/** Who can run a repository's hooks: git its scripts, or one of the well-known runners. */
export const hookRunners = ["git", "husky", "lefthook", "pre-commit"] as const;
export type HookRunner = (typeof hookRunners)[number];

/** Where lefthook keeps what its hooks do, from the top (lefthook's documentation, "Config files"). */
export const lefthookConfigs = [
  ...["lefthook", ".lefthook", ".config/lefthook"].flatMap(name =>
    ["yml", "yaml", "json", "jsonc", "toml"].map(ending => `${name}.${ending}`),
  ),
] as const;

/** The file that `init` makes for lefthook, and that its configuration extends. */
export const lefthookExtension = ".lefthook/session-assoc.yml";

/** Where the framework pre-commit keeps what its hooks do, from the top. */
export const preCommitConfig = ".pre-commit-config.yaml";
