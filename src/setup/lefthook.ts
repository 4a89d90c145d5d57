import { addItem, removeItem, topLevelList } from "../yaml/list-item.ts";
import type { Change } from "./change.ts";
import { putLines, takeOutLines } from "./marked-lines.ts";
import { lefthookExtension } from "./runner-files.ts";

/**
 * What `init` has lefthook (2.x) do, in a file of its own that the configuration extends. No
 * `stage_fixed`: what is rewritten is staged already. lefthook does not put `node_modules/.bin` on the
 * PATH. `use_stdin` and the quoted here document are explained in examples/lefthook.
 */
export const lefthookJobs = `# Made by \`session-assoc init\`; \`session-assoc init --remove\` takes it out.
# Where lefthook itself is missing its hooks would succeed without having looked.
assert_lefthook_installed: true

pre-merge-commit:
  jobs:
    - name: session-assoc
      run: node_modules/.bin/session-assoc hook pre-merge-commit

post-merge:
  jobs:
    - name: session-assoc
      run: node_modules/.bin/session-assoc hook post-merge {0}

pre-commit:
  jobs:
    - name: session-assoc
      run: node_modules/.bin/session-assoc hook pre-commit

pre-push:
  jobs:
    - name: session-assoc
      use_stdin: true
      run: |
        read -r remote url <<'end of arguments'
        {0}
        end of arguments
        node_modules/.bin/session-assoc hook pre-push "$remote" "$url"

post-rewrite:
  jobs:
    - name: session-assoc
      use_stdin: true
      run: node_modules/.bin/session-assoc hook post-rewrite {0}
`;

/** Has lefthook's configuration extend the file with our jobs. */
export function addToLefthook(text: string, config: string): Change {
  const next = `write \`extends: [${lefthookExtension}]\` into ${config}`;
  if (!/\.ya?ml$/.test(config)) {
    return {
      reason: "only lefthook's YAML configuration is edited",
      next: `${next}, in its own form`,
    };
  }
  const found = topLevelList(text, "extends");
  switch (found.kind) {
    case "absent": {
      const change = putLines(text, text.length, `extends: [${lefthookExtension}]`, next);
      const isRead = "text" in change && topLevelList(change.text ?? "", "extends").kind === "list";
      return isRead ? change : { reason: "it cannot be edited by a line", next };
    }
    case "list":
      if (found.list.items.includes(lefthookExtension)) return { text };
      return { text: addItem(text, found.list, lefthookExtension) };
    default:
      return { reason: "it cannot be edited by a line", next };
  }
}

/** Undoes `addToLefthook`. */
export function takeOutOfLefthook(text: string): Change {
  const taken = takeOutLines(text);
  if ("reason" in taken || taken.text === undefined) return taken;
  const found = topLevelList(taken.text, "extends");
  if (found.kind !== "list") return taken;
  return { text: removeItem(taken.text, found.list, lefthookExtension) };
}
