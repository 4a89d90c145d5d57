import * as v from "valibot";
import { limits } from "../limits.ts";
import { findingCodes, onStaleModes, ruleLevels } from "../model/settings.ts";
import { isBackend } from "../model/task-id.ts";

const backend = v.pipe(
  v.string(),
  v.check(isBackend, "must be a backend prefix such as `md`: letters, digits, `_`, `-`"),
);

const glob = v.pipe(
  v.string(),
  v.nonEmpty("must not be empty"),
  v.maxLength(limits.globLength, `must not be longer than ${limits.globLength} characters`),
  v.check(isInside, "must stay inside the repository: no leading `/`, no `..`"),
  v.transform(text => text.replace(/^(!?)(\.\/)+/, "$1")),
);

const path = v.pipe(
  v.string(),
  v.check(isInside, "must stay inside the repository: no leading `/`, no `..`"),
  v.includes("{localId}", "must contain `{localId}`"),
);

const key = v.pipe(v.string(), v.nonEmpty("must not be empty"));

/** The shape of `.session-assoc.yaml` (CONTRACT section 2). */
export const configSchema = v.strictObject({
  sessions: v.optional(v.array(glob)),
  tasks: v.optional(v.array(glob)),
  onStale: v.optional(v.picklist(onStaleModes)),
  defaultBackend: v.optional(v.string()),
  backends: v.optional(
    v.record(
      backend,
      v.strictObject({
        name: v.optional(key),
        path: v.optional(path),
        retired: v.optional(v.boolean()),
      }),
    ),
  ),
  fields: v.optional(
    v.strictObject({
      session: v.optional(
        v.strictObject({
          name: v.optional(key),
          taskId: v.optional(key),
          backend: v.optional(key),
        }),
      ),
      task: v.optional(
        v.strictObject({
          id: v.optional(key),
          migratedFrom: v.optional(key),
          migratedTo: v.optional(key),
          references: v.optional(v.array(key)),
        }),
      ),
    }),
  ),
  rules: v.optional(
    v.strictObject(v.entriesFromList(findingCodes, v.optional(v.picklist(ruleLevels)))),
  ),
});

export type Config = v.InferOutput<typeof configSchema>;

function isInside(path: string): boolean {
  const parts = path.replace(/^!/, "").split(/[\\/]/);
  return !parts.includes("..") && parts[0] !== "" && !/^[A-Za-z]:/.test(path);
}
