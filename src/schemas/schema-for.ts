import type { Fields } from "../model/settings.ts";
import { configJsonSchema } from "./config-json-schema.ts";
import type { JsonSchema } from "./json-schema.ts";
import type { SchemaName } from "./names.ts";
import { recordSchema } from "./record-schema.ts";

/** The JSON Schema of a kind of file, in a repository that gives its keys these names. */
export function schemaFor(name: SchemaName, fields: Fields): JsonSchema {
  return name === "config" ? configJsonSchema() : recordSchema(name, fields);
}
