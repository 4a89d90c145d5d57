import { limits } from "../limits.ts";
import type { FileKind } from "../model/record.ts";
import type { Fields } from "../model/settings.ts";
import { type KeyShape, sessionShapes, taskShapes } from "../model/shapes.ts";
import { qualifiedIdPattern, taskIdPattern } from "../model/task-id.ts";
import { draft, type JsonSchema } from "./json-schema.ts";

/**
 * The JSON Schema of session or task files, made of the table that they are read by. An editor
 * applies it to each document of a file.
 *
 * It looks at values, so that it cannot see what only the text shows: a YAML comment in the place of
 * an ID (`taskId: #123`), an explicit tag, what is too large or too deep.
 */
export function recordSchema(kind: FileKind, fields: Fields): JsonSchema {
  const shapes: readonly KeyShape[] =
    kind === "session"
      ? Object.values(sessionShapes(fields))
      : Object.values(taskShapes(fields)).flat();
  const record = { $ref: `#/definitions/${kind}` };
  return {
    $schema: draft,
    title: `A ${kind} file of session-assoc`,
    anyOf: [
      record,
      { type: "array", items: record, description: `Several ${kind}s.` },
      { type: "null", description: "Nothing, or only comments." },
    ],
    definitions: {
      [kind]: {
        type: "object",
        description: `A ${kind}. All keys but those described here are yours, and never touched.`,
        properties: propertiesOf(shapes),
        required: shapes.flatMap(({ isRequired, key }) => (isRequired ? [key] : [])),
      },
    },
  };
}

function propertiesOf(shapes: readonly KeyShape[]): Readonly<Record<string, JsonSchema>> {
  const properties = new Map<string, JsonSchema>();
  for (const shape of shapes) {
    const before = properties.get(shape.key);
    const schema = schemaOf(shape);
    // The configuration may give one name to two keys: then both say what may stand there.
    properties.set(shape.key, before === undefined ? schema : { allOf: [before, schema] });
  }
  return Object.fromEntries(properties);
}

function schemaOf({ holds, isList, isRequired, description }: KeyShape): JsonSchema {
  const one = isRequired ? valueSchemas[holds] : orNothing(valueSchemas[holds]);
  if (!isList) return { description, ...one };
  return { description, anyOf: [one, { type: "array", items: one }] };
}

/** IDs and names are read as text: what an editor takes for a number or a boolean is one as well. */
const scalars = ["string", "number", "boolean"];

const maxLength = limits.nameLength;

const valueSchemas = {
  text: { type: scalars, maxLength },
  "task-id": { type: scalars, pattern: taskIdPattern.source, maxLength },
  "qualified-id": { type: ["string"], pattern: qualifiedIdPattern.source, maxLength },
} as const;

/** An unquoted nothing under a key is as good as no key. */
function orNothing(schema: { readonly type: readonly string[] }): JsonSchema {
  return { ...schema, type: [...schema.type, "null"] };
}
