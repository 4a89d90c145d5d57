import * as v from "valibot";
import { limits } from "../limits.ts";
import { defaultSettings, findingCodes, onStaleModes, ruleLevels } from "../model/settings.ts";
import { backendPattern } from "../model/task-id.ts";

// Only what a JSON Schema can say too: editors are to refuse what the program refuses.

const backend = v.pipe(
  v.string(),
  v.regex(backendPattern, "must be a backend prefix such as `md`: letters, digits, `_`, `-`"),
);

/** No leading `/`, no drive, and no `..` between separators; a leading `!` excludes. */
const inside = /^(?:!|(?!!))(?![\\/]|[A-Za-z]:|(?:[\s\S]*[\\/])?\.\.(?:[\\/]|$))[\s\S]/;
const isOutside = "must stay inside the repository: no leading `/`, no `..`";

const glob = v.pipe(
  v.string(),
  v.nonEmpty("must not be empty"),
  v.maxLength(limits.globLength, `must not be longer than ${limits.globLength} characters`),
  v.regex(inside, isOutside),
  v.transform(text => text.replace(/^(!?)(\.\/)+/, "$1")),
);

const tooMany = `must not have more than ${limits.configuredItems} entries`;

const path = v.pipe(
  v.string(),
  v.regex(inside, isOutside),
  v.regex(/\{localId\}/, "must contain `{localId}`"),
  v.description("Where `tasks migrate-backend` puts a task, from the repository's root."),
  v.examples(["tasks/jira/{localId}.yaml"]),
);

const key = v.pipe(v.string(), v.nonEmpty("must not be empty"));

const globs = (what: string, examples: readonly string[]) =>
  v.pipe(
    v.array(glob),
    v.maxLength(limits.configuredItems, tooMany),
    v.description(`Globs of ${what} from the repository's root; a leading ! excludes.`),
    v.examples([[...examples]]),
  );

const { fields } = defaultSettings;

/** The name of a key in the repository's files. */
const keyName = (what: string, usual: string) =>
  v.optional(v.pipe(key, v.description(`The key of ${what}; ${usual} by default.`)));

/** The shape of `.session-assoc.yaml` (CONTRACT section 2). */
export const configSchema = v.strictObject({
  sessions: v.optional(globs("session files", defaultSettings.sessions)),
  tasks: v.optional(globs("task files", defaultSettings.tasks)),
  onStale: v.optional(
    v.pipe(
      v.picklist(onStaleModes),
      v.description(
        "What hooks do about stale references: fix rewrites them in the commit that is being made, stop stages the rewritten IDs and stops, fail only reports.",
      ),
    ),
  ),
  defaultBackend: v.optional(
    v.pipe(
      v.string(),
      v.description(
        "Which backend a plain task ID belongs to when nothing else tells: its prefix or long name.",
      ),
    ),
  ),
  backends: v.optional(
    v.pipe(
      v.record(
        backend,
        v.strictObject({
          name: v.optional(v.pipe(key, v.description("The long name, e.g. markdown for md."))),
          path: v.optional(path),
          retired: v.optional(
            v.pipe(v.boolean(), v.description("No live task may have this backend any more.")),
          ),
        }),
      ),
      v.maxEntries(limits.configuredItems, tooMany),
      v.description("Backends by their prefix. Known from the start: md, mt, gh and json."),
    ),
  ),
  fields: v.optional(
    v.pipe(
      v.strictObject({
        session: v.optional(
          v.strictObject({
            name: keyName("a session's name", fields.session.name),
            taskId: keyName("a session's task", fields.session.taskId),
            backend: keyName("the backend beside a plain task ID", fields.session.backend),
          }),
        ),
        task: v.optional(
          v.strictObject({
            id: keyName("a task's ID", fields.task.id),
            migratedFrom: keyName("the IDs that a task had before", fields.task.migratedFrom),
            migratedTo: keyName("the ID that a task went to", fields.task.migratedTo),
            references: v.optional(
              v.pipe(
                v.array(key),
                v.maxLength(limits.configuredItems, tooMany),
                v.description(
                  `The keys that name other tasks; ${fields.task.references.join(" and ")} by default.`,
                ),
              ),
            ),
          }),
        ),
      }),
      v.description("For repositories with other key names in their session and task files."),
    ),
  ),
  rules: v.optional(
    v.pipe(
      v.strictObject(v.entriesFromList(findingCodes, v.optional(v.picklist(ruleLevels)))),
      v.description("How bad a finding is, per code: error fails, warn is shown, off is not."),
    ),
  ),
});

export type Config = v.InferOutput<typeof configSchema>;
