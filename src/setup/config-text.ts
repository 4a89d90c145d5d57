/** The globs that a new configuration names. */
export interface Globs {
  readonly sessions: readonly string[] | undefined;
  readonly tasks: readonly string[] | undefined;
}

const lead = `# yaml-language-server: $schema=node_modules/session-assoc/dist/schemas/config.json
# Written by session-assoc init. Every key is optional; the README's section "Configuration" has them all.

# Globs from the top of the repository; a leading ! excludes.
`;

const rest = `
# What the hooks do about stale task IDs: fix (rewrite them in the merge or commit itself),
# stop (stage the rewritten IDs and stop), fail (rewrite nothing, stop with the report).
# onStale: fix

# Which backend a plain taskId such as 123 belongs to, when nothing else tells.
# defaultBackend: md
`;

/** The text of `.session-assoc.yaml` as `init` writes it. */
export function configText({ sessions, tasks }: Globs): string {
  const line = (key: string, globs: readonly string[] | undefined): string =>
    globs === undefined ? "" : `${key}: ${JSON.stringify(globs)}\n`;
  return `${lead}${line("sessions", sessions)}${line("tasks", tasks)}${rest}`;
}

/** Whether a text is what `init` wrote, and nobody has changed since but for the globs. */
export function isOwnConfig(text: string): boolean {
  return (
    text.startsWith(lead) &&
    text.endsWith(rest) &&
    /^(?:sessions: .*\n)?(?:tasks: .*\n)?$/.test(text.slice(lead.length, -rest.length))
  );
}

/** Whether `init` wrote a text, whatever became of it since. */
export function isBegunByInit(text: string): boolean {
  return text.startsWith(lead);
}
